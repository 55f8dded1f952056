"""The file system: reading, opening, walking, writing whole or not at all."""
