"""Writing a questionnaire: questions of the bank, which keep their words, and questions of the company's own."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from followups.actions.questionnaires import LONGEST_CODE
from followups.models import Questionnaire
from followups.questionnaires import BANK, LONGEST_WORDS, MOST_ITEMS, OWN, Question, faults_of, script_of
from followups.states import QuestionnaireUse, Scope

OWN_FORMS = [("open", _("In their own words")), ("yes_no", _("Yes or no")), ("scale", _("Satisfaction, from 1 to 5"))]
NO_LETTERS = re.compile(r"[^a-z0-9]+")
PAIR = re.compile(r"[a-z_0-9]{1,20}:\d{1,2}")
AT_FAULT = {"bad_code": "code", "code_taken": "code"}
Item = dict[str, Any]


class HeadForm(forms.Form):
    """What a new questionnaire is called and for; of an old one that is fixed."""

    code = forms.CharField(
        label=_("Short name"), max_length=LONGEST_CODE,
        help_text=_("In letters, digits and hyphens. Its versions share it."),
    )  # fmt: skip
    use = forms.ChoiceField(label=_("For"), choices=QuestionnaireUse.choices)
    scope = forms.ChoiceField(label=_("About"), choices=Scope.choices)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, old: Questionnaire | None = None, seen: str = "") -> None:
        initial: dict[str, Any] = {"seen": seen}
        if old is not None:
            initial |= {"code": old.code, "use": old.use, "scope": old.scope}
        super().__init__(data, auto_id="head_%s", initial=initial)
        for name in ("code", "use", "scope") if old is not None else ():
            self.fields[name].disabled = True


class Only(forms.MultipleChoiceField):
    """Answers, whatever stands before it now: whether one can depend on them is said of all the questions together."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        return PAIR.fullmatch(value) is not None


class ItemForm(forms.Form):
    """A question in its place."""

    required = forms.BooleanField(label=_("It needs an answer"), required=False)
    only = Only(label=_("Only after these answers"), required=False)
    name = forms.CharField(
        label=_("Short name"), required=False, max_length=16, help_text=_("Figures call the question so.")
    )
    form = forms.ChoiceField(label=_("Answered"), choices=OWN_FORMS, required=False)
    es = forms.CharField(label=_("In Spanish"), required=False, max_length=LONGEST_WORDS)
    en = forms.CharField(label=_("In English"), required=False, max_length=LONGEST_WORDS)

    def __init__(self, ask: str, number: int, data: QueryDict | None = None, *, item: Item | None = None) -> None:
        super().__init__(data, prefix=f"q{number}", auto_id="%s", initial=_initial(item) if item else None)
        self.ask, self.number = ask, number
        if not self.is_own:
            for name in ("name", "form", "es", "en"):
                del self.fields[name]

    @property
    def is_own(self) -> bool:
        return self.ask == OWN

    @property
    def row(self) -> str:
        return f"{self.number}:{self.ask}"

    @property
    def bank(self) -> Question | None:
        """The question with its fixed words; None for one of the company's own."""
        return BANK.get(self.ask)

    @property
    def words(self) -> str:
        """The fixed words, as customers read them."""
        return self.bank.said(settings.COMPANY["name"]) if self.bank else ""

    @property
    def item(self) -> Item:
        """As a questionnaire keeps it, from what was typed."""
        given = {name: self[name].value() for name in self.fields}
        found: Item = {"ask": self.ask}
        if self.is_own:
            found |= {"code": _code(given["name"] or ""), "form": given["form"] or "open"}
            found["text"] = {"es": (given["es"] or "").strip(), "en": (given["en"] or "").strip()}
        if given["required"]:
            found["required"] = True
        pairs = [value.partition(":") for value in given["only"] or () if PAIR.fullmatch(value)]
        if pairs:
            first = pairs[0][0]
            values = [int(value) for code, _colon, value in pairs if code == first]
            found["if"] = {"question": first, "values": values}
        return found

    def offer(self, before: Sequence[Question]) -> None:
        """The answers on which it may depend."""
        self.fields["only"].choices = [  # type: ignore[attr-defined]
            (str(one.name), [(f"{one.code}:{value}", label) for value, label in one.options])
            for one in before
            if one.options
        ]

    @property
    def depends(self) -> bool:
        return bool(self["only"].value())

    def clean_only(self) -> list[str]:
        chosen = self.cleaned_data["only"]
        if len({value.partition(":")[0] for value in chosen}) > 1:
            raise forms.ValidationError(_("Choose answers to one question only."))
        return chosen

    def refuse(self, fault: str, taken: Collection[str | None]) -> None:
        """Say it at the boxes that mend it, else of the whole question. `taken`: short names of those before it."""
        item = self.item
        blank = [language for language, words in item.get("text", {}).items() if not words]
        unnamed = self.is_own and (not item["code"] or item["code"] in taken)
        for box in blank or (["name"] if unnamed else [None]):
            self.add_error(box, fault)

    def as_typed(self) -> ItemForm:
        return ItemForm(self.ask, self.number, item=self.item)


