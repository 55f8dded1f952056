"""Knowledge about boilerplate: tables of phrases and class names, predicates on structure, and their matchers."""
