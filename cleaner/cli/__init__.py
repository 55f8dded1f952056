"""The command: what a call asks for, and the ways of doing it. Nothing is imported here before it is needed."""
