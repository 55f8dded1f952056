"""Where outcomes go: documents in a folder, tables of JSON lines or Parquet, or a stream."""
