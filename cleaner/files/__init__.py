"""The file system: find files, open and read them, and write them whole or not at all."""
