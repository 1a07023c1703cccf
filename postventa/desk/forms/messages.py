from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from postventa.desk.forms.spoken import SpokenForm
from postventa.files_field import Files
from tickets.states import MessageKind, Status

KINDS = [
    (MessageKind.REPLY, _("Reply")),
    (MessageKind.NOTE, _("Internal note")),
    (MessageKind.PHONE, _("Phone note")),
]
THEN = [
    (Status.WAITING_CUSTOMER, _("it waits for the customer")),
    (Status.WAITING_PART, _("it waits for a part")),
    (Status.OPEN, _("it stays with us")),
]


class MessageForm(SpokenForm):
    """What an agent says."""

    kind = forms.ChoiceField(label=_("What you write"), choices=KINDS, initial=MessageKind.REPLY)
    text = forms.CharField(label=_("Your words"), widget=forms.Textarea(attrs={"rows": 4}))
    then = forms.ChoiceField(label=_("Then"), choices=THEN, initial=Status.WAITING_CUSTOMER, required=False)
    files = Files(label=_("Files"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="message_%s", **kwargs)

    @property
    def chosen_kind(self) -> str:
        """The tab to show: the one that was sent, else the reply."""
        return self["kind"].value() or MessageKind.REPLY

    def clean_then(self) -> Status:
        return Status(self.cleaned_data["then"] or Status.WAITING_CUSTOMER)
