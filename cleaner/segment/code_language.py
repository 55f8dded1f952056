"""The language of a program, read from the classes and attributes of the elements around it."""

from __future__ import annotations

from collections.abc import Iterable

from cleaner.text.lazy_pattern import lazy_pattern

# As highlighters write it: language-python, lang-js, highlight-source-shell, src-sh, "brush: php".
_NAMED = lazy_pattern(
    r"(?:^|\s)(?:language-|lang-|highlight-source-|src-|brush:\s*)([a-z][a-z0-9+#._-]{0,29})(?=[\s;]|$)"
)
_NAME = lazy_pattern(r"[a-z][a-z0-9+#._-]{0,29}")
_NO_LANGUAGE = frozenset("auto default nohighlight none output plain plaintext text txt undefined unknown".split())
# Languages that are recognised as a class of their own, without a prefix.
_KNOWN = frozenset(
    (
        "apacheconf asm awk bash c clojure cmake cpp csharp css csv dart diff dockerfile elixir elm erlang "
        "fortran fsharp go golang graphql groovy haskell hcl html http ini java javascript js json jsx julia "
        "kotlin latex lisp lua makefile markdown matlab nginx nim nix objectivec ocaml perl php powershell "
        "prolog protobuf py python r ruby rust sass scala scheme scss sh shell solidity sql swift terraform "
        "toml ts tsx typescript vb verilog vim xml yaml yml zig zsh"
    ).split()
)
_LONGEST_CLASS_CHARS = 500  # of a class attribute; the rest is not read


def language_of(names: Iterable[str], classes: Iterable[str]) -> str:
    """The language of a program, "" if unknown.

    `names` are the values of attributes made for it (data-lang), `classes` those of class attributes, both from the
    innermost element outwards. An attribute beats a class.
    """
    for name in names:
        folded = name.strip().lower()
        if _NAME.fullmatch(folded):
            return "" if folded in _NO_LANGUAGE else folded
    folded_classes = [value[:_LONGEST_CLASS_CHARS].lower() for value in classes]
    for value in folded_classes:
        if found := _NAMED.search(value):
            return "" if found[1] in _NO_LANGUAGE else found[1]
    for value in folded_classes:
        for word in value.split():
            if word.removeprefix("highlight-") in _KNOWN:
                return word.removeprefix("highlight-")
    return ""
