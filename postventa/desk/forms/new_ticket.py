"""All that an agent writes down of a new case, on one page."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from core.models import User
from core.normal import normal_email, normal_phone
from customers.actions.by_hand import Person
from customers.states import CustomerKind
from postventa.desk.forms.macros import split_tags
from postventa.files_field import Files
from tickets.actions.on_behalf import Handling
from tickets.models import OwnField
from tickets.own_fields import BadValue, read_value
from tickets.rules import MAX_FIELD, MAX_TAG, MAX_TAGS, MAX_TEXT
from tickets.states import Channel, FieldType, Kind, Priority, Wish

ME = "me"
CHANNELS = [(one.value, one.label) for one in (Channel.PHONE, Channel.COUNTER, Channel.EMAIL)]
OWN = "own_"


def _own(field: OwnField) -> forms.Field:
    """The box of a field of the company's own. It may stay empty until the case is resolved."""
    told: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": False}
    if field.type == FieldType.CHOICE:
        return forms.ChoiceField(choices=[("", "—"), *((one, one) for one in field.choices)], **told)
    if field.type == FieldType.YES_NO:
        return forms.ChoiceField(choices=[("", "—"), ("yes", _("Yes")), ("no", _("No"))], **told)
    if field.type == FieldType.DATE:
        return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **told)
    boxes = {FieldType.NUMBER: forms.TextInput({"inputmode": "decimal"})}
    return forms.CharField(max_length=MAX_FIELD, widget=boxes.get(field.type, forms.TextInput()), **told)


