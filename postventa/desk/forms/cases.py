"""What is done to cases beside the conversation."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from postventa.desk.forms.messages import THEN
from postventa.desk.forms.rich import RichTextarea, RichTextField
from tickets.actions.checklist import LONGEST as LONGEST_POINT
from tickets.actions.fields import LONGEST_SUBJECT
from tickets.models import Ticket
from tickets.rules import MAX_MINUTES, MAX_TAG, MAX_TAGS
from tickets.search import reference_in

LONGEST_TAGS = MAX_TAGS * (MAX_TAG + 1)
FORGIVING = LONGEST_TAGS  # the verb says in better words what is too long


class TagsForm(forms.Form):
    names = forms.CharField(label=_("Tag"), max_length=FORGIVING, error_messages={"required": _("Write a tag first.")})

    def clean_names(self) -> list[str]:
        """One, or several between commas."""
        return self.cleaned_data["names"].split(",")


class PointForm(forms.Form):
    """One of the three: a new point, one that is done, or one that is not done after all."""

    point = forms.CharField(label=_("Point"), max_length=LONGEST_POINT, required=False)
    tick = forms.CharField(max_length=LONGEST_POINT, required=False)
    untick = forms.CharField(max_length=LONGEST_POINT, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if sum(bool(said.get(name)) for name in ("point", "tick", "untick")) != 1:
            raise forms.ValidationError(_("Say what is to be done."))
        return said


class MinutesForm(forms.Form):
    minutes = forms.IntegerField(
        label=_("Minutes"), min_value=-MAX_MINUTES, max_value=MAX_MINUTES,
        error_messages={"required": _("Write how many minutes."), "invalid": _("Write how many minutes.")},
    )  # fmt: skip
    submission = forms.UUIDField(required=False)

    @property
    def once(self) -> uuid.UUID | None:
        """What makes a double click one entry, and five minutes followed at once by fifteen two."""
        given = self.cleaned_data
        return uuid.uuid5(given["submission"], str(given["minutes"])) if given["submission"] else None


class OtherForm(forms.Form):
    """Another case that `by` may see, by its reference as people write it."""

    other = forms.CharField(label=_("Case"), max_length=40, error_messages={"required": _("Say which case.")})

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_other(self) -> Ticket:
        reference = reference_in(self.cleaned_data["other"])
        visible = Ticket.objects.visible_to(self.by).select_related("customer")
        other = visible.filter(reference=reference).first() if reference else None
        if other is None:
            raise forms.ValidationError(_("There is no case with that reference. Look it up by other words."))
        return other


class MainCaseForm(OtherForm):
    """The main case; none takes it off."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].required = False

    def clean_other(self) -> Ticket | None:  # type: ignore[override]
        return super().clean_other() if self.cleaned_data["other"] else None


class SplitForm(forms.Form):
    subject = forms.CharField(
        label=_("What the new case is about"),
        max_length=LONGEST_SUBJECT,
        required=False,
        help_text=_("Left empty, it is the first words of the message."),
        widget=forms.TextInput({"data-first": True}),
    )
    tell = forms.BooleanField(label=_("Send the customer a receipt of the new case"), required=False)


class AnswersForm(forms.Form):
    """The same reply in every open case that hangs on a main one."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    text = RichTextField(label=_("Your words"), widget=RichTextarea({"rows": 5}))
    then = forms.ChoiceField(label=_("Then"), choices=THEN)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="answers_%s", initial={"submission": uuid.uuid4()})
