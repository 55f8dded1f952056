"""What stays, written down: as text, as markdown, as JSON."""
