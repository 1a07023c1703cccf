from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import Refused
from core.richtext import Words
from postventa.desk.forms.promises import PromiseForm, promise_typed, promised_again, typed_promise
from postventa.desk.forms.rich import RichTextarea, RichTextField
from postventa.desk.forms.spoken import SpokenForm
from postventa.files_field import Files
from tickets.actions.drafts import LONGEST
from tickets.deeds import Deed, read_written
from tickets.models import Draft
from tickets.queries.promises import Owed
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
WORDS = {"rows": 3, "id": "composer-text", "data-composer": "", "placeholder": _("Write your reply or your note here")}


def no_nul(words: Words) -> None:
    """PostgreSQL has no such character, and no keyboard either."""
    if "\x00" in words.text + words.html:
        raise forms.ValidationError(_("The text has a character that cannot be kept."), code="nul")


class MessageForm(SpokenForm):
    """What an agent says. `told` is the newest event that the page shows; with it, only what is newer is answered."""

    told = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**63 - 1)
    kind = forms.ChoiceField(label=_("What you write"), choices=KINDS, initial=MessageKind.REPLY)
    text = RichTextField(
        label=_("Your words"), widget=RichTextarea(attrs=WORDS | {"aria-label": _("Your words")}), validators=[no_nul]
    )
    then = forms.ChoiceField(label=_("Then"), choices=THEN, initial=Status.WAITING_CUSTOMER, required=False)
    files = Files(label=_("Files"))

    def __init__(
        self, *args: Any, told: int = 0, draft: Draft | None = None, unsent: Owed | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, auto_id="message_%s", **kwargs)
        self.initial["told"] = told
        self.unsent = unsent
        self.typed = draft.promised if draft else {}
        if draft:
            words = Words(draft.text, draft.html)
            self.initial |= {"kind": draft.kind, "text": words, "then": draft.then or Status.WAITING_CUSTOMER}

    @property
    def chosen_kind(self) -> str:
        """The tab to show: the one that was sent or begun, else the reply."""
        kind = self["kind"].value()
        return kind if kind in dict(KINDS) else MessageKind.REPLY

    @cached_property
    def promise(self) -> PromiseForm:
        """What is promised with these words, if anything is: a form in the form."""
        initial = promise_typed(self.typed) if self.typed else promised_again(self.unsent) if self.unsent else None
        data = self.data if self.is_bound else None
        return PromiseForm(data, prefix="promise", auto_id="composer_%s", initial=initial)

    def _promised(self) -> PromiseForm | None:
        """The promise that goes with it. A note among ourselves has none: its boxes are not shown."""
        if self.cleaned_data.get("kind") == MessageKind.NOTE or not self.promise.is_given:
            return None
        for errors in self.promise.errors.values():
            raise forms.ValidationError(errors[0])
        return self.promise

    def clean_then(self) -> Status:
        return Status(self.cleaned_data["then"] or Status.WAITING_CUSTOMER)

    def clean(self) -> dict[str, Any]:
        """With the deeds that a macro has put beside the words."""
        given = self.data.getlist("deeds") if hasattr(self.data, "getlist") else []
        try:
            deeds: tuple[Deed, ...] = read_written(given)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.cleaned_data | {"deeds": deeds, "promise": self._promised()}


class DraftForm(forms.Form):
    """What is kept while it is being written."""

    text = RichTextField(required=False, validators=[no_nul], longest=LONGEST)
    then = forms.ChoiceField(choices=THEN, required=False)
    seen = forms.IntegerField(required=False, min_value=0, max_value=2**63 - 1)
    base = forms.DateTimeField(required=False, input_formats=["iso"])
    submission = forms.UUIDField(required=False)

    @property
    def promised(self) -> dict[str, str] | None:
        """What is typed of a promise; see `typed_promise`."""
        return typed_promise(self.data)
