"""Makes untrusted text safe to print: control characters and escape sequences are shown, not sent to the terminal."""

from __future__ import annotations

import re

from cleaner.text.lazy_pattern import lazy_pattern

# C0 without tab and line feed, DEL and C1; separators at which some terminals and editors break lines; marks that
# change the direction of what follows; and lone surrogates, which stand for bytes of a file name that is not UTF-8.
# A carriage return is harmless before a line feed, and elsewhere overwrites the line.
_UNPRINTABLE = lazy_pattern(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
    "|\r(?!\n)"
)


def printable(text: str) -> str:
    r"""Replace every control character by its escape (`\x1b`); tabs and line endings stay."""
    return _UNPRINTABLE.sub(_shown, text)


def one_line(text: str) -> str:
    r"""Replace tabs and line endings (`\n`) as well, so that the text stays on one line."""
    return printable(text.replace("\r", "\\r")).replace("\n", "\\n").replace("\t", "\\t")


def _shown(found: re.Match[str]) -> str:
    code = ord(found[0])
    # JSON knows no "\x", and writes the characters below the space as escapes itself.
    return f"\\x{code:02x}" if code < 0x20 else f"\\u{code:04x}"
