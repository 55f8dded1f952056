"""What every stage asks of a string."""
