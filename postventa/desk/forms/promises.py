"""What is promised, by when and by whom."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.models import User
from postventa.desk.forms.fields import WHEN
from postventa.instants import moment_in_words
from tickets.models import Promise
from tickets.promises import MAX_WHAT, Promised, usual_moments
from tickets.queries.promises import Owed
from tickets.rules import MAX_TEXT
from tickets.states import PromiseKind

OTHER = "other"
FORGIVING = 10 * MAX_WHAT  # the verb says in better words what is too long


class MomentForm(forms.Form):
    """A moment: one of the usual ones, or any other by the agent's clock."""

    when = forms.CharField(label=_("By when"), required=False, widget=forms.RadioSelect, max_length=40)
    at = forms.DateTimeField(label=_("Day and time"), required=False, widget=WHEN)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        local = timezone.localtime()
        choices = [(moment.isoformat(), moment_in_words(moment, local.date())) for moment in usual_moments(local)]
        self.fields["when"].widget.choices = [*choices, (OTHER, gettext("another moment"))]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        when = said.get("when")
        if when and when != OTHER:
            said["due_at"] = _read(when)
        elif "at" not in self.errors:
            said["due_at"] = said.get("at")
        if "at" not in self.errors and said.get("due_at") is None:
            self.add_error("at" if when == OTHER else "when", gettext("Say by when."))
        return said


def _read(text: str) -> dt.datetime | None:
    """The moment that a choice says; None for what is none of ours."""
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


class PromiseForm(MomentForm):
    """A promise. Without an owner it is of who makes it."""

    kind = forms.TypedChoiceField(label=_("Kind"), choices=PromiseKind, coerce=PromiseKind, initial=PromiseKind.CALL)
    what = forms.CharField(
        label=_("What we promise"),
        max_length=FORGIVING,
        widget=forms.TextInput(
            {"autocomplete": "off", "maxlength": MAX_WHAT, "placeholder": _("The customer reads these words")}
        ),
        error_messages={"required": _("Say what you promise, in a few words.")},
    )
    owner = forms.ModelChoiceField(label=_("Who"), queryset=User.objects.none(), required=False, empty_label=None)
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("kind", "what", "when", "at", "owner", "submission")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.agents().order_by("name", "email")  # type: ignore[attr-defined]
        self.initial.setdefault("submission", uuid.uuid4())

    @property
    def is_given(self) -> bool:
        """Whether anybody wrote anything in it."""
        return any(str(self[name].value() or "").strip() for name in ("what", "when", "at"))

    def promised(self, user: User) -> Promised:
        said = self.cleaned_data
        return Promised(kind=said["kind"], what=said["what"], owner=said["owner"] or user, due_at=said["due_at"])


def promised_again(promise: Owed) -> dict[str, object]:
    """What the form says for a promise whose reply did not go out."""
    at = timezone.localtime(promise.due_at)
    return {"kind": promise.kind, "what": promise.what, "when": OTHER, "at": at, "owner": promise.owner.pk}


TYPED = ("kind", "what", "when", "at", "owner")
LONGEST_TYPED = 500


def typed_promise(data: Mapping[str, str]) -> dict[str, str] | None:
    """What is in the boxes of a promise so far, as it is typed; {} when nothing is, None when they are not there."""
    if "promise-what" not in data:
        return None
    typed = {name: str(data.get(f"promise-{name}", "")).replace("\x00", "")[:LONGEST_TYPED] for name in TYPED}
    return {name: value for name, value in typed.items() if value} if typed["what"].strip() or typed["at"] else {}


def promise_typed(typed: Mapping[str, str]) -> dict[str, object]:
    """What the form says for what was typed in it before; a moment that is offered no more is said by its hour."""
    initial: dict[str, object] = dict(typed)
    moment = _read(typed.get("when", ""))
    offered = {choice.isoformat() for choice in usual_moments(timezone.localtime())}
    if moment and typed["when"] not in offered:
        initial |= {"when": OTHER, "at": timezone.localtime(moment)}
    return initial


class MoveForm(MomentForm):
    """Another moment that the customer agreed to."""

    what = forms.CharField(
        label=_("What we promise"),
        max_length=FORGIVING,
        required=False,
        widget=forms.TextInput({"maxlength": MAX_WHAT}),
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    field_order = ("when", "at", "what", "submission")

    def __init__(self, *args: Any, promise: Promise, **kwargs: Any) -> None:
        super().__init__(*args, initial={"what": promise.what, "submission": uuid.uuid4()}, **kwargs)


class DoneForm(forms.Form):
    """When it was done; left empty, now."""

    done_at = forms.DateTimeField(label=_("When it was done"), required=False, widget=WHEN)


class WithdrawalForm(forms.Form):
    why = forms.CharField(
        label=_("Why"),
        max_length=MAX_TEXT,
        widget=forms.Textarea({"rows": 3, "data-first": ""}),
        help_text=_("Your colleagues read it as a note in the case; the customer does not."),
        error_messages={"required": _("Say why it is withdrawn: your colleagues will read it.")},
    )


class OwnerForm(forms.Form):
    owner = forms.ModelChoiceField(label=_("Who keeps it"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.agents().order_by("name", "email")  # type: ignore[attr-defined]
