"""What is asked, by name and version. A wording once sent is never changed: a new wording is a new version. Pure.

CSAT and CES 2.0 keep the wording and the scale with which they are known, so that the figures can be compared. A case
is asked twice, how it was treated and how it ended, because Ley 10/2025 art. 18.1 wants the two told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NO, YES, PARTLY = 0, 1, 2
# On the scale of 1 to 5 of «csat».
SATISFIED_FROM, UNHAPPY_UP_TO = 4, 2


@dataclass(frozen=True)
class Question:
    """One question: a number out of `options`, or free text without them. Its text may hold «%(company)s»."""

    code: str
    name: _StrPromise
    text: _StrPromise
    options: tuple[tuple[int, _StrPromise], ...] = ()
    is_scale: bool = False
    required: bool = False

    def label_of(self, value: int | None) -> str:
        """The words of an answer; empty when it is not one of the options."""
        return next((str(label) for number, label in self.options if number == value), "")


SATISFACTION = (
    (1, _("Very dissatisfied")),
    (2, _("Dissatisfied")),
    (3, _("Neither satisfied nor dissatisfied")),
    (4, _("Satisfied")),
    (5, _("Very satisfied")),
)
AGREEMENT = (
    (1, _("Strongly disagree")),
    (2, _("Disagree")),
    (3, _("Somewhat disagree")),
    (4, _("Neither agree nor disagree")),
    (5, _("Somewhat agree")),
    (6, _("Agree")),
    (7, _("Strongly agree")),
)
_YES, _NO, _PARTLY = pgettext_lazy("answer", "Yes"), pgettext_lazy("answer", "No"), pgettext_lazy("answer", "Partly")

QUESTIONNAIRES: dict[str, tuple[Question, ...]] = {
    "delivery-1": (
        Question(
            "csat",
            _("your score"),
            _("How satisfied are you with the delivery?"),
            SATISFACTION,
            is_scale=True,
            required=True,
        ),
        Question("complete", _("what arrived"), _("Did everything arrive and does it work?"), ((YES, _YES), (NO, _NO))),
        Question("comment", _("in your words"), _("What is the main reason for your score?")),
    ),
    "resolution-1": (
        Question(
            "csat",
            _("your score"),
            _("How satisfied are you with how we handled your case?"),
            SATISFACTION,
            is_scale=True,
            required=True,
        ),
        Question(
            "ces",
            _("how easy it was"),
            _("%(company)s made it easy for me to handle my issue."),
            AGREEMENT,
            is_scale=True,
        ),
        Question(
            "resolved", _("how it ended"), _("Was your issue resolved?"), ((YES, _YES), (PARTLY, _PARTLY), (NO, _NO))
        ),
        Question("comment", _("in your words"), _("What is the main reason for your score?")),
    ),
}
DELIVERY, RESOLUTION = "delivery-1", "resolution-1"


def is_unhappy(values: Mapping[str, int | None]) -> bool:
    """Whether something is left to put right: a low score, something missing or not working, a case not settled."""
    csat = values.get("csat")
    return (csat is not None and csat <= UNHAPPY_UP_TO) or NO in (values.get("complete"), values.get("resolved"))
