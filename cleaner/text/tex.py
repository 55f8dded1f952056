r"""Formulas in TeX as a line of readable characters: `\frac{E}{mg} \le 10^6` becomes "E/(mg) ≤ 10⁶".

It knows the commands that formulas on web pages are made of; of any other it writes the name. TeX defines far more,
but a reader without a typesetter needs the characters and their order, and no more.
"""

from __future__ import annotations

import re

from cleaner.text.lazy_pattern import lazy_pattern
from cleaner.text.raised import lowered, power

_LONGEST_CHARS = 5_000
_DEEPEST = 40  # levels of braces
_TOKEN = re.compile(r"\\[a-zA-Z]+\*?|\\.|\s+|.", re.S)


def _pairs(table: str) -> dict[str, str]:
    words = table.split()
    return dict(zip(words[::2], words[1::2], strict=True))


_SYMBOLS = _pairs(
    r"""
    alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ
    mu μ nu ν xi ξ pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω
    Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
    infty ∞ partial ∂ nabla ∇ ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ emptyset ∅ varnothing ∅ forall ∀ exists ∃ neg ¬ lnot ¬
    sum ∑ prod ∏ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ degree ° circ ∘ prime ′ angle ∠ triangle △
    ldots … dots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉
    vert | mid | Vert ‖ lvert | rvert | lVert ‖ rVert ‖ star ⋆ bullet • dagger † ddagger ‡ lbrace { rbrace }
    """
)
_SYMBOLS |= {sign: sign for sign in "{}%$#&_"} | {"\\": "; ", "!": "", "quad": " ", "qquad": " ", "space": " "}
# Operators between two terms are written with spaces around them.
_OPERATORS = _pairs(
    r"""
    times × cdot · div ÷ pm ± mp ∓ ast ∗ oplus ⊕ otimes ⊗ cup ∪ cap ∩ wedge ∧ land ∧ vee ∨ lor ∨ setminus ∖
    le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ ne ≠ neq ≠ equiv ≡ approx ≈ sim ∼ simeq ≃ cong ≅ propto ∝ ll ≪ gg ≫
    in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ perp ⊥ parallel ∥ to → rightarrow → leftarrow ←
    Rightarrow ⇒ Leftarrow ⇐ leftrightarrow ↔ Leftrightarrow ⇔ implies ⟹ iff ⟺ mapsto ↦ longrightarrow ⟶
    lt < gt > colon : bmod mod
    """
)
_OPERATOR_SIGNS = {sign: sign for sign in "=<>+≤≥≠≈≡∈→⇒×·±−"} | {"-": "−"}
_MAY_BE_A_SIGN = frozenset("+−±∓")  # of a number: nothing stands before it
_ACCENTS = _pairs("hat \u0302 widehat \u0302 bar \u0304 overline \u0304 vec \u20d7 dot \u0307 ddot \u0308 tilde \u0303")
_DOUBLE_STRUCK = dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True))
_FRACTIONS = frozenset(("frac", "dfrac", "tfrac", "cfrac"))
# Of these a reader sees nothing, or their argument.
_INVISIBLE = frozenset(
    (
        "displaystyle textstyle scriptstyle scriptscriptstyle left right middle big Big bigg Bigg bigl bigr Bigl Bigr "
        "biggl biggr Biggl Biggr limits nolimits nonumber notag hline mathstrut mathrm mathbf mathit mathsf mathtt "
        "mathcal mathfrak mathscr boldsymbol bm textstyle operatorname mathop rm bf it cal begingroup endgroup"
    ).split()
)
_TEXTS = frozenset("text textrm textbf textit textsf texttt mbox hbox textnormal".split())
_NAMES_AND_WHAT_FOLLOWS = frozenset("label tag color ref eqref hspace vspace phantom hphantom vphantom class".split())
_BINOMIALS = frozenset(("binom", "dbinom", "tbinom"))
_NEEDLESS_SPACE = lazy_pattern(r"(?<=[(\[⟨]) | (?=[)\],;⟩^_])")
# A number, or a letter with what is raised, lowered or drawn over it, or what is in brackets already.
_ONE_TERM = lazy_pattern(r"[\d.,]+|√?\w[′²³¹⁰-₟\u0302-\u0308\u20d7]*|\([^()]*\)|√\([^()]*\)|\W")


def readable(tex: str) -> str:
    """The formula as a line of characters; TeX that is too long or too deep to read stays as it is."""
    if len(tex) > _LONGEST_CHARS:
        return " ".join(tex.split())
    return _tidy(_TexReader(_TOKEN.findall(tex)).up_to_brace(0))


