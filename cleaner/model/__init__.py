"""Features of blocks -> scores, labels and confidence, by weights that were learned."""
