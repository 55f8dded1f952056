"""The options of a call, the same for every document in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cleaner.decode import check_encoding
from cleaner.document import Basis, Favor, Label
from cleaner.label.reasons import REASONS
from cleaner.policy import kept_labels
from cleaner.rules.ruleset import NO_RULES, RuleSet, builtin_ids, folded
from cleaner.rules.schema import RuleTable

if TYPE_CHECKING:
    from cleaner.profile.lookup import Profiles


@dataclass(frozen=True, slots=True)
class Options:
    """How to clean.

    `keep` and `drop` change the default policy by label or by family ("caption", "furniture"); a label overrides its
    family, and `drop` overrides `keep`. `encoding` is that of bytes without a byte-order mark; by default it is
    detected. `rules` are your own rules, see `read_rules`; `disable` are ids of rules and reasons to disable;
    `keep_lines` are lines to keep always, compared with white space folded. `profiles` hold what sites repeat, see
    `read_profiles`; `site` is the site of all pages whose address does not name one. `favor`, "precision" or "recall",
    decides about blocks in doubt.

    `kept`, the labels to keep, and `ruleset`, the rules to apply, are computed from these.

    Raises ValueError for an unknown label, family, encoding, rule or favor, and for a blank line to keep.
    """

    keep: frozenset[str] = frozenset()
    drop: frozenset[str] = frozenset()
    encoding: str | None = None
    rules: RuleTable = NO_RULES
    disable: frozenset[str] = frozenset()
    keep_lines: frozenset[str] = frozenset()
    profiles: Profiles | None = None
    site: str | None = None
    favor: str | None = None
    kept: frozenset[Label] = field(init=False, repr=False)
    ruleset: RuleSet = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "kept", kept_labels(self.keep, self.drop))
        if self.favor is not None and self.favor not in set(Favor):
            raise ValueError(f"unknown favor {self.favor!r}; there are {' and '.join(Favor)}")
        if self.encoding is not None:
            check_encoding(self.encoding)
        if self.disable:
            check_rule_ids(self.disable, self.rules)
        keep_lines = frozenset(folded(line) for line in self.keep_lines)
        if "" in keep_lines:
            raise ValueError("a line to keep is blank")
        object.__setattr__(self, "ruleset", RuleSet(self.rules, frozenset(self.disable), keep_lines))


def read_profiles(*paths: str | Path) -> Profiles:
    """Read site profiles for `Options` from files that `cleaner --learn` wrote.

    Raises ProfileError, a ValueError, if a file cannot be read or is not a profile, or if two files have a profile of
    the same site; the message names the file and the entry.
    """
    # Imported late: most calls use no profiles.
    from cleaner.profile.lookup import load_profiles

    return load_profiles(*paths)


def check_rule_ids(ids: frozenset[str], own: RuleTable = NO_RULES) -> None:
    """Raise ValueError for an id that is not one of a rule or a reason; the message suggests the nearest one."""
    known = builtin_ids() | own.ids | REASONS
    # Any site may be named: its profile may be in a file that this call does not use.
    if unknown := sorted(rule for rule in ids - known if rule.partition("/")[0] != Basis.PROFILE):
        from difflib import get_close_matches

        nearest = get_close_matches(unknown[0], sorted(known), n=1, cutoff=0.0)
        raise ValueError(f"unknown rule {unknown[0]!r}; the nearest is {nearest[0]}")
