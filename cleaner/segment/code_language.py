"""The language of a program, as the classes and attributes around it name it."""

from __future__ import annotations

import re
from collections.abc import Iterable

# As highlighters write it: language-python, lang-js, highlight-source-shell, src-sh, "brush: php".
_NAMED = re.compile(
    r"(?:^|\s)(?:language-|lang-|highlight-source-|src-|brush:\s*)([a-z][a-z0-9+#._-]{0,29})(?=[\s;]|$)"
)
_NAME = re.compile(r"[a-z][a-z0-9+#._-]{0,29}")
_NO_LANGUAGE = frozenset("auto default nohighlight none output plain plaintext text txt undefined unknown".split())
# Names that may stand by themselves among the classes of a program.
_KNOWN = frozenset(
    (
        "apacheconf asm awk bash c clojure cmake cpp csharp css csv dart diff dockerfile elixir elm erlang "
        "fortran fsharp go golang graphql groovy haskell hcl html http ini java javascript js json jsx julia "
        "kotlin latex lisp lua makefile markdown matlab nginx nim nix objectivec ocaml perl php powershell "
        "prolog protobuf py python r ruby rust sass scala scheme scss sh shell solidity sql swift terraform "
        "toml ts tsx typescript vb verilog vim xml yaml yml zig zsh"
    ).split()
)
_LONGEST = 500  # characters of a class attribute that are looked at


def language_of(names: Iterable[str], classes: Iterable[str]) -> str:
    """The language that attributes for it (`names`) or class attributes give, innermost first; "" without one."""
    for name in names:
        folded = name.strip().lower()
        if _NAME.fullmatch(folded):
            return "" if folded in _NO_LANGUAGE else folded
    folded_classes = [value[:_LONGEST].lower() for value in classes]
    for value in folded_classes:
        if found := _NAMED.search(value):
            return "" if found[1] in _NO_LANGUAGE else found[1]
    for value in folded_classes:
        for word in value.split():
            if word.removeprefix("highlight-") in _KNOWN:
                return word.removeprefix("highlight-")
    return ""
