"""A term of law in words: «15 calendar days, the first not counted». Pure."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import get_language, ngettext

from tickets.deadlines import Term
from tickets.states import TermUnit


def term_words(term: Term) -> str:
    """How long it is, and whether its first day is one of them."""
    return _pattern(term) % {"n": term.amount}


def in_language(texts: Mapping[str, str]) -> str:
    """A text of the law's file in the reader's language."""
    return texts.get((get_language() or "es").split("-")[0], "") or texts.get("es", "")


def _pattern(term: Term) -> str:
    n = term.amount
    match (term.unit, term.counts_first_day):
        case (TermUnit.HOURS, _):
            return ngettext("%(n)s hour, to the minute", "%(n)s hours, to the minute", n)
        case (TermUnit.CALENDAR_DAYS, False):
            return ngettext(
                "%(n)s calendar day, the first not counted", "%(n)s calendar days, the first not counted", n
            )
        case (TermUnit.CALENDAR_DAYS, True):
            return ngettext("%(n)s calendar day, the first counted", "%(n)s calendar days, the first counted", n)
        case (TermUnit.WORKING_DAYS, False):
            return ngettext("%(n)s working day, the first not counted", "%(n)s working days, the first not counted", n)
        case (TermUnit.WORKING_DAYS, True):
            return ngettext("%(n)s working day, the first counted", "%(n)s working days, the first counted", n)
        case (_, False):
            return ngettext("%(n)s month, from date to date", "%(n)s months, from date to date", n)
        case _:
            return ngettext("%(n)s month, the first day counted", "%(n)s months, the first day counted", n)
