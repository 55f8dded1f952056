"""The kept blocks of an article written as text, Markdown, HTML and JSON."""
