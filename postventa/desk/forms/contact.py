"""How a customer is reached and where they live, as an agent corrects it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl, urlencode

import phonenumbers
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from customers.actions.contact import LONGEST_REGION, Contact, faults_of
from customers.models import Customer
from warranties.jurisdictions import country_name


class ContactForm(forms.Form):
    """What is written is read by the action; `seen` is what stood there when the agent began."""

    phone = forms.CharField(
        label=_("Phone"), required=False, max_length=40,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
        help_text=_("With the country's code if it is not of theirs. Empty when they have none."),
    )  # fmt: skip
    country = forms.ChoiceField(label=_("Country"), required=False)
    region = forms.CharField(
        label=_("Region"), required=False, max_length=LONGEST_REGION,
        widget=forms.TextInput({"list": "contact-regions", "autocomplete": "off"}),
        help_text=_("Its name or its code, as Madrid: nobody is called on its holidays."),
    )  # fmt: skip
    timezone = forms.CharField(
        label=_("Time zone"), max_length=60,
        widget=forms.TextInput({"list": "contact-zones", "autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Choose the zone of where they live, as Europe/Madrid.")},
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of our letters"), choices=settings.LANGUAGES)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, customer: Customer) -> None:
        known = asdict(Contact.of(customer))
        super().__init__(data, auto_id="contact_%s", initial=known | {"seen": urlencode(known)})
        self.customer = customer
        self.fields["country"].choices = [("", "—"), *_countries(customer.country)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """All that cannot be is told at once, each at its field."""
        values = super().clean() or self.cleaned_data
        if not self.errors:
            for fault in faults_of(self.contact, seen=self.seen_contact or Contact.of(self.customer)):
                self.add_error(fault.code, str(fault))
        return values

    @property
    def contact(self) -> Contact:
        """As it was written."""
        return Contact(**{name: self.cleaned_data[name] for name in Contact.__dataclass_fields__})

    @property
    def seen_contact(self) -> Contact | None:
        """None when nobody can tell any more what the agent had before their eyes."""
        try:
            return Contact(**dict(parse_qsl(self.cleaned_data["seen"], keep_blank_values=True)))
        except (TypeError, ValueError):
            return None

    def point(self) -> None:
        """The cursor stands where something is to be mended, or at the beginning."""
        name = next((name for name in self.fields if name in self.errors), "phone")
        self.fields[name].widget.attrs["autofocus"] = True

    def refuse(self, refusal: Refused, now_is: Contact) -> str:
        """Say why at the field that it is about; of what somebody else changed, to be seen now, the sentence."""
        if refusal.code in self.fields:
            self.add_error(refusal.code, str(refusal))
            return ""
        self.data = {**self.data.dict(), "seen": urlencode(asdict(now_is))}  # type: ignore[attr-defined]
        return str(refusal)


def _countries(theirs: str) -> list[tuple[str, str]]:
    """All of them by their names, and theirs, even if it is none."""
    codes = set(phonenumbers.SUPPORTED_REGIONS) | ({theirs} if theirs else set())
    return sorted(((code, country_name(code)) for code in codes), key=lambda one: one[1])
