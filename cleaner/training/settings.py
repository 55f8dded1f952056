"""Hyper-parameters, each with its reason."""

from __future__ import annotations

SEED = 1
FOLDS = 5
# With fewer, most words would be known from one host alone, and a fold would hold a single host.
MIN_HOSTS = 10

# Every page weighs the same, whatever its length, times the weight of its set, which is 1 for sets that are not named
# here. News of today from many countries is what the tool is for, and what the corpora have least of. Pages of 2011 and
# 2012 (daniel, dragnet) are many, and by another convention than today's: at a weight of 0.3, today's news lost.
WEIGHT_OF_SET = {
    "wcxb-articles": 1.0,
    "fundus-dev": 3.0,
    "sites-dev": 1.0,
    "trafilatura-dev": 1.5,
    "misinfo": 1.0,
    "fundus-old": 2.0,
    "magic-html": 0.7,
    "zh-2022": 0.5,
    "unlabelled": 0.5,
    "dragnet": 0.2,
    "daniel": 0.2,
}

# The order of the plain-text renderings of a page; those that are not named here follow. A page contributes one in six
# of them, another one each page: they say nearly the same, and all of them would take six times as long.
RENDERINGS = ("resiliparse", "resiliparse-main", "wet", "bs4", "html-text", "inscriptis")
EVERY_NTH_RENDERING = 6
# A set that weighs less has no variants, and is not cleaned: it is large, and would take most of the time.
MIN_WEIGHT_OF_VARIANTS = 0.6
# Each page contributes one of these variants of its first rendering too; others are segmented into the same blocks.
TRAINING_VARIANTS = ("markdown", "sentence-a-line", "blank-line-everywhere", "tabs")

# The cleaned text of a sample is a sample too, with this at the end of its form. It has little to teach.
CLEANED = "+cleaned"
WEIGHT_OF_CLEANED = 0.3
LEFT_IN_CLEANED = 0.1  # share of the boilerplate
WEIGHT_OF_SNIPPETS = 0.3  # a page of which only a few blocks are known
MAX_BLOCK_WEIGHT_WORDS = 60.0  # a longer block weighs no more

# One page in so many of a set is also read with the articles of so many others behind its own, and then has this at the
# end of its form.
LONG = "+long"
EVERY_NTH_LONG = 10
LONG_PAGES = range(2, 13)

# A text cut down to the beginning of its article has this at the end of its form, and lines around that beginning. It
# teaches the confidence alone: without such texts, every short article would be doubted.
SHORT = "+short"
AROUND_SHORT = 6  # blocks on each side

# The confidence that a page which is no article should get, by its type; 0 for other types.
CONFIDENCE_OF_TYPE = {"documentation": 0.5, "forum": 0.3}

# Word models: logistic regressions with an L2 penalty. A word that fewer hosts use tells the host, not the label.
WORDS_MIN_HOSTS = 4
WORDS_PENALTY = 3.0  # scikit-learn's C
WORDS_MAX_BLOCK_WORDS = 20.0  # a longer block weighs no more
WORDS_MIN_WEIGHT = 0.1  # log-odds; weaker words would make up most of the file

# Trees: oblivious and of depth six, since the evaluator is made for 64 leaves.
TREES_OF_FIRST, TREES_OF_FINAL = 120, 280
DEPTH = 6
LEARNING_RATE = 0.1
FEATURES_A_SPLIT = 0.2  # share; it takes a third of the time of all of them, and is no worse on other sites
BORDERS = 32
L2 = 5.0
SUBSAMPLE = 0.7
# Log-odds added to the final score of plain text: losing a passage is worse than keeping one, and F1 on hosts that were
# left out is highest where a score of 0.35 to 0.45 counts as even. For HTML it is the same from 0.4 to 0.5.
LEAN_OF_TEXT = 0.2

# Labels of what is dropped: logistic regressions with an L2 penalty. Menus make up most of it; without some balance
# every doubtful line would be called a menu.
LABELS_EVERY_NTH_RENDERING = 4
LABELS_MIN_HOSTS = 10
LABELS_PENALTY = 0.3  # scikit-learn's C
LABELS_BALANCE = 0.5  # a label weighs its count to the power of minus this
LABELS_STEP = 1 / 24  # log-odds
LABELS_MIN_WEIGHT = 0.12  # log-odds; a feature that says less about every label is left out of the file
