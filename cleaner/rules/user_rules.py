"""Reads a user's rules, and tries each on its own examples before it is used."""

from __future__ import annotations

from pathlib import Path

from cleaner.rules.containers import BoxMatcher
from cleaner.rules.matching import MarkupMatcher, PhraseMatcher
from cleaner.rules.schema import BoxRule, Examples, MarkupRule, PhraseRule, RuleError, RuleTable, merge, read_file
from cleaner.text.normalise import name_words


def read_rules(*paths: str | Path) -> RuleTable:
    """Read rule files, in the form described in cleaner/rules/README.md, as one table for `Options(rules=…)`.

    A file may contain rules for several labels: a rule's id begins with its label. Raises RuleError, a ValueError, if
    a file cannot be read, an entry has an unknown, missing or ill-typed key, a rule fails its own `hits` or `misses`,
    or two rules have the same id. The message names the file and the rule.
    """
    tables: list[RuleTable] = []
    seen: dict[str, str | Path] = {}
    for path in paths:
        table, examples = read_file(Path(path))
        for rule, example in zip(table.rules, examples, strict=True):
            if rule.id in seen:
                raise RuleError(f"{path}: {rule.id}: the id is already used in {seen[rule.id]}")
            seen[rule.id] = path
            _try(rule, example, path)
        tables.append(table)
    return merge(tables)


def matches(rule: PhraseRule | MarkupRule | BoxRule, text: str) -> bool:
    """Whether a rule matches a text: that of a block, or of a class or id attribute for markup and box rules."""
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