class NewTicketForm(forms.Form):
    """A case that an agent opens for somebody, and who that is when they are in no books yet."""

    who = forms.CharField(
        label=_("Whose case is it?"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search", "autocomplete": "off"}),
        help_text=_("Their phone, e-mail, order, serial number, name or customer number."),
    )
    kind = forms.TypedChoiceField(label=_("Kind"), choices=Kind.choices, coerce=Kind, initial=Kind.TECHNICAL)
    channel = forms.TypedChoiceField(label=_("How it came"), choices=CHANNELS, coerce=Channel)
    text = forms.CharField(
        label=_("What the customer says"),
        max_length=MAX_TEXT,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("In their words: the customer reads this in the receipt."),
    )
    subject = forms.CharField(
        label=_("Subject"),
        required=False,
        max_length=160,
        help_text=_("Without one, it is the first words of what they say."),
    )
    wish = forms.TypedChoiceField(
        label=_("What they would like"), choices=Wish.choices, coerce=Wish, initial=Wish.UNSURE
    )
    defect_on = forms.DateField(
        label=_("When did it first show?"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    files = Files(label=_("Files"))
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=Priority.choices,
        coerce=lambda value: Priority(int(value)),
        empty_value=Priority.NORMAL,
        initial=Priority.NORMAL,
        required=False,
    )
    assignee = forms.CharField(label=_("Assignee"), required=False, initial=ME)
    tags = forms.CharField(
        label=_("Tags"), required=False, max_length=MAX_TAGS * (MAX_TAG + 2), help_text=_("Between commas.")
    )
    note = forms.CharField(
        label=_("Internal note"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("The customer never sees it."),
    )
    new_name = forms.CharField(label=_("Name"), required=False, max_length=200)
    new_email = forms.CharField(
        label=_("E-mail"), required=False, max_length=254, widget=forms.TextInput({"inputmode": "email"})
    )
    new_phone = forms.CharField(
        label=_("Phone"), required=False, max_length=40, widget=forms.TextInput({"inputmode": "tel"})
    )
    new_language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, required=False)
    new_kind = forms.ChoiceField(label=_("They are a"), choices=CustomerKind.choices, required=False)
    share_phone = forms.BooleanField(label=_("It is somebody else with the same phone"), required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        user: User | None = None,
        has_customer: bool = False,
        **given: Any,
    ) -> None:
        super().__init__(data, files, **given)
        self.user, self.has_customer = user, has_customer
        for field in self.own:
            self.fields[OWN + field.key] = _own(field)

    @cached_property
    def own(self) -> list[OwnField]:
        """The company's own fields, of every kind of case; none in a form that was sent without any."""
        if self.is_bound and not any(name.startswith(OWN) for name in self.data):
            return []
        return list(OwnField.objects.filter(active=True))

    @property
    def own_boxes(self) -> list[tuple[BoundField, str]]:
        """Each with the kinds of case that have it, as the page shows or hides it by them."""
        return [(self[OWN + field.key], " ".join(field.kinds or Kind.values)) for field in self.own]

    @cached_property
    def colleagues(self) -> list[tuple[str, str]]:
        """Who can be given the case, besides oneself."""
        people = User.objects.agents().exclude(pk=self.user and self.user.pk).order_by("name", "email")
        return [(str(pk), name or email) for pk, name, email in people.values_list("pk", "name", "email")]

    @property
    def has_new(self) -> bool:
        """Whether somebody who is in no books was begun to be written down."""
        return any(self[name].value() for name in ("new_name", "new_email", "new_phone"))

    def clean_assignee(self) -> User | None:
        said = self.cleaned_data["assignee"]
        if said in ("", ME):
            return self.user if said else None
        found = User.objects.agents().filter(pk=int(said)).first() if said.isdecimal() and len(said) < 19 else None
        if found is None:
            raise forms.ValidationError(_("This colleague does not work at the desk any more."))
        return found

    def clean_tags(self) -> tuple[str, ...]:
        tags = split_tags(self.cleaned_data["tags"])
        if any(len(tag) > MAX_TAG for tag in tags) or len(tags) > MAX_TAGS:
            limits = {"count": MAX_TAGS, "length": MAX_TAG}
            raise forms.ValidationError(
                _("At most %(count)s tags, and %(length)s characters each."), params=limits, code="tags"
            )
        return tuple(tags)

    def clean_new_email(self) -> str:
        if self.has_customer:  # what was begun before they were found counts no more
            return ""
        try:
            return normal_email(self.cleaned_data["new_email"])
        except ValueError:
            raise forms.ValidationError(_("This cannot be an e-mail address. Is a letter missing?")) from None

    def clean_new_phone(self) -> str:
        if self.has_customer:
            return ""
        try:
            return normal_phone(self.cleaned_data["new_phone"], str(settings.COMPANY["country"]))
        except ValueError:
            raise forms.ValidationError(_("This cannot be a phone number. Is a digit missing?")) from None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.has_customer:
            self._check_person(values)
        for field in self.own:
            self._check_own(field, values)
        return values

    def _check_person(self, values: Mapping[str, Any]) -> None:
        if not self.has_new:
            self.add_error("who", _("Look for the customer and choose them, or write down who they are."))
        elif not values.get("new_name") and "new_name" not in self.errors:
            self.add_error("new_name", _("Write down their name."))
        contacts = ("new_email", "new_phone")
        if self.has_new and not any(values.get(name) or name in self.errors for name in contacts):
            self.add_error("new_phone", _("Write down an e-mail or a phone, so that they can be answered."))

    def _check_own(self, field: OwnField, values: dict[str, Any]) -> None:
        name = OWN + field.key
        if field.kinds and values.get("kind") not in field.kinds:
            values[name] = None
        elif name not in self.errors:
            try:
                values[name] = read_value(field.type, _plain(values[name]), field.choices)
            except BadValue:
                self.add_error(name, _("This does not fit here. It has to be: %(type)s.") % _type(field))

    @property
    def person(self) -> Person:
        """Who the customer is, when they are in no books."""
        given = self.cleaned_data
        return Person(
            name=given["new_name"],
            email=given["new_email"],
            phone=given["new_phone"],
            language=given["new_language"] or settings.LANGUAGE_CODE,
            kind=given["new_kind"] or CustomerKind.PERSON.value,
        )

    @property
    def said(self) -> dict[str, Any]:
        """What the customer says, as `open_ticket` takes it."""
        names = ("kind", "channel", "text", "subject", "wish", "defect_on", "files")
        return {name: self.cleaned_data[name] for name in names}

    @property
    def handling(self) -> Handling:
        given = self.cleaned_data
        own = {field.key: given[OWN + field.key] for field in self.own}
        filled = {key: value for key, value in own.items() if value is not None}
        return Handling(given["priority"], given["assignee"], given["tags"], filled, given["note"])


def typed_in(sent: Mapping[str, str]) -> dict[str, str]:
    """What a form that is not sent yet holds, to be shown again as it is: no files, no tokens, no buttons."""
    names = (*NewTicketForm.base_fields, "about")
    return {
        name: text
        for name, text in sent.items()
        if (name in names or name.startswith(OWN)) and name != "files" and text and "\x00" not in text
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.date) else value


def _type(field: OwnField) -> dict[str, str]:
    return {"type": field.get_type_display()}
