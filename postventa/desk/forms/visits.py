"""Hours: offered by the house, offered to a customer, booked by hand; and returns."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from postventa.desk.forms.calendars import WEEKDAYS
from postventa.desk.forms.law import DAY, WHEN
from postventa.desk.forms.messages import no_nul
from postventa.desk.forms.rich import RichTextarea, RichTextField
from postventa.desk.forms.spoken import SpokenForm
from postventa.templatetags.house import duration
from remedies.actions.slots import LONGEST_WHO, MOST_ROOM
from remedies.slots import Pattern
from remedies.states import VisitKind
from tickets.actions.parcels import MOST_CARRIER, MOST_CONTENTS
from warranties.models import ServiceCentre

TIME = forms.TimeInput({"type": "time"}, format="%H:%M")
DAY_NUMBERS = [(str(number), label) for number, label in enumerate(WEEKDAYS.values())]
# Of which refusal which field is at fault.
AT_FAULT = {
    "slots_who": "who", "slots_room": "room", "slots_days": "weekdays", "slots_short": "length", "slots_far": "last",
    "slots_backwards": "ends", "slots_dates": "last",
}  # fmt: skip
MINUTES = (15, 20, 30, 45, 60, 90, 120, 180, 240)
LENGTHS = [(str(minutes), duration(dt.timedelta(minutes=minutes))) for minutes in MINUTES]


class SlotsForm(forms.Form):
    """A pattern of hours, and of whom they are."""

    kind = forms.TypedChoiceField(label=_("What for"), choices=VisitKind, coerce=VisitKind)
    who = forms.CharField(
        label=_("Who"),
        max_length=LONGEST_WHO,
        widget=forms.TextInput({"autocomplete": "off"}),
        help_text=_("The technician, the van or the counter. The customer does not read it."),
    )
    centre = forms.ModelChoiceField(
        label=_("At which centre"), queryset=ServiceCentre.objects.all(), required=False, empty_label="—"
    )
    weekdays = forms.MultipleChoiceField(
        label=_("Days of the week"),
        choices=DAY_NUMBERS,
        widget=forms.CheckboxSelectMultiple,
        initial=["0", "1", "2", "3", "4"],
        error_messages={"required": _("Choose one day of the week at least.")},
    )
    starts = forms.TimeField(label=_("From"), widget=TIME, initial=dt.time(9))
    ends = forms.TimeField(
        label=_("Until"), widget=TIME, initial=dt.time(14), help_text=_("0:00 is the midnight that ends the day.")
    )
    length = forms.TypedChoiceField(label=_("How long each"), choices=LENGTHS, coerce=int, initial="120")
    room = forms.IntegerField(label=_("Bookings in each"), min_value=1, max_value=MOST_ROOM, initial=1)
    first = forms.DateField(label=_("From day"), widget=DAY)
    last = forms.DateField(label=_("To day"), widget=DAY)

    def __init__(self, data: Any = None, *, today: dt.date) -> None:
        super().__init__(data, auto_id="slots_%s")
        tomorrow = today + dt.timedelta(days=1)
        self.initial |= {"first": tomorrow, "last": today + dt.timedelta(days=28)}

    def pattern(self, zone: ZoneInfo) -> Pattern:
        given = self.cleaned_data
        starts, ends = (given[name].hour * 60 + given[name].minute for name in ("starts", "ends"))
        weekdays = frozenset(map(int, given["weekdays"]))
        return Pattern(weekdays, starts, ends or 24 * 60, given["length"], given["first"], given["last"], zone)


class OfferForm(SpokenForm):
    """Words to the customer, and which hours they may choose from."""

    kind = forms.TypedChoiceField(label=_("What for"), choices=VisitKind, coerce=VisitKind)
    centre = forms.ModelChoiceField(
        label=_("At which centre"),
        queryset=ServiceCentre.objects.all(),
        required=False,
        empty_label=pgettext_lazy("centre", "Any"),
    )
    until = forms.DateField(label=_("Until which day"), widget=DAY, required=False)
    text = RichTextField(label=_("Your words to the customer"), widget=RichTextarea({"rows": 3}), validators=[no_nul])
    field_order = ("kind", "centre", "until", "text")

    def __init__(self, data: Any = None, *, text: str = "", seen: int = 0) -> None:
        super().__init__(data, auto_id="offer_%s", seen=seen)
        self.initial.setdefault("text", text)


class BookingForm(forms.Form):
    """The hour that was agreed on the phone."""

    slot = forms.IntegerField(
        min_value=1, max_value=2**31 - 1, error_messages={"required": _("Choose one of the hours.")}
    )


class TookPlaceForm(forms.Form):
    done_at = forms.DateTimeField(
        label=_("When it was done"), required=False, widget=WHEN, help_text=_("Empty: in its hour.")
    )


class ParcelForm(forms.Form):
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    centre = forms.ModelChoiceField(
        label=_("To which centre"),
        queryset=ServiceCentre.objects.all(),
        required=False,
        empty_label=_("To the company's address"),
    )
    carrier = forms.CharField(label=_("Carrier"), required=False, max_length=MOST_CARRIER)
    contents = forms.CharField(
        label=_("What to put in"),
        required=False,
        max_length=MOST_CONTENTS,
        help_text=_("The customer reads it: «the mixer with its two bowls, without the box»."),
    )
    waits = forms.BooleanField(label=_("Then the case waits for the customer"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.COMPANY["address"]:
            centre: Any = self.fields["centre"]
            centre.required, centre.empty_label = True, "—"
            centre.help_text = _("The company's address is not written in its settings, so choose a centre.")
