"""What a site repeats: counted on its pages, kept in a file that people can read and edit, and used as evidence.

    a labelled page -> facts (collect) -> all pages of a site (store) -> its profile (learn) -> a file (profile_file)
    a file -> profiles -> the one of a page's site (lookup) -> evidence for each of its blocks (site_evidence)

Lines are compared by their normal forms, and places by their names (normal_forms).
"""
