"""Learns the weights of `cleaner.model` from pages whose article is known. Needs the extra `train`.

    python -m cleaner.training CORPUS --out FOLDER

CORPUS is a folder of sets. A set is a file of JSON lines in UTF-8, `NAME.jsonl` or gzipped `NAME.jsonl.gz`. A line is a
page, with these fields:

- `html`: the page. Required.
- `url`: its address. Required: pages are divided by host, since two pages of one host are nearly the same page.
- `gold`: the paragraphs of the article as a list of strings, without title, standfirst, byline and captions; null where
  they are not known.
- `optional`: paragraphs that may or may not be kept.
- `with`, `without`: lists of snippets that the article contains, and that it does not. They are used where `gold` is
  null.
- `text`: the page as plain text: an object that maps the name of a tool to the text that it makes of the page. A page
  without it teaches the model for HTML alone.
- `title`: the title of the article.
- `type`: the kind of page. A page whose `type` is neither null nor "article" teaches the confidence alone.
- `id`: a name that is unique in the corpus; by default the set and the number of the line.

The weights that come with cleaner were learned from 3,500 pages with an answer; fewer than ten hosts are refused. Every
set weighs the same, but for those that `cleaner.training.settings` names.

The stages, each a module: `corpus` reads pages and `samples` turns them into blocks with an answer (`alignment`,
`snippets`, `weak_gold`, `variants`); `fit_word_models`, `feature_tables` and `fit_trees` learn a model (`fit_model`);
`fit_labels` learns the labels of what is dropped, and `fit_confidence` how sure the result is. `evaluation` measures
all of it on hosts that were left out (`hosts`).
"""
