"""Files that are checked, shown as diffs or rewritten where they are. Start reading at `revise.py`."""