def _tidy(text: str) -> str:
    return _NEEDLESS_SPACE.sub("", " ".join(text.split()))


class _TexReader:
    """Reads the tokens of one formula from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0

    def up_to_brace(self, depth: int) -> str:
        """The characters up to the brace that closes the group, or to the end."""
        parts: list[str] = []
        while self.at < len(self.tokens) and self.tokens[self.at] != "}":
            written = self._next(depth, parts)
            if written:
                parts.append(written)
        self.at += 1
        return "".join(parts)

    def _next(self, depth: int, before: list[str]) -> str:
        token = self.tokens[self.at]
        self.at += 1
        if token == "{":
            return self.up_to_brace(depth + 1) if depth < _DEEPEST else ""
        if token in ("^", "_"):
            return self._script(token, depth)
        if token in _OPERATOR_SIGNS:
            return _spaced(_OPERATOR_SIGNS[token], before)
        if token[0] == "\\":
            return self._command(token[1:].rstrip("*"), depth, before)
        return " " if token in "&~" else "′" if token == "'" else "" if token.isspace() else token

    def _script(self, sign: str, depth: int) -> str:
        written = (power if sign == "^" else lowered)(self._argument(depth).replace(" ", ""))
        return f"{written} " if written[:1] == sign else written

    def _argument(self, depth: int) -> str:
        """The next group or sign, as a command takes it."""
        while self.at < len(self.tokens) and self.tokens[self.at].isspace():
            self.at += 1
        if self.at == len(self.tokens) or self.tokens[self.at] == "}" or depth > _DEEPEST:
            return ""
        return _tidy(self._next(depth + 1, []))

    def _optional(self) -> str:
        """What stands in brackets after a command."""
        if self.tokens[self.at : self.at + 1] != ["["] or "]" not in self.tokens[self.at :]:
            return ""
        end = self.tokens.index("]", self.at)
        found = "".join(self.tokens[self.at + 1 : end])
        self.at = end + 1
        return found

    def _raw(self) -> str:
        """The next group as it is written: a text, or the name of an environment."""
        start = self.at
        if self.tokens[start : start + 1] != ["{"]:
            return ""
        end = self.tokens.index("}", start) if "}" in self.tokens[start:] else len(self.tokens)
        self.at = end + 1
        return "".join(self.tokens[start + 1 : end])

    def _command(self, name: str, depth: int, before: list[str]) -> str:
        if name in _SYMBOLS:
            return _SYMBOLS[name]
        if name in _OPERATORS:
            return _spaced(_OPERATORS[name], before)
        if name in _FRACTIONS:
            over, under = self._argument(depth), self._argument(depth)
            gap = " " if before and before[-1][-1:].isalnum() else ""
            return f"{gap}{_term(over)}/{_term(under)}"
        if name == "sqrt":
            degree = self._optional()
            return f"{power(degree)}√{_term(self._argument(depth))}"
        return self._rest(name, depth)

    def _rest(self, name: str, depth: int) -> str:
        if name in _ACCENTS:
            under = self._argument(depth)
            return under + _ACCENTS[name] if len(under) == 1 else under
        if name == "mathbb":
            return "".join(_DOUBLE_STRUCK.get(letter, letter) for letter in self._argument(depth))
        if name in _BINOMIALS:
            return f"C({self._argument(depth)}, {self._argument(depth)})"
        return self._raw() if name in _TEXTS else self._unseen(name)

    def _unseen(self, name: str) -> str:
        """A command that arranges the formula, or else the name of a function."""
        if name in ("begin", "end"):
            if self._raw().rstrip("*") == "array":
                self._raw()  # how the columns are aligned
            return " "
        if name in _NAMES_AND_WHAT_FOLLOWS:
            self._raw()
        elif name not in _INVISIBLE:
            return f" {name} " if name[:1].isalpha() else " "
        elif self.tokens[self.at : self.at + 1] == ["."]:
            self.at += 1  # "\left." is a bracket that is not seen
        return ""


def _spaced(operator: str, before: list[str]) -> str:
    """An operator with spaces around it, unless it is the sign of what follows."""
    last = "".join(before[-2:]).rstrip()
    if operator in _MAY_BE_A_SIGN and (not last or last[-1] in "([{,;=<>≤≥≈"):
        return operator
    return f" {operator} "


def _term(text: str) -> str:
    return text if _ONE_TERM.fullmatch(text) else f"({text})"
