"""One frozen set of options, the same for every document of a call."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.decode import check_encoding
from cleaner.document import Label
from cleaner.label.overrides import PLACES
from cleaner.policy import kept_labels
from cleaner.rules.ruleset import NO_RULES, RuleSet, builtin_ids, folded
from cleaner.rules.schema import RuleTable

if TYPE_CHECKING:
    from cleaner.profile.lookup import Profiles


@dataclass(frozen=True, slots=True)
class Options:
    """How to clean.

    `keep` and `drop` change the default policy by label or by family ("caption", "furniture"); a label weighs more
    than its family, and `drop` more than `keep`. `encoding` decodes bytes that carry no byte-order mark; without it
    the encoding is found out. `rules` are rules of your own, see `read_rules`; `disable` names rules and reasons that
    shall not hold; `keep_lines` are lines that always stay, compared with white space folded. `profiles` say what sites
    repeat, see `read_profiles`; `site` is the one that all pages are of, where their addresses do not tell. `kept` and
    `ruleset` are what follows: the labels that stay, and the rules that hold.

    Raises ValueError for an unknown label, family, encoding or rule, and for a line to keep that is blank.
    """

    keep: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()
    encoding: str | None = None
    rules: RuleTable = NO_RULES
    disable: frozenset[str] = frozenset()
    keep_lines: frozenset[str] = frozenset()
    profiles: Profiles | None = None
    site: str | None = None
    kept: frozenset[Label] = field(init=False, repr=False)
    ruleset: RuleSet = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kept", kept_labels(self.keep, self.drop))
        if self.encoding is not None:
            check_encoding(self.encoding)
        if self.disable:
            check_rule_ids(self.disable, self.rules)
        keep_lines = frozenset(folded(line) for line in self.keep_lines)
        if "" in keep_lines:
            raise ValueError("a line to keep is blank")
        object.__setattr__(self, "ruleset", RuleSet(self.rules, frozenset(self.disable), keep_lines))


def read_profiles(*paths: str | Path) -> Profiles:
    """Read files of site profiles for `Options`, as `cleaner --learn` writes them.

    Raises ProfileError, a ValueError, where a file cannot be read or holds something else, or two files have a profile
    of the same site; the message names the file and the entry.
    """
    # Most calls use none.
    from cleaner.profile.lookup import load_profiles

    return load_profiles(*paths)


def check_rule_ids(ids: frozenset[str], own: RuleTable = NO_RULES) -> None:
    """Raise ValueError for an id that neither a rule nor a reason has, and suggest the nearest one."""
    known = builtin_ids() | own.ids | PLACES
    # Which sites there are profiles of is another matter.
    if unknown := sorted(rule for rule in ids - known if not rule.startswith("profile/")):
        from difflib import get_close_matches

        nearest = get_close_matches(unknown[0], sorted(known), n=1, cutoff=0.0)
        raise ValueError(f"unknown rule {unknown[0]!r}; the nearest is {nearest[0]}")
