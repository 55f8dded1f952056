"""Evidence and scores -> one verdict a block."""
