from __future__ import annotations

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from postventa.files_field import Files
from tickets.states import Channel, Kind, Wish

CHANNELS = [(Channel.PHONE, Channel.PHONE.label), (Channel.EMAIL, Channel.EMAIL.label)]


class NewTicketForm(forms.Form):
    """A case that an agent opens for a customer."""

    kind = forms.TypedChoiceField(label=_("Kind"), choices=Kind.choices, coerce=Kind)
    channel = forms.TypedChoiceField(label=_("How it came"), choices=CHANNELS, coerce=Channel)
    text = forms.CharField(
        label=_("What the customer says"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("In their words: the customer reads this in the receipt."),
    )
    wish = forms.TypedChoiceField(
        label=_("What they would like"), choices=Wish.choices, coerce=Wish, initial=Wish.UNSURE
    )
    defect_on = forms.DateField(
        label=_("When did it first show?"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    files = Files(label=_("Files"))
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
