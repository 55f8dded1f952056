"""Files kept clean where they are: check, diff, rewrite. `revise.py` goes over the inputs of a call; start there."""
