"""Choosing an hour, and saying that a return was sent."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

MOST = 2**31 - 1


class HourForm(forms.Form):
    """Which hour; `instead` is the visit that was booked when the page was made."""

    slot = forms.IntegerField(min_value=1, max_value=MOST, error_messages={"required": _("Choose one of the hours.")})
    instead = forms.IntegerField(min_value=1, max_value=MOST, required=False, widget=forms.HiddenInput)

    def refuse_for_now(self) -> None:
        """Say that too much came in too short a time."""
        self.add_error(None, _("You have sent a lot in a short time. Please wait some minutes and send it again."))


class SentForm(forms.Form):
    sent_on = forms.DateField(
        label=_("When did you send it?"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Say the day on which you sent it.")},
    )

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"sent_on": today}, **kwargs)
        self.fields["sent_on"].widget.attrs["max"] = today.isoformat()

    def refuse_for_now(self) -> None:
        """Say that too much came in too short a time."""
        self.add_error(None, _("You have sent a lot in a short time. Please wait some minutes and send it again."))
