"""The frame of the HTML pages that the program writes for people: one file that loads nothing and runs nothing else.

A content security policy allows the page's own style and script, known by their hashes, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from string import Template
from typing import NamedTuple

_BEFORE_BODY = Template("""\
$first_lines<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>$title</title>
<style>$style</style>
</head>
<body>
""")
_AFTER_BODY = Template("$script</body>\n</html>\n")


class HtmlFrame(NamedTuple):
    """The markup before and after the content of a page's <body>."""

    before: str
    after: str


def first_lines(kind: str) -> str:
    """How each page of a kind ("batch report of cleaner") begins, so that a file can be recognised as one."""
    return f"<!DOCTYPE html>\n<!-- {kind} -->\n"


def html_frame(kind: str, title: str, style: str, script: str = "") -> HtmlFrame:
    """The frame of a page with this style and, at the end of its body, this script.

    The arguments are markup, CSS and JavaScript of our own: nothing is escaped. The script may not make markup of text.
    """
    before = _BEFORE_BODY.substitute(
        first_lines=first_lines(kind), policy=_policy(style, script), title=title, style=style
    )
    return HtmlFrame(before, _AFTER_BODY.substitute(script=f"<script>{script}</script>\n" if script else ""))


def _policy(style: str, script: str) -> str:
    directives = ["default-src 'none'", f"style-src {_hash(style)}", "base-uri 'none'", "form-action 'none'"]
    if script:
        directives += [f"script-src {_hash(script)}", "require-trusted-types-for 'script'", "trusted-types 'none'"]
    return "; ".join(directives)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"
