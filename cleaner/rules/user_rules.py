"""Rules of the user's own: read, checked, and tried on their own examples before they are used."""

from __future__ import annotations

from pathlib import Path

from cleaner.rules.containers import BoxMatcher
from cleaner.rules.matching import MarkupMatcher, PhraseMatcher
from cleaner.rules.schema import BoxRule, Examples, MarkupRule, PhraseRule, RuleError, RuleTable, merge, read_file
from cleaner.text.normalise import name_words


def read_rules(*paths: str | Path) -> RuleTable:
    """Read files of rules, in the form that cleaner/rules/README.md describes, as one table for `Options`.

    A file may hold rules for several labels: the label of a rule is what its id begins with. Raises RuleError, a
    ValueError, where a file cannot be read, an entry has an unknown, missing or ill-typed key, a rule fails its own
    `hits` or `misses`, or two rules have the same id; the message names the file and the rule.
    """
    tables: list[RuleTable] = []
    seen: dict[str, str | Path] = {}
    for path in paths:
        table, examples = read_file(Path(path))
        for rule, example in zip(table.rules, examples, strict=True):
            if rule.id in seen:
                raise RuleError(f"{path}: {rule.id}: a rule of this id is in {seen[rule.id]} already")
            seen[rule.id] = path
            _try(rule, example, path)
        tables.append(table)
    return merge(tables)


def matches(rule: PhraseRule | MarkupRule | BoxRule, text: str) -> bool:
    """Whether a rule matches a block's text, or an attribute where it is a rule for markup."""
    if isinstance(rule, BoxRule):
        return BoxMatcher([rule]).match(name_words(text)) is not None
    if isinstance(rule, PhraseRule):
        return bool(PhraseMatcher([rule]).match(text))
    return bool(MarkupMatcher([rule]).match(name_words(text)))


def _try(rule: PhraseRule | MarkupRule | BoxRule, examples: Examples, path: str | Path) -> None:
    for text in examples.hits:
        if not matches(rule, text):
            raise RuleError(f"{path}: {rule.id}: does not match {text!r}, one of its hits")
    for text in examples.misses:
        if matches(rule, text):
            raise RuleError(f"{path}: {rule.id}: matches {text!r}, one of its misses")