class QuestionnaireForms:
    """A questionnaire's form with its questions, each a row that comes, goes and moves with buttons of the form."""

    def __init__(self, old: Questionnaire | None, data: QueryDict | None = None, *, seen: str = "") -> None:
        self.old, self.data = old, data
        self.head = HeadForm(data, old=old, seen=seen)
        if data is None:
            kept = old.items if old else []
            self.rows = [ItemForm(item["ask"], number, item=item) for number, item in enumerate(kept)]
        else:
            self.rows = [ItemForm(ask, number, data) for number, ask in _rows(data)]
        self._offer()

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """What may still be asked: a code is asked once."""
        asked = {row.bank.code for row in self.rows if row.bank}
        bank = [(ask, one.said(settings.COMPANY["name"])) for ask, one in BANK.items() if one.code not in asked]
        return [*bank, (OWN, _("A question of your own"))]

    @property
    def is_full(self) -> bool:
        return len(self.rows) >= MOST_ITEMS

    def change_rows(self) -> None:
        """As the button that was pressed says; nothing is looked at yet."""
        assert self.data is not None, "a button was pressed"
        do, _colon, which = self.data.get("rows", "").partition(":")
        typed = {name: self.head[name].value() for name in self.head.fields}
        self.head = HeadForm(old=self.old, seen=typed["seen"] or "")
        self.head.initial |= {name: value for name, value in typed.items() if not self.head.fields[name].disabled}
        rows = [row.as_typed() for row in self.rows]
        here = next((place for place, row in enumerate(rows) if str(row.number) == which), None)
        if do == "add":
            rows += self._added(rows)
        elif here is not None:
            row = rows.pop(here)
            if do in ("up", "down"):
                rows.insert(max(here + (1 if do == "down" else -1), 0), row)
        self.rows = rows
        self._offer()

    def is_valid(self) -> bool:
        """Faults stand at the question that has them."""
        valid = all([self.head.is_valid(), *(row.is_valid() for row in self.rows)])
        items = self.items
        if not items:
            self.head.add_error(None, faults_of(items)[0])
            return False
        known = 0
        for place, row in enumerate(self.rows):
            faults = faults_of(items[: place + 1])
            for fault in faults[known:]:
                if not row.errors:
                    row.refuse(fault, {above.item.get("code") for above in self.rows[:place]})
                valid = False
            known = len(faults)
        return valid

    @property
    def items(self) -> list[Item]:
        return [row.item for row in self.rows]

    @property
    def is_refused(self) -> bool:
        return bool(self.head.errors or any(row.errors for row in self.rows))

    def refuse(self, refusal: Refused) -> None:
        self.head.add_error(AT_FAULT.get(refusal.code), str(refusal))

    def _added(self, rows: list[ItemForm]) -> list[ItemForm]:
        assert self.data is not None
        wanted = self.data.get("new_question", "")
        if wanted not in dict(self.choices) or self.is_full:
            return []
        return [ItemForm(wanted, max((row.number for row in rows), default=-1) + 1)]

    def _offer(self) -> None:
        before: list[Question] = []
        for row in self.rows:
            row.offer(before)
            before.append(_question(row))


def _question(row: ItemForm) -> Question:
    """What a row asks, as far as it is written."""
    item = {**row.item, "if": None}
    if row.is_own:
        words = item["text"]
        item["text"] = {"es": words["es"] or "…", "en": words["en"] or "…"}
        item["form"] = item["form"] if item["form"] in dict(OWN_FORMS) else "open"
    return script_of([item]).questions[0]


def _initial(item: Item) -> dict[str, Any]:
    shown = item.get("if") or {}
    text = item.get("text") or {}
    return {
        "required": bool(item.get("required")),
        "only": [f"{shown['question']}:{value}" for value in shown["values"]] if shown else [],
        "name": item.get("code", "").removeprefix("own_"),
        "form": item.get("form", "open"),
        "es": text.get("es", ""),
        "en": text.get("en", ""),
    }


def _code(name: str) -> str:
    plain = NO_LETTERS.sub("_", name.lower()).strip("_")
    return f"own_{plain}" if plain else ""


def _rows(data: QueryDict) -> list[tuple[int, str]]:
    """The rows that a form sent, «3:nps», in their order; what cannot be one is left out."""
    found: dict[int, str] = {}
    for text in data.getlist("row")[:MOST_ITEMS]:
        number, _colon, ask = text.partition(":")
        if number.isascii() and number.isdecimal() and len(number) < 4 and (ask in BANK or ask == OWN):
            found.setdefault(int(number), ask)
    return list(found.items())


class LookForm(forms.Form):
    """The questions as a customer sees them; nothing can be sent."""

    def __init__(self, questionnaire: Questionnaire, *, company: str, language: str) -> None:
        super().__init__(auto_id=f"look_{language}_%s", prefix=f"{language}{questionnaire.pk}")
        self.questions = script_of(questionnaire.items).questions
        for one in self.questions:
            self.fields[one.code] = _field(one, company)

    @property
    def looks(self) -> list[tuple[forms.BoundField, str, Question]]:
        return [(self[one.code], "scale" if one.is_scale else "", one) for one in self.questions]


def _field(question: Question, company: str) -> forms.Field:
    label = question.said(company)
    if not question.options:
        words = forms.Textarea({"rows": 3})
        return forms.CharField(label=label, required=question.required, disabled=True, widget=words)
    choices = [(number, _step(number, str(words), len(question.options))) for number, words in question.options]
    return forms.ChoiceField(
        label=label, choices=choices, required=question.required, disabled=True, widget=forms.RadioSelect
    )


def _step(number: int, words: str, steps: int) -> str:
    """Of a long scale the words at its ends, without the number that the page shows beside them."""
    return words if steps < 8 else words.removeprefix(str(number)).lstrip(": ")
