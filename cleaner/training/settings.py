"""Hyper-parameters, each with its reason."""

from __future__ import annotations

SEED = 1
# By host: two pages of a host are nearly the same page.
FOLDS = 5

# Plain-text renderings of a page, and every how many of them a page contributes: neighbouring renderings of one page
# say nearly the same, and half of them take half the time.
RENDERINGS = ("resiliparse", "resiliparse-main", "wet", "bs4", "html-text", "inscriptis")
EVERY_NTH_RENDERING = 2
# Each page once more, as one of these variants of a rendering; other variants are segmented into the same blocks.
VARIANTS = ("markdown", "sentence-a-line", "blank-line-everywhere", "tabs")
VARIANT_OF = "resiliparse"

# Every page weighs the same, whatever its length, times the weight of its set. News in many countries is what the tool
# is for and what the corpora have least of.
WEIGHT_OF_SET = {"wcxb-articles": 1.0, "fundus-dev": 3.0, "sites-dev": 1.0, "trafilatura-dev": 1.0}
# The cleaned text of a sample is a sample too, under this ending of its form; it has little to teach.
CLEANED = "+cleaned"
WEIGHT_OF_CLEANED = 0.3
LEFT_IN_CLEANED = 0.1  # share of the boilerplate
WEIGHT_OF_SNIPPETS = 0.3  # a page of which only a few blocks are known
LONGEST_WEIGHT = 60.0  # words of a block beyond which it weighs no more

# What the confidence should be of pages that are no articles; it is 0 for those that are not named here.
CONFIDENCE_OF_OTHERS = {"documentation": 0.5, "forum": 0.3}

# Lexicons: logistic regressions with an L2 penalty. A word that fewer hosts use tells the host, not the label.
LEXICON_FEWEST_HOSTS = 4
LEXICON_PENALTY = 3.0  # scikit-learn's C
LEXICON_WORD_WEIGHT = 20.0
LEXICON_SMALLEST = 0.1  # log-odds; weaker words are left out of the file, which they would fill

# Trees: oblivious, of depth six, since the evaluator is made for 64 leaves.
TREES = 200
DEPTH = 6
LEARNING_RATE = 0.08
BORDERS = 32
L2 = 5.0
SUBSAMPLE = 0.7

# Labels of what is dropped: logistic regressions with an L2 penalty. Menus are by far the most of it; without a little
# balance all that is doubtful would be called a menu.
LABELS_EVERY_NTH_RENDERING = 4
LABELS_FEWEST_HOSTS = 10
LABELS_PENALTY = 0.3  # scikit-learn's C
LABELS_BALANCE = 0.5  # a label weighs its count to the power of minus this
LABELS_STEP = 1 / 24  # log-odds
LABELS_SMALLEST = 0.12  # log-odds; a feature that says less of every label is left out of the file
