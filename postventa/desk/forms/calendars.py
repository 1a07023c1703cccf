"""A work calendar, as people write one: hours as text, days of its own a row each."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.forms.formsets import BaseFormSet
from django.utils.translation import gettext_lazy as _

from core.actions.calendars import LONGEST_NAME, MOST_DAYS, OwnDay
from core.errors import Refused
from core.hours import blocks_text, read_blocks
from core.models import WorkCalendar
from core.places import countries
from core.queries import pairs
from core.worktime import Blocks
from warranties.jurisdictions import country_name

WEEKDAYS = {
    "monday": _("Monday"),
    "tuesday": _("Tuesday"),
    "wednesday": _("Wednesday"),
    "thursday": _("Thursday"),
    "friday": _("Friday"),
    "saturday": _("Saturday"),
    "sunday": _("Sunday"),
}
# Of which refusal which field is at fault.
AT_FAULT = {
    "name_missing": "name",
    "name_taken": "name",
    "name_long": "name",
    "zone": "zone",
    "country": "country",
    "region": "region",
    "usual": "is_default",
}
EMPTY_ROWS = 3  # empty rows for days of its own: more come with the next saving


class HoursField(forms.CharField):
    """«9:00–14:00, 16:00–20:00», and nothing for a day on which nobody works."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=200, **kwargs)

    def to_python(self, value: Any) -> Blocks:  # type: ignore[override]
        try:
            return read_blocks(super().to_python(value))
        except Refused as refusal:
            raise forms.ValidationError(str(refusal), code=refusal.code) from refusal

    def run_validators(self, value: Any) -> None:
        """Those of a text are not for blocks."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != (initial or ())
        except forms.ValidationError:
            return True

    def prepare_value(self, value: Any) -> Any:
        return blocks_text(value) if isinstance(value, tuple) else value


class CalendarForm(forms.Form):
    """Its place and its week."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    zone = forms.ChoiceField(label=_("Time zone"))
    country = forms.ChoiceField(label=_("Holidays of the country"), required=False)
    region = forms.CharField(
        label=_("And of the region"), required=False, max_length=80, help_text=_("Its name or its code, as Madrid.")
    )
    is_default = forms.BooleanField(label=_("The usual calendar"), required=False)
    monday = HoursField(label=WEEKDAYS["monday"])
    tuesday = HoursField(label=WEEKDAYS["tuesday"])
    wednesday = HoursField(label=WEEKDAYS["wednesday"])
    thursday = HoursField(label=WEEKDAYS["thursday"])
    friday = HoursField(label=WEEKDAYS["friday"])
    saturday = HoursField(label=WEEKDAYS["saturday"])
    sunday = HoursField(label=WEEKDAYS["sunday"])

    def __init__(self, data: Any = None, *, calendar: WorkCalendar | None = None) -> None:
        super().__init__(data, auto_id="calendar_%s", initial=_initial(calendar) if calendar else _new())
        self.fields["zone"].choices = [(zone, zone.replace("_", " ")) for zone in _zones()]  # type: ignore[attr-defined]
        names = sorted(((code, country_name(code)) for code in countries()), key=lambda one: one[1])
        self.fields["country"].choices = [("", _("None")), *names]  # type: ignore[attr-defined]
        for day in WEEKDAYS:
            self.fields[day].widget.attrs |= {"inputmode": "text", "autocomplete": "off"}

    @property
    def week(self) -> list[Any]:
        """Its seven fields, Monday first."""
        return [self[day] for day in WEEKDAYS]

    @property
    def given(self) -> dict[str, Any]:
        """As `save_calendar` takes it."""
        place = {name: self.cleaned_data[name] for name in ("name", "zone", "country", "region", "is_default")}
        return place | {"hours": [self.cleaned_data[day] for day in WEEKDAYS]}


class OwnDayForm(forms.Form):
    """A day that is not like its weekday."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    hours = HoursField(label=_("Hours"))
    name = forms.CharField(label=_("What it is"), required=False, max_length=LONGEST_NAME)


class _OwnDays(BaseFormSet):
    @property
    def given(self) -> list[OwnDay]:
        """Those that have a date and stay."""
        rows = [form.cleaned_data for form in self.forms if form not in self.deleted_forms]
        return [OwnDay(row["day"], row["hours"], " ".join(row["name"].split())) for row in rows if row.get("day")]

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Take away")

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"use_required_attribute": False}


OwnDays = forms.formset_factory(
    OwnDayForm,
    formset=_OwnDays,
    extra=EMPTY_ROWS,
    can_delete=True,
    can_delete_extra=False,
    max_num=MOST_DAYS + EMPTY_ROWS,
    validate_max=True,
)


def own_days(data: Any, calendar: WorkCalendar | None) -> Any:
    """The rows of a calendar's own days, oldest first, with some empty ones below."""
    rows = calendar.days.all() if calendar else ()
    initial = [{"day": row.day, "hours": pairs(row.hours), "name": row.name} for row in rows]
    return OwnDays(data, prefix="days", initial=initial)


def _zones() -> list[str]:
    """Those of a place; the others are old names and offsets."""
    return sorted(
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix", "right"))
    )


def _new() -> dict[str, Any]:
    office: Blocks = ((540, 1080),)
    country = str(settings.COMPANY["country"])
    return {"zone": settings.TIME_ZONE, "country": country} | dict.fromkeys(list(WEEKDAYS)[:5], office)


def _initial(calendar: WorkCalendar) -> dict[str, Any]:
    told = {name: getattr(calendar, name) for name in ("name", "zone", "country", "region", "is_default")}
    blocks: dict[int, list[tuple[int, int]]] = {}
    for one in calendar.hours.all():
        blocks.setdefault(one.weekday, []).append((one.starts, one.ends))
    return told | {name: tuple(blocks.get(number, ())) for number, name in enumerate(WEEKDAYS)}
