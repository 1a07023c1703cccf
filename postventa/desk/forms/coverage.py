"""What was found out about a fault and its sale, and a person's own decision."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from customers.rules import LONGEST_MONTHS
from postventa.desk.coverage_card import CoverageCard
from tickets.rules import MAX_TEXT
from warranties.answers import LABELS, LONGEST_PART
from warranties.jurisdictions import country_name, every_jurisdiction
from warranties.queries import rulebook
from warranties.states import Ask, Buyer, Cause, Channel, Condition, RuleKind, Seller, Severity, Verdict
from warranties.wording import question

YES_OR_NO = [("yes", _("Yes")), ("no", _("No"))]
NOT_SAID = _("Not said")
AS_RECORDED = _("As recorded")
RECORDED = _("As recorded: %(value)s")
CONDITIONS = [(word.value, word.label) for word in Condition if word != Condition.SERVICE_REPAIR]


def countries() -> list[tuple[str, str]]:
    """All countries by the code that the rules of law use, by name: first those whose law of sales was entered."""
    rules = rulebook()
    names = [(code, country_name(code)) for code in every_jurisdiction()]
    return sorted(names, key=lambda one: (not rules.known(RuleKind.SALE, one[0]), one[1]))


def _select(choices: Iterable[tuple[str, Any]], empty: Any, coerce: Callable[[str], Any] = str) -> forms.Field:
    return forms.TypedChoiceField(choices=[("", empty), *choices], coerce=coerce, empty_value=None)


def _day() -> forms.Field:
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))


def _months() -> forms.Field:
    return forms.IntegerField(min_value=1, max_value=LONGEST_MONTHS)


def _yes_or_no() -> forms.Field:
    return _select(YES_OR_NO, NOT_SAID, coerce=lambda word: word == "yes")


def _part() -> forms.Field:
    return forms.CharField(max_length=LONGEST_PART, widget=forms.TextInput({"list": "coverage-parts"}))


# Each fact that can be answered, in the order in which it is shown: first the fault, then the sale.
FAULT: dict[str, Callable[[], forms.Field]] = {
    "cause": lambda: forms.TypedChoiceField(choices=Cause.choices, coerce=str, empty_value=None),
    "defect_date": _day,
    "severity": lambda: _select(Severity.choices, NOT_SAID),
    "part": _part,
    "same_defect_as_repair": _yes_or_no,
    "failed_repair_before": _yes_or_no,
    "earlier_claim": _day,
    "no_earlier_claim": forms.BooleanField,
}
SALE: dict[str, Callable[[], forms.Field]] = {
    "condition": lambda: _select(CONDITIONS, AS_RECORDED),
    "buyer": lambda: _select(Buyer.choices, AS_RECORDED),
    "seller": lambda: _select(Seller.choices, AS_RECORDED),
    "channel": lambda: _select(Channel.choices, AS_RECORDED),
    "jurisdiction": lambda: _select(countries(), AS_RECORDED),
    "changed_hands": lambda: _select(YES_OR_NO, AS_RECORDED, coerce=lambda word: word == "yes"),
    "used_term_agreed_months": _months,
    "digital_supply_months": _months,
    "contract_date": _day,
    "delivery_date": _day,
}
RADIOS = ("same_defect_as_repair", "failed_repair_before", "changed_hands", "seller")


class CoverageForm(forms.Form):
    """Answers, each by the name of its fact. What is not sent, or is as it was when the page was made, stays.

    The questions still open come first, with their whole question for a label. The page is made with them alone; it is
    `whole` with what else is known, or could be, which is fetched by who wants to change it.
    """

    def __init__(self, data: Any = None, *, card: CoverageCard | None, whole: bool = False) -> None:
        said, closed = (card.row.answers, card.closed) if card else ({}, [])
        super().__init__(data, auto_id="coverage_%s", initial=_as_words({"cause": Cause.UNKNOWN.value} | said))
        makers = FAULT | SALE
        self.names_asked = [name for name in (card.asked if card else []) if name in makers and name not in closed]
        if "earlier_claim" in self.names_asked:
            self.names_asked.insert(self.names_asked.index("earlier_claim") + 1, "no_earlier_claim")
        offered = [name for name in makers if name not in closed]
        others = [name for name in offered if name not in self.names_asked]
        self.whole = whole or any(name in self.data or f"initial-{name}" in self.data for name in others)
        for name in offered if self.whole else self.names_asked:
            field = makers[name]()
            field.required, field.label = False, LABELS[name]
            # The page brings what it was made with, so that only what this person changed is taken from it.
            field.show_hidden_initial = True
            self.fields[name] = field
            if card and name in SALE and name not in said:
                _name_recorded(field, getattr(card.facts, name))
        for name in self.names_asked:
            if name != "no_earlier_claim":
                self._ask(name)

    def _ask(self, name: str) -> None:
        field = self.fields[name]
        field.label = question(Ask(name))
        if name == "earlier_claim":
            field.help_text = _("The day of that claim. If there was none, say so below.")
        elif name in RADIOS:
            field.choices = [choice for choice in field.choices if choice[0] not in ("", "unknown")]  # type: ignore[attr-defined]
            field.widget = forms.RadioSelect(choices=field.choices)  # type: ignore[attr-defined]
        elif isinstance(field, forms.TypedChoiceField) and name != "cause":
            field.choices = [("", "—"), *[choice for choice in field.choices if choice[0]]]

    @property
    def asked(self) -> list[BoundField]:
        """The questions still open."""
        return [self[name] for name in self.names_asked]

    @property
    def fault(self) -> list[BoundField]:
        """What else is known, or could be, about the fault."""
        return self._others(FAULT)

    @property
    def sale(self) -> list[BoundField]:
        return self._others(SALE)

    def _others(self, group: Iterable[str]) -> list[BoundField]:
        return [self[name] for name in group if name in self.fields and name not in self.names_asked]

    @property
    def answers(self) -> dict[str, Any]:
        """What this person changed, as the action wants it; None takes an answer back."""
        return {name: _or_none(self.cleaned_data[name]) for name in self.changed_data}


class OverrideForm(forms.Form):
    """What a person decides in the place of the computation, and why."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    verdict = forms.TypedChoiceField(
        label=_("Your decision"),
        choices=[(word.value, word.label) for word in (Verdict.COVERED, Verdict.NOT_COVERED)],
        coerce=Verdict,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say what you decide.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=MAX_TEXT,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It stays in the case as an internal note. The customer reads the decision, not the note."),
        error_messages={"required": _("Say why: your reason stays in the case as an internal note.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="override_%s", initial={"submission": uuid.uuid4()})


def _name_recorded(field: forms.Field, value: Any) -> None:
    """Say in the empty choice what the rows say, since that is what leaving it so means."""
    if not isinstance(field, forms.TypedChoiceField):
        return
    word = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    label = dict(field.choices).get(word) if word else None  # type: ignore[arg-type]
    if label:
        field.choices = [("", RECORDED % {"value": label}), *field.choices[1:]]  # type: ignore[attr-defined, index]


def _as_words(said: Mapping[str, Any]) -> dict[str, Any]:
    words = {True: "yes", False: "no"}
    return {name: words[value] if isinstance(value, bool) else value for name, value in said.items()}


def _or_none(value: Any) -> Any:
    return None if value == "" else value
