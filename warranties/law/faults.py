"""What may be wrong with a rule of law that somebody wrote, in sentences for that person."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from warranties.plain import Misfit


class Fault(StrEnum):
    """What is wrong with a rule whose every value is of its type."""

    EMPTY = "empty"
    TOO_SMALL = "too_small"
    TOO_BIG = "too_big"
    NOT_A_COUNTRY = "not_a_country"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    ONE_OF_TWO = "one_of_two"
    NO_CHARACTER = "no_character"


SENTENCES = {
    Misfit.UNKNOWN: _("Rule %(code)s: there is no field «%(field)s» in a rule of this kind."),
    Misfit.MISSING: _("Rule %(code)s: «%(field)s» is missing."),
    Misfit.NOT_NUMBER: _("Rule %(code)s: «%(field)s» must be a whole number."),
    Misfit.NOT_YES_OR_NO: _("Rule %(code)s: «%(field)s» must be true or false."),
    Misfit.NOT_TEXT: _("Rule %(code)s: «%(field)s» must be text, between quotation marks."),
    Misfit.NOT_DATE: _("Rule %(code)s: «%(field)s» must be a date such as 2026-07-31."),
    Misfit.NOT_LIST: _("Rule %(code)s: «%(field)s» must be a list, between square brackets."),
    Misfit.NOT_PAIR: _("Rule %(code)s: each item of «%(field)s» must be a pair of a word and a number of days."),
    Misfit.NOT_OBJECT: _("Rule %(code)s: «%(field)s» must be names with their values, between curly brackets."),
    Misfit.NOT_ONE_OF: _("Rule %(code)s: «%(field)s» has an unknown word; it may have these: %(words)s."),
    Fault.EMPTY: _("Rule %(code)s: «%(field)s» must not be empty."),
    Fault.TOO_SMALL: _("Rule %(code)s: «%(field)s» must be %(limit)s or more."),
    Fault.TOO_BIG: _("Rule %(code)s: «%(field)s» must be %(limit)s or less."),
    Fault.NOT_A_COUNTRY: _("Rule %(code)s: «%(field)s» must be the two capital letters of a country, such as ES."),
    Fault.ENDS_BEFORE_IT_BEGINS: _("Rule %(code)s: «%(field)s» must not be before «%(other)s»."),
    Fault.ONE_OF_TWO: _("Rule %(code)s: give either «%(field)s» or «%(other)s», not both."),
    Fault.NO_CHARACTER: _("Rule %(code)s: «%(field)s» has a character that cannot be kept. Write it again."),
}
LONGEST_NAME = 80
NO_OBJECT = _("A rule must be names with their values, between curly brackets.")


class BadRule(ValueError):
    """A rule that cannot be taken. `field` says where; str() is the sentence for who wrote it."""

    def __init__(self, message: str, *, code: str, field: str) -> None:
        super().__init__(message)
        self.code = code
        self.field = field


def bad_rule(
    code: str, field: str, fault: Misfit | Fault, *, words: tuple[str, ...] = (), limit: int = 0, other: str = ""
) -> BadRule:
    if not field:
        return BadRule(str(NO_OBJECT), code=code, field=field)
    allowed = ", ".join(word or "«»" for word in words)
    values = {"code": _shown(code), "field": _shown(field), "words": allowed, "limit": limit, "other": other}
    return BadRule(SENTENCES[fault] % values, code=code, field=field)


def _shown(name: str) -> str:
    """A name that somebody wrote, short enough for a sentence, with a mark for what no page can show."""
    short = name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in short)
