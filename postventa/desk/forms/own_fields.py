"""Boxes for the company's own fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.models import OwnField
from tickets.own_fields import BadValue, Value, read_value
from tickets.rules import MAX_FIELD
from tickets.states import FieldType

YES_OR_NO = [("true", _("Yes")), ("false", _("No"))]


class OwnValue(forms.Field):
    """What somebody fills in, read as its type is; None empties the field."""

    def __init__(self, own: OwnField, *, required: bool = False) -> None:
        super().__init__(label=own.label, help_text=own.help, required=required, widget=_box(own))
        self.own = own

    def to_python(self, value: Any) -> Value | None:
        try:
            return read_value(self.own.type, value, self.own.choices)
        except BadValue as fault:
            what = {"value": str(fault), "type": self.own.get_type_display()}
            raise forms.ValidationError(_("«%(value)s» does not fit (%(type)s)."), params=what) from fault

    def validate(self, value: Value | None) -> None:
        if self.required and value is None:
            raise forms.ValidationError(self.error_messages["required"], code="required")

    def prepare_value(self, value: Any) -> Any:
        return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value


def _box(own: OwnField) -> forms.Widget:
    match own.type:
        case FieldType.DATE:
            return forms.TextInput({"type": "date"})
        case FieldType.NUMBER:
            return forms.TextInput({"inputmode": "decimal", "maxlength": "32"})
        case FieldType.CHOICE:
            return forms.Select(choices=[("", "—"), *((one, one) for one in own.choices)])
        case FieldType.YES_NO:
            return forms.Select(choices=[("", "—"), *YES_OR_NO])
    return forms.TextInput({"maxlength": str(MAX_FIELD)})


def name_of(own: OwnField) -> str:
    """The name of its box: no key can be that of another field of a form."""
    return f"own-{own.key}"


class OwnFieldsForm(forms.Form):
    """All own fields of a kind of case at once."""

    def __init__(self, data: Any = None, *, fields: Iterable[OwnField], values: Mapping[str, Any]) -> None:
        fields = list(fields)
        super().__init__(data, auto_id="of_%s", initial={name_of(own): values.get(own.key) for own in fields})
        for own in fields:
            self.fields[name_of(own)] = OwnValue(own)
        self.keys = {name_of(own): own.key for own in fields}

    @property
    def values(self) -> dict[str, Value | None]:
        """What was sent, by key; a field that was not sent stays as it is."""
        return {key: self.cleaned_data[name] for name, key in self.keys.items() if name in self.data}
