"""Corpora -> the model files of `cleaner/model`. Needs the extra `train`; is not part of the wheel."""
