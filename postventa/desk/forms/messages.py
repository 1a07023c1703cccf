from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from postventa.desk.forms.files import FilesField
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


class MessageForm(forms.Form):
    """What an agent says. `seen` is the last public message that they had before their eyes."""

    kind = forms.ChoiceField(label=_("What you write"), choices=KINDS, initial=MessageKind.REPLY)
    text = forms.CharField(label=_("Your words"), widget=forms.Textarea(attrs={"rows": 4}))
    then = forms.ChoiceField(label=_("Then"), choices=THEN, initial=Status.WAITING_CUSTOMER, required=False)
    files = FilesField(label=_("Files"), required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1)

    def __init__(self, *args: Any, seen: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="message_%s", **kwargs)
        self.initial |= {"submission": uuid.uuid4(), "seen": seen}

    @property
    def chosen_kind(self) -> str:
        """The tab to show: the one that was sent, else the reply."""
        return self["kind"].value() or MessageKind.REPLY

    def clean_then(self) -> Status:
        return Status(self.cleaned_data["then"] or Status.WAITING_CUSTOMER)

    def seeing(self, message_id: int) -> MessageForm:
        """The same words, now that the messages up to this one are shown beside them."""
        self.data = self.data.copy()
        self.data["seen"] = str(message_id)
        return self
