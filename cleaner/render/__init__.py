"""What stays, written down: as text, markdown, HTML and JSON."""
