"""What a site repeats: counted on its pages, kept in a file that people can read and edit, and used as evidence.

    a page with its verdicts -> facts (counting.py) -> one profile a site (learning.py) -> a file (file.py)
    a file -> profiles -> the one of a page's site (choosing.py) -> evidence for each of its blocks (evidence.py)

What is compared are forms of lines and names of places (forms.py), never the lines themselves.
"""
