"""Steps for the pipelines of others, a file each; each is imported by those who have the library that it is for."""
