"""Words with gaps: «Hello {{first_name}}», filled in for one case. Pure.

Not a language: a name in double braces is put in its place, escaped, and nothing else happens.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Refused

KNOWN: dict[str, Promise] = {
    "customer": gettext_lazy("The customer's name"),
    "first_name": gettext_lazy("The customer's first name"),
    "reference": gettext_lazy("The reference of the case"),
    "subject": gettext_lazy("What the case is about"),
    "product": gettext_lazy("The product"),
    "serial": gettext_lazy("The serial number"),
    "order": gettext_lazy("The order"),
    "due": gettext_lazy("The next date that is due"),
    "agent": gettext_lazy("Your name"),
    "company": gettext_lazy("The company's name"),
    "company_phone": gettext_lazy("The company's phone"),
}
_IN_LINK = re.compile(r'href="[^"]*(\{|%7B){2}', re.IGNORECASE)
_GAP = re.compile(r"\{\{\s*(\w{1,40})\s*\}\}")


@dataclass(frozen=True)
class Filled:
    """Words with their gaps filled. `missing` are the names that this case has no value for; their gaps stay."""

    words: str
    missing: tuple[str, ...] = ()


def check_gaps(html: str, text: str) -> None:
    """Refused when the words have a gap that nobody knows how to fill. `text` is the plain text of `html`."""
    gaps = _GAP.findall(text)
    unknown = [name for name in dict.fromkeys(gaps) if name not in KNOWN]
    known = ", ".join(f"{{{{{name}}}}}" for name in KNOWN)
    if unknown:
        said = {"unknown": ", ".join(f"{{{{{name}}}}}" for name in unknown), "known": known}
        raise Refused(_("Nobody knows what to put for %(unknown)s. There are: %(known)s.") % said, code="unknown_gap")
    rest = _GAP.sub("", html) + _GAP.sub("", text)
    if _GAP.findall(html) != gaps or "{{" in rest or "}}" in rest or _IN_LINK.search(html):
        said = {"known": known}
        raise Refused(
            _("A gap is a name in double braces, without any formatting inside it nor within a link. There are: "
              "%(known)s.") % said,
            code="broken_gap",
        )  # fmt: skip


def fill(words: str, values: Mapping[str, str], *, html: bool = True) -> Filled:
    """The words with the values in their gaps, escaped where the words are HTML. A gap without a value stays."""
    missing: dict[str, None] = {}

    def value_of(gap: re.Match[str]) -> str:
        name = gap[1]
        value = values.get(name, "")
        if value:
            return escape(value) if html else value
        if name in KNOWN:
            missing[name] = None
        return gap[0]

    return Filled(_GAP.sub(value_of, words), tuple(missing))


def refuse_missing(missing: tuple[str, ...]) -> None:
    """Refused when a case lacks what its words need, so that nobody reads «{{product}}» in a letter."""
    if missing:
        names = ", ".join(str(KNOWN[name]) for name in missing)
        raise Refused(_("The words need what this case has not: %(names)s.") % {"names": names}, code="gap_missing")
