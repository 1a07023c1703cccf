"""From when until when somebody is not here, by days; with times for less than a whole one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actions.absences import FAR, LONGEST_REASON

AT_FAULT = {"order": "ends_on", "over": "ends_on", "far": "starts_on", "reason_long": "reason"}
DAY = {"type": "date"}
TIME = {"type": "time"}


class AbsenceForm(forms.Form):
    """Whole days, the last one included, where no times are said."""

    starts_on = forms.DateField(label=_("First day away"), widget=forms.DateInput(DAY, format="%Y-%m-%d"))
    starts_time = forms.TimeField(
        label=_("From what time"),
        required=False,
        widget=forms.TimeInput(TIME, format="%H:%M"),
        help_text=_("Empty: the whole day, or from now on."),
    )
    ends_on = forms.DateField(
        label=_("Last day away"),
        required=False,
        widget=forms.DateInput(DAY, format="%Y-%m-%d"),
        help_text=_("Empty: until it is said here."),
    )
    ends_time = forms.TimeField(
        label=_("Until what time"),
        required=False,
        widget=forms.TimeInput(TIME, format="%H:%M"),
        help_text=_("Empty: the whole day."),
    )
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        help_text=_("It need not be said. Only who is away and managers read it."),
    )

    def __init__(self, data: Any = None, *, now: dt.datetime) -> None:
        self.now = now
        super().__init__(data, auto_id="absence_%s", initial={"starts_on": timezone.localdate(now)})

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("ends_time") and not told.get("ends_on") and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Say the last day too."))
        for name in ("starts_on", "ends_on"):  # so far away that some days cannot even be counted with
            if (day := told.get(name)) and abs(day - timezone.localdate(self.now)) > FAR:
                self.add_error(name, _("That is more than two years from now. Look at the year."))
        return told

    @property
    def given(self) -> dict[str, Any]:
        """As `say_absence` takes it."""
        told = self.cleaned_data
        first, last = told["starts_on"], told["ends_on"]
        starts_at = _at(first, told["starts_time"])
        if told["starts_time"] is None and first == timezone.localdate(self.now):
            starts_at = self.now  # what was handed out this morning was handed out to somebody who was here
        ends_at = None
        if last:
            ends_at = _at(last, told["ends_time"]) if told["ends_time"] else _at(last + dt.timedelta(days=1), None)
        return {"starts_at": starts_at, "ends_at": ends_at, "reason": told["reason"]}


def _at(day: dt.date, time: dt.time | None) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time or dt.time.min))
