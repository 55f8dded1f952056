"""Compiles the built-in rules: `python -m cleaner.rules`, after a rule file was changed."""

from cleaner.rules.schema import COMPILED, as_json, read_folder

if __name__ == "__main__":
    COMPILED.write_text(as_json(read_folder()[0]), encoding="utf-8")
