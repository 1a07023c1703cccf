"""What can be asked, and a questionnaire as it is read from its items. Pure.

CSAT, NPS and CES 2.0 keep the wording and the scale with which they are known, so that the figures can be compared. A
case is asked twice, how it was treated and how it ended, because Ley 10/2025 art. 18.1 wants the two told apart.

An item is ``{"ask": "case_csat", "required": true, "if": {"question": "resolved", "values": [0]}}``: a question of the
BANK, whether it needs an answer, and to which answers before it it belongs. A question of the company's own has its
words: ``{"ask": "own", "code": "own_box", "form": "open", "text": {"es": "…", "en": "…"}}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NO, YES, PARTLY = 0, 1, 2
# On the scale of 1 to 5 of «csat», and of 0 to 10 of «nps».
SATISFIED_FROM, UNHAPPY_UP_TO = 4, 2
DETRACTOR_UP_TO, PROMOTER_FROM = 6, 9
OWN = "own"
LONGEST_WORDS = 200
MOST_ITEMS = 12


@dataclass(frozen=True)
class Words:
    """What a company wrote in its languages, said in the reader's."""

    es: str
    en: str

    def __str__(self) -> str:
        return (self.en or self.es) if (get_language() or "").startswith("en") else (self.es or self.en)


@dataclass(frozen=True)
class Shown:
    """A question is asked when the one before it was answered so."""

    question: str
    values: tuple[int, ...]

    def by(self, answers: Mapping[str, int | None]) -> bool:
        return answers.get(self.question) in self.values


@dataclass(frozen=True)
class Question:
    """One question: a number out of `options`, or free text without them. Its text may hold «%(company)s»."""

    code: str
    name: _StrPromise | Words
    text: _StrPromise | Words
    options: tuple[tuple[int, _StrPromise | str], ...] = ()
    is_scale: bool = False
    required: bool = False
    shown: Shown | None = None

    def label_of(self, value: int | None) -> str:
        """The words of an answer; empty when it is not one of the options."""
        return next((str(label) for number, label in self.options if number == value), "")

    def told(self, value: int | None) -> str:
        """An answer as somebody of us reads it: of a scale with its number."""
        label = self.label_of(value)
        return f"{value}: {label}" if self.is_scale and label and not label.startswith(str(value)) else label

    def said(self, company: str) -> str:
        """Its words, with the company's name where they hold it."""
        return str(self.text).replace("%(company)s", company)  # a company's own words may hold any other «%»


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
LIKELIHOOD: tuple[tuple[int, _StrPromise | str], ...] = (
    (0, _("0: not at all likely")),
    *((number, str(number)) for number in range(1, 10)),
    (10, _("10: extremely likely")),
)
_YES, _NO, _PARTLY = pgettext_lazy("answer", "Yes"), pgettext_lazy("answer", "No"), pgettext_lazy("answer", "Partly")
YES_NO = ((YES, _YES), (NO, _NO))
YES_PARTLY_NO = ((YES, _YES), (PARTLY, _PARTLY), (NO, _NO))
_SCORE, _WORDS = _("your score"), _("in your words")

# By the name with which an item asks for it. Two wordings of one instrument answer to one code.
BANK: dict[str, Question] = {
    "delivery_csat": Question(
        "csat", _SCORE, _("How satisfied are you with the delivery?"), SATISFACTION, is_scale=True
    ),
    "case_csat": Question(
        "csat", _SCORE, _("How satisfied are you with how we handled your case?"), SATISFACTION, is_scale=True
    ),
    "treatment": Question(
        "treatment",
        _("how we treated you"),
        _("How satisfied are you with how our people treated you?"),
        SATISFACTION,
        is_scale=True,
    ),
    "outcome": Question(
        "outcome", _("the solution"), _("How satisfied are you with the solution?"), SATISFACTION, is_scale=True
    ),
    "ces": Question(
        "ces",
        _("how easy it was"),
        _("%(company)s made it easy for me to handle my issue."),
        AGREEMENT,
        is_scale=True,
    ),
    "nps": Question(
        "nps",
        _("whether you would recommend us"),
        _("How likely is it that you would recommend %(company)s to a friend or colleague?"),
        LIKELIHOOD,
        is_scale=True,
    ),
    "resolved": Question("resolved", _("how it ended"), _("Was your issue resolved?"), YES_PARTLY_NO),
    "complete": Question("complete", _("what arrived"), _("Did everything arrive and does it work?"), YES_NO),
    "comment": Question("comment", _WORDS, _("What is the main reason for your score?")),
    "on_time": Question("on_time", _("on time"), _("Did it come on the promised day?"), YES_NO),
    "all_there": Question("all_there", _("complete"), _("Is it complete and undamaged?"), YES_NO),
    "working": Question("working", _("working"), _("Is it installed, and does it work?"), YES_PARTLY_NO),
    "doubts": Question("doubts", _("doubts"), _("Any doubt that we can answer?")),
}


