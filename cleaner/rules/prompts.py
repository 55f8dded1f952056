"""Lines that ask something of the reader and hold a name of their own: "Follow The Valley Courier on WhatsApp".

A phrase of a rules file is always the same; these are patterns, since what stands in their middle never is. All of them
are certain: each needs a form that no sentence of an article has.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cleaner.document import Label
from cleaner.text.lazy_pattern import lazy_pattern

_LONGEST_CHARS = 180
_NAME = r"[A-Z@][\w.'’&-]*(?: (?:[A-Z&][\w.'’&-]*|the|of|and)){0,5}"
_NETWORK = (
    r"(?:X|Twitter|Facebook|Instagram|Threads|Bluesky|Mastodon|TikTok|YouTube|LinkedIn|Telegram|WhatsApp|Google News|"
    r"Pinterest|Flipboard|Discord)\b"
)
_LETTER = r"(?:newsletters?|briefing|brief|bulletin|digest|round-?up|mailing list)\b"
# How they begin: nearly every line of a page is told by this that it is none.
_BEGINNINGS = lazy_pattern(
    r"(?:please |click here to )?(?:follow|like|find|join|sign|subscribe|register|more|read|see|view|tags?|tagged|"
    r"filed|posted|related|have|do you|got|support|help|become|donate|if you|this|consider|enjoy|love|additional|"
    r"reporting|editing|about|first|originally|sponsored|brought|presented|contact|e-?mail|write|reach|thanks?|take|"
    r"complete|download|get|folgen?|mehr|schlagw[öo]r\w*|stichwörter|mots|etiquetas|archivado|parole|trefwoorden|tagi|"
    r"теги|unterstützen?|jetzt|soutenez|fai(?:re|tes)|apóyanos)\b",
    re.I,
)


class Prompt(NamedTuple):
    """A pattern that fits a whole line, with the reason that users see and the label."""

    id: str
    label: Label
    pattern: re.Pattern[str]
    certain: bool = True


PROMPTS = (
    Prompt(
        "structure/follow-us",
        Label.SHARE,
        lazy_pattern(
            rf"(?:Please )?(?:(?:[Ff]ollow|FOLLOW|[Ff]olgen Sie|[Ff]olge) (?:us|me|(?:dem |der )?{_NAME})|"
            r"(?:[Ll]ike|[Ff]ind|[Jj]oin) (?:us|our page)|"
            rf"(?:Click here to )?[Jj]oin (?:the|our|{_NAME}) [\w ]{{0,40}}?) ?(?:on |at |in |auf )?"
            rf"{_NETWORK}[^.!?]{{0,60}}[.!]?"
        ),
    ),
    Prompt(
        "structure/invitation",
        Label.NEWSLETTER,
        lazy_pattern(
            r"(?i:(?:sign up|subscribe|register)(?: now| today| here)? (?:for|to)) "
            r"(?:[Oo]ur|[Mm]y|[Tt]he|[Tt]his|[A-Z]\w*) "
            rf"(?:[\w'’:,-]+ ){{0,5}}(?i:{_LETTER})[^?]{{0,80}}"
        ),
    ),
    Prompt(
        "structure/more-stories",
        Label.RELATED,
        lazy_pattern(
            r"(?:M(?:ore|ORE)|Mehr) (?:(?:from|by|in|von|aus) [A-Z][\w'’&.-]*(?: [\w'’&-]+){0,4}|"
            r"(?i:(?:top )?(?:stories|news|articles|headlines)(?: (?:from|on|about|in|like) [\w ]{2,40})?)):?"
        ),
    ),
    Prompt(
        "structure/full-story",
        Label.RELATED,
        lazy_pattern(
            r"(?i:(?:click here to )?(?:read|see|view) (?:the |our )?(?:full|whole|entire|original|complete) "
            r"(?:article|story|post)(?: here| (?:on|at) [\w .-]{2,30})?[.:»→ ]*)"
        ),
    ),
    Prompt(
        "structure/tag-line",
        Label.TAGS,
        lazy_pattern(
            r"(?i:tags?|filed under|posted in|tagged(?: with| in| as)?|related topics|schlagwörter|schlagworte|"
            r"stichwörter|mots[- ]clés|etiquetas|archivado en|parole chiave|trefwoorden|tagi|теги)\s?: ?[^.!?]{2,160}"
        ),
    ),
    Prompt(
        "structure/tip-wanted",
        Label.CONTACT,
        lazy_pattern(
            r"(?i:(?:(?:do you )?have|got) (?:a|any|an) (?:story|news|news tip|tip|scoop|correction)(?: \w+){0,4}\?"
            r" .{3,100})"
        ),
    ),
    Prompt(
        "structure/appeal",
        Label.PAYWALL,
        lazy_pattern(
            r"(?i:(?:please )?(?:support|help us|become|donate|if you|this (?:article|story)|consider|enjoy|love)"
            r".{0,80}\b"
            r"(?:(?:our|independent|local|quality) journalism|(?:me|us) a coffee|a (?:member|supporter) (?:today|now)|"
            r"donat(?:e|ion) (?:today|now)|on patreon)\b.{0,40}|"
            r"(?:unterstützen? (?:sie )?uns|jetzt spenden|soutenez-nous|fai(?:re|tes) un don|apóyanos)\b[^.!?]{0,60})"
        ),
    ),
    Prompt(
        "structure/reporting",
        Label.CREDIT,
        lazy_pattern(r"(?:Additional (?:reporting|research)|Reporting|Editing) by [A-Z].{2,120}"),
    ),
    Prompt(
        "structure/first-published",
        Label.CREDIT,
        lazy_pattern(r"(?i:(?:first|originally) (?:published|posted|appeared) (?:on|in the|by|at) .{2,110})"),
    ),
    Prompt(
        "structure/sponsor",
        Label.AD,
        lazy_pattern(r"(?i:(?:sponsored|brought to you|presented) by) [A-Z][^.!?]{1,50}"),
    ),
    Prompt(
        "structure/write-us",
        Label.CONTACT,
        lazy_pattern(r"(?i:(?:contact|e-?mail|write to|reach) us (?:at|on|via) .{3,80})"),
    ),
    Prompt(
        "structure/thanks",
        Label.OTHER,
        lazy_pattern(
            r"(?i:thank(?:s| you) for reading[^?]{0,100}|(?:take|complete) our (?:survey|poll|quiz)[^?]{0,60})"
        ),
    ),
    Prompt(
        "structure/our-app",
        Label.APP_PROMO,
        lazy_pattern(r"(?i:(?:download|get) our (?:[\w'’]+ ){0,4}app\b[^?]{0,60})"),
    ),
    Prompt("structure/about-author", Label.AUTHOR_BIO, lazy_pattern(r"(?i:about the authors?): .{5,}")),
)


def prompt_in(text: str) -> Prompt | None:
    """The prompt that a line is, if it is one."""
    if len(text) > _LONGEST_CHARS or not _BEGINNINGS.match(text):
        return None
    return next((prompt for prompt in PROMPTS if prompt.pattern.fullmatch(text)), None)
