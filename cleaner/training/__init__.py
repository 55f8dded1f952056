"""Corpora -> the model files of `cleaner/model/weights`. Needs the extra `train`."""
