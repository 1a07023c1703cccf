"""One condition of a rule as a row of its form: how the field is looked at, and its values."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.causes import causes_offered
from catalog.models import ProductLine
from core.errors import Refused
from core.models import Team, User
from postventa.desk.forms.macros import split_tags
from tickets.conditions import FIELDS, MOST_HOURS, NONE, OP_WORDS, Condition, Holds, Op, read_conditions
from tickets.models import Tag

Choices = list[tuple[Any, Any]]


class Lists:
    """What the forms of a page offer, each read once and when it is wanted."""

    @cached_property
    def people(self) -> Choices:
        people = User.objects.agents().order_by("name", "email").values_list("pk", "name", "email")
        return [(str(pk), name or email) for pk, name, email in people]

    @cached_property
    def teams(self) -> Choices:
        return [(str(pk), name) for pk, name in Team.objects.values_list("pk", "name")]

    @cached_property
    def lines(self) -> Choices:
        return [(str(pk), name) for pk, name in ProductLine.objects.order_by("name").values_list("pk", "name")]

    @cached_property
    def causes(self) -> Choices:
        return [(str(pk), name) for pk, name in causes_offered()]

    @cached_property
    def tags(self) -> dict[int, str]:
        return dict(Tag.objects.values_list("pk", "name"))

    def rows_of(self, field: str) -> Choices:
        rows = {"team": "teams", "assignee": "people", "line": "lines", "cause": "causes"}
        return getattr(self, rows[field])


_HELP: dict[str, Promise] = {
    "tag": gettext_lazy("Tags that there are, between commas."),
    "product": gettext_lazy("SKUs, between commas."),
    "country": gettext_lazy("Two letters each, between commas: ES, PT."),
    "words": gettext_lazy("Between commas. Capitals and accents are of no account."),
}


def typed(form: forms.Form) -> dict[str, Any]:
    """What somebody has typed in a form so far, as it can be shown in another; nothing is looked at."""
    boxes = {name: field.widget for name, field in form.fields.items()}
    return {name: box.value_from_datadict(form.data, form.files, form.add_prefix(name)) for name, box in boxes.items()}


class ConditionForm(forms.Form):
    """Its fields are named by the row: `c3-op`, `c3-values`."""

    op = forms.ChoiceField(label=gettext_lazy("How"))

    def __init__(
        self,
        field: str,
        number: int,
        lists: Lists,
        data: QueryDict | None = None,
        *,
        kept: Condition | None = None,
        typed: dict[str, Any] | None = None,
        is_new: bool = False,
    ) -> None:
        self.field, self.number, self.lists, self.is_new = field, number, lists, is_new
        self.about = FIELDS[field]
        initial = typed or ({"op": kept.op.value, "values": self._shown(kept)} if kept else None)
        super().__init__(data, prefix=f"c{number}", auto_id="rule_%s", initial=initial)
        self.fields["op"].choices = [(op.value, OP_WORDS[op]) for op in self.about.ops]  # type: ignore[attr-defined]
        if len(self.about.ops) == 1:
            self.fields["op"].widget = forms.HiddenInput()
            self.fields["op"].initial = self.about.ops[0].value
        self.fields["values"] = self._values_field(kept)
        if is_new:
            first = "op" if len(self.about.ops) > 1 else "values"
            self.fields[first].widget.attrs["autofocus"] = True

    @property
    def row(self) -> str:
        """What the form sends so that the row is there again."""
        return f"{self.number}:{self.field}"

    @property
    def kind(self) -> str:
        """How its values are drawn."""
        return "boxes" if isinstance(self.fields["values"], forms.MultipleChoiceField) else "box"

    @property
    def condition(self) -> Condition:
        return self.cleaned_data["condition"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "op" in given and "values" in given:
            try:
                values = self._read(given["values"])
                plain = {"field": self.field, "op": given["op"], "values": values}
                (given["condition"],) = read_conditions([plain])
            except Refused as refusal:
                self.add_error("values", str(refusal))
        return given

    def as_typed(self) -> ConditionForm:
        """The same row with what was typed in it, not looked at yet."""
        return ConditionForm(self.field, self.number, self.lists, typed=typed(self))

    def _values_field(self, kept: Condition | None) -> forms.Field:
        label = self.about.label
        if self.about.holds == Holds.HOURS:
            return forms.IntegerField(label=label, min_value=1, max_value=MOST_HOURS)
        if self.field == "tag" or self.about.holds == Holds.WORDS:
            return forms.CharField(label=label, max_length=1000, help_text=_HELP[self.field])
        if self.about.codes is not None:
            choices: Choices = [(str(code), words) for code, words in self.about.codes.items()]
        else:
            choices = list(self.lists.rows_of(self.field))
            known = {value for value, _words in choices}
            # One that is offered no more stays until somebody takes it out.
            gone = [str(value) for value in (kept.values if kept else ()) if str(value) not in {*known, NONE}]
            choices += [(value, _("something that is not offered any more")) for value in gone]
        if self.about.lacks is not None:
            choices.insert(0, (NONE, self.about.lacks))
        return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple)

    def _shown(self, kept: Condition) -> Any:
        if self.about.holds == Holds.HOURS:
            return kept.values[0]
        if self.field == "tag":
            return ", ".join(self.lists.tags.get(int(value), "") for value in kept.values)
        texts = [str(value) for value in kept.values]
        return ", ".join(texts) if self.about.holds == Holds.WORDS else texts

    def _read(self, given: Any) -> list[Any]:
        """The values as a condition keeps them. Refused for a tag that nobody has used."""
        if self.about.holds == Holds.HOURS:
            return [given]
        if self.field == "tag":
            return [self._tag(name) for name in split_tags(given)]
        if self.about.holds == Holds.WORDS:
            return split_tags(given)
        numbers = self.about.holds == Holds.ROWS or Op.AT_LEAST in self.about.ops
        return [int(value) if numbers and value != NONE else value for value in given]

    def _tag(self, name: str) -> int:
        by_name = {tag.casefold(): pk for pk, tag in self.lists.tags.items()}
        if name.casefold() not in by_name:
            raise Refused(_("There is no tag «%(name)s».") % {"name": name}, code="not_there")
        return by_name[name.casefold()]
