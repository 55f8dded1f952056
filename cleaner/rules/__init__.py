"""What is known of boilerplate in words: phrase tables, their matcher, and short predicates on structure."""