@dataclass(frozen=True)
class Script:
    """A questionnaire: its questions in their order."""

    questions: tuple[Question, ...]

    def asked(self, answers: Mapping[str, int | None]) -> tuple[Question, ...]:
        """Those that belong to what was answered so far; an answer to one that does not counts for nothing."""
        counted: dict[str, int | None] = {}
        found = []
        for one in self.questions:
            if one.shown is None or one.shown.by(counted):
                found.append(one)
                counted |= {one.code: answers[one.code]} if one.code in answers else {}
        return tuple(found)

    def question(self, code: str) -> Question | None:
        return next((one for one in self.questions if one.code == code), None)

    @property
    def score(self) -> Question | None:
        """The one that can be answered from the letter: the first scale."""
        return next((one for one in self.questions if one.is_scale), None)


def script_of(items: Iterable[Mapping[str, Any]]) -> Script:
    """The questions of checked items."""
    return Script(tuple(map(_question, items)))


def faults_of(items: Any) -> list[str]:
    """What is wrong with items, as sentences for who wrote them; none for good ones."""
    if not isinstance(items, list) or not items:
        return [str(_("A questionnaire has one question or more."))]
    if len(items) > MOST_ITEMS:
        return [str(_("A questionnaire has at most %(limit)s questions.") % {"limit": MOST_ITEMS})]
    faults: list[str] = []
    known: dict[str, Question] = {}
    for item in items:
        fault = _fault(item, known)
        if fault:
            faults.append(fault)
        else:
            question = _question(item)
            known[question.code] = question
    return faults


def is_unhappy(values: Mapping[str, int | None]) -> bool:
    """Whether something is left to put right: a low score, something missing or not working, a case not settled."""
    return unhappy_about(values) is not None


def unhappy_about(values: Mapping[str, int | None]) -> str | None:
    """The code of the first answer that leaves something to put right; None for none."""
    low = (("csat", UNHAPPY_UP_TO), ("outcome", UNHAPPY_UP_TO), ("treatment", UNHAPPY_UP_TO), ("nps", DETRACTOR_UP_TO))
    for code, limit in low:
        value = values.get(code)
        if value is not None and value <= limit:
            return code
    return next((code for code in ("complete", "resolved", "all_there", "working") if values.get(code) == NO), None)


def _fault(item: Any, known: Mapping[str, Question]) -> str:
    if not isinstance(item, Mapping) or (item.get("ask") not in BANK and item.get("ask") != OWN):
        return str(_("There is no such question."))
    if item["ask"] == OWN and (fault := _own_fault(item)):
        return fault
    code = _question({**item, "if": None}).code
    if code in known:
        return str(_("«%(question)s» is asked twice.") % {"question": code})
    shown = item.get("if")
    if shown:
        before = known.get(shown.get("question", ""))
        values = shown.get("values") or []
        if before is None or not values or not all(before.label_of(value) for value in values):
            return str(_("A question can only depend on the answers to a question before it."))
    return ""


def _own_fault(item: Mapping[str, Any]) -> str:
    text = item.get("text") or {}
    words = [str(text.get(language, "")).strip() for language in ("es", "en")]
    if not all(words) or max(map(len, words)) > LONGEST_WORDS:
        return str(_("Write the question in both languages, in %(limit)s letters at most.") % {"limit": LONGEST_WORDS})
    code = str(item.get("code", ""))
    if not code.startswith("own_") or not code.isidentifier() or len(code) > 20:
        return str(_("A question of your own needs a short name."))
    return "" if item.get("form") in _OWN_FORMS else str(_("There is no such kind of question."))


_OWN_FORMS: dict[str, tuple[tuple[tuple[int, _StrPromise], ...], bool]] = {
    "open": ((), False),
    "yes_no": (YES_NO, False),
    "scale": (SATISFACTION, True),
}


def _question(item: Mapping[str, Any]) -> Question:
    if item["ask"] == OWN:
        words = Words(item["text"]["es"], item["text"]["en"])
        options, is_scale = _OWN_FORMS[item["form"]]
        base = Question(item["code"], words, words, options, is_scale)
    else:
        base = BANK[item["ask"]]
    shown: Mapping[str, Any] | None = item.get("if")
    depends = Shown(shown["question"], _values(shown["values"])) if shown else None
    return replace(base, required=bool(item.get("required")), shown=depends)


def _values(values: Sequence[int]) -> tuple[int, ...]:
    return tuple(int(value) for value in values)
