"""What a customer puts right about themselves, and what they want of us."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.normal import normal_email, normal_phone
from customers.actions.details import Details
from customers.models import Customer
from customers.rules import QuietHours
from customers.states import ConsentTo
from followups.queries import quiet_of
from followups.schedule import CALL_FROM, CALL_UNTIL, leaves_time


class OneLine(forms.CharField):
    """A short text. NUL characters, which come with some pasted texts, are left out without a word."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value.replace("\x00", "") if isinstance(value, str) else value)


def _line(label: Any, length: int, autocomplete: str, *, required: bool = False, **kwargs: Any) -> OneLine:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete})
    return OneLine(label=label, max_length=length, required=required, widget=widget, **kwargs)


class DetailsForm(forms.Form):
    name = _line(
        _("Name"), 200, "name", required=True, error_messages={"required": _("Write your name: it is how we call you.")}
    )
    phone = _line(
        _("Phone"),
        40,
        "tel",
        help_text=_("With the country's code if it is not of here, for example +351 910 000 000."),
    )
    address = _line(_("Address"), 200, "street-address")
    postal_code = _line(_("Postal code"), 20, "postal-code")
    city = _line(_("City"), 120, "address-level2")
    language = forms.ChoiceField(
        label=_("Language of our letters"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        self.customer, self.seen = customer, Details.of(customer)
        super().__init__(*args, initial=self.seen.__dict__, **kwargs)

    def clean_phone(self) -> str:
        written = self.cleaned_data["phone"]
        if written == self.seen.phone:  # what the shop gave us stays as it is, even if we would not write it so
            return written
        try:
            return normal_phone(written, self.customer.country or str(settings.COMPANY["country"]))
        except ValueError:
            raise forms.ValidationError(_("This cannot be a phone number. Is a digit missing?")) from None

    @property
    def details(self) -> Details:
        return Details(**self.cleaned_data)


def _clock(label: Any, **kwargs: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    return forms.TimeField(label=label, required=False, input_formats=["%H:%M", "%H:%M:%S"], widget=widget, **kwargs)


class WishesForm(forms.Form):
    surveys = forms.BooleanField(
        label=_("You may ask me how it went"),
        required=False,
        help_text=_("A short survey by e-mail after a delivery or a case. It sells nothing."),
    )
    calls = forms.BooleanField(
        label=_("You may call me after a delivery"),
        required=False,
        help_text=_("To hear whether all is well. About a case that you open we call only if you asked for it there."),
    )
    quiet_from = _clock(_("Do not call me from"))
    quiet_to = _clock(
        _("Until"), help_text=_("Every day, by your own clock. It may go past midnight. Empty: at any of our hours.")
    )

    def __init__(self, *args: Any, customer: Customer, **kwargs: Any) -> None:
        quiet = quiet_of(customer)
        initial = {
            "surveys": not customer.no_surveys,
            "calls": not customer.no_calls,
            "quiet_from": quiet.start if quiet else None,
            "quiet_to": quiet.until if quiet else None,
        }
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, until = values.get("quiet_from"), values.get("quiet_to")
        if "quiet_from" in self.errors or "quiet_to" in self.errors:
            return values
        if (start is None) != (until is None):
            self.add_error("quiet_to" if until is None else "quiet_from", _("Say both hours, or leave both empty."))
        elif start is not None and start == until:
            self.add_error("quiet_to", _("Say two different hours, or leave both empty."))
        elif values.get("calls") and not leaves_time(self.quiet):
            hours = {"start": f"{CALL_FROM:%H:%M}", "until": f"{CALL_UNTIL:%H:%M}"}
            words = _(
                "These hours leave us none: we call from %(start)s to %(until)s. For no calls at all, say so above."
            )
            self.add_error("quiet_to", forms.ValidationError(words, params=hours))
        return values

    @property
    def wants(self) -> dict[ConsentTo, bool]:
        return {ConsentTo.SURVEYS: self.cleaned_data["surveys"], ConsentTo.CALLS: self.cleaned_data["calls"]}

    @property
    def quiet(self) -> QuietHours | None:
        start: dt.time | None = self.cleaned_data.get("quiet_from")
        until: dt.time | None = self.cleaned_data.get("quiet_to")
        return QuietHours(start, until) if start is not None and until is not None else None


class EmailForm(forms.Form):
    email = OneLine(
        label=_("New e-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Write the new address.")},
    )

    def clean_email(self) -> str:
        try:
            return normal_email(self.cleaned_data["email"])
        except ValueError:
            raise forms.ValidationError(_("This cannot be an e-mail address. Is a letter missing?")) from None
