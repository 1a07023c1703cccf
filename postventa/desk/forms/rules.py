"""Writing a rule: when, if, then. All of it is chosen; nobody writes JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from postventa.desk.forms.deeds import NO_CHANGE, DeedsForm, shown
from postventa.desk.forms.macros import split_tags
from postventa.desk.forms.rule_conditions import ConditionForm, Lists, typed
from tickets.actions.automations import LAST_PLACE, LONGEST_NAME, LONGEST_WHAT
from tickets.conditions import FIELDS, MAX_CONDITIONS, MOST_HOURS, Condition
from tickets.deeds import Deed, Said, in_order, read_deeds, read_written
from tickets.models import Automation
from tickets.queries.automations import meaning_of
from tickets.rules import MAX_TEXT
from tickets.states import Status, Trigger

STATES = [(state.value, state.label) for state in Status if state not in (Status.NEW, Status.RESOLVED)]
# Where the sentence of a refusal is shown; without a place it stands above the form.
AT_FAULT = {
    "no_triggers": "triggers", "time_alone": "triggers", "hours_missing": "hours", "bad_hours": "hours",
    "hours_without_time": "hours", "name_taken": "name", "name_empty": "name", "no_way": "state",
    "unknown_gap": "note", "broken_gap": "note", "tag_long": "tags",
}  # fmt: skip


class RuleForm(DeedsForm):
    """What a rule is called, its moments and what it does."""

    name = forms.CharField(
        label=_("Name"), max_length=LONGEST_NAME, help_text=_("It is told in every case in which the rule acts.")
    )
    description = forms.CharField(label=_("What it is for"), required=False, max_length=LONGEST_WHAT)
    position = forms.IntegerField(
        label=_("Place in the order"), min_value=0, max_value=LAST_PLACE, initial=0,
        help_text=_("Rules go one after the other, the lowest number first."),
    )  # fmt: skip
    triggers = forms.MultipleChoiceField(
        label=_("When any of this happens"),
        choices=Trigger.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    hours = forms.IntegerField(
        label=_("How many hours"), required=False, min_value=1, max_value=MOST_HOURS,
        help_text=_("Only for «Some hours have passed»: since it has been the same one's turn."),
    )  # fmt: skip
    state = forms.ChoiceField(label=_("State"), required=False, choices=[NO_CHANGE, *STATES])
    untags = forms.CharField(label=_("Take off tags"), required=False, max_length=300, help_text=_("Between commas."))
    note = forms.CharField(
        label=_("Write an internal note"), required=False, max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The customer never sees it. Gaps such as {{customer}} are filled in for each case."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None, lists: Lists) -> None:
        super().__init__(data, auto_id="rule_%s", initial=initial)
        self.offer(lists.people, lists.teams)

    @property
    def moments(self) -> list[Trigger]:
        return [Trigger(one) for one in self.cleaned_data["triggers"]]

    @property
    def deeds(self) -> tuple[Deed, ...]:
        """What was chosen. Refused as `read_deeds` refuses."""
        given = self.cleaned_data
        written = [*self.written, *[f"state:{given['state']}"] * bool(given["state"])]
        written += [f"untag:{tag}" for tag in split_tags(given["untags"])]
        note = read_deeds([Deed("note", Said(given["note"].strip())).plain]) if given["note"].strip() else ()
        return in_order((*read_written(written), *note))

    def refuse(self, refusal: Refused) -> None:
        """Show why where it belongs."""
        self.add_error(AT_FAULT.get(refusal.code), str(refusal))


def initial_of(rule: Automation) -> dict[str, Any]:
    """A rule as its form shows it."""
    told: dict[str, Any] = {
        name: getattr(rule, name) for name in ("name", "description", "position", "triggers", "hours")
    }
    meaning = meaning_of(rule)
    deeds = meaning.deeds if meaning else ()
    told["note"] = next((deed.to.text for deed in deeds if isinstance(deed.to, Said)), "")
    return told | shown(deeds) | {"untags": ", ".join(str(deed.to) for deed in deeds if deed.do == "untag")}


class RuleForms:
    """A rule's form with its conditions, each a row: from a rule, from what was sent, and as it is being changed.

    Rows come and go with buttons of the form, so that nobody needs a script: what was typed stays.
    """

    def __init__(self, rule: Automation | None, data: QueryDict | None = None) -> None:
        self.lists, self.data = Lists(), data
        kept = meaning_of(rule) if rule else None
        if data is None:
            self.form = RuleForm(initial=initial_of(rule) if rule else None, lists=self.lists)
            conditions: Sequence[Condition] = kept.conditions if kept else ()
            self.rows = [ConditionForm(one.field, n, self.lists, kept=one) for n, one in enumerate(conditions)]
        else:
            self.form = RuleForm(data, lists=self.lists)
            self.rows = [ConditionForm(field, n, self.lists, data) for n, field in _rows(data)]

    @property
    def fields(self) -> list[tuple[str, Any]]:
        """What a new condition may be about."""
        return sorted(((name, field.label) for name, field in FIELDS.items()), key=lambda one: str(one[1]).casefold())

    def change_rows(self) -> None:
        """A row more or less, as the button that was pressed says; nothing is looked at yet."""
        assert self.data is not None, "a button was pressed"
        do, _colon, which = self.data.get("rows", "").partition(":")
        self.form = RuleForm(initial=typed(self.form), lists=self.lists)
        self.rows = [row.as_typed() for row in self.rows if not (do == "remove" and str(row.number) == which)]
        wanted = self.data.get("new_field", "")
        if do == "add" and wanted in FIELDS and len(self.rows) < MAX_CONDITIONS:
            number = max((row.number for row in self.rows), default=-1) + 1
            self.rows.append(ConditionForm(wanted, number, self.lists, is_new=True))

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(row.is_valid() for row in self.rows)])

    @property
    def given(self) -> dict[str, Any]:
        """What a rule means, as its actions take it. Refused as `read_deeds` refuses."""
        return {
            "triggers": self.form.moments,
            "hours": self.form.cleaned_data["hours"],
            "conditions": tuple(dict.fromkeys(row.condition for row in self.rows)),
            "deeds": self.form.deeds,
        }


def _rows(data: QueryDict) -> list[tuple[int, str]]:
    """The rows that a form sent, «3:state»; what cannot be one is left out."""
    found: dict[int, str] = {}
    for text in data.getlist("row")[:MAX_CONDITIONS]:
        number, _colon, field = text.partition(":")
        if number.isascii() and number.isdecimal() and len(number) < 4 and field in FIELDS:
            found[int(number)] = field
    return list(found.items())
