"""The steps of a complaint: one small form each. `told` is what a good form leaves of it, in plain values."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.models import Symptom
from core.normal import is_unseen, normal_phone
from customers.models import Unit
from postventa.files_field import Files
from postventa.portal.forms.fields import Words
from tickets.filing import TROUBLES, Step, Trouble, later_wishes, wishes_of
from tickets.queries.filings import Look
from tickets.states import ReachBy, ReachWhen, Topic, UsedFor, Wish

OTHER = "other"
MAX_BEFORE = 4_000

# What each wish implies, in the customer's words.
WISHES: dict[Wish, tuple[str | Promise, str | Promise]] = {
    Wish.REPAIR: (_("That it is repaired"), _("We mend it, here or at your home. You keep your product.")),
    Wish.REPLACEMENT: (_("That it is replaced"), _("You receive another one in its place, and we take this one back.")),
    Wish.PRICE_CUT: (_("A lower price"), _("You keep it as it is, and we return a part of what you paid.")),
    Wish.REFUND: (_("My money back"), _("You return it, and we return what you paid.")),
    Wish.ANSWER: (_("An answer"), _("You only want to know what to do or what happened.")),
    Wish.UNSURE: (_("I am not sure yet"), _("We look at it together and propose something.")),
}

# What is asked at the first step: question, help, what is said when nothing is written.
ASKED: dict[str, tuple[str | Promise, str | Promise, str | Promise]] = {
    Topic.PRODUCT: (
        _("Tell us more, in your own words"),
        _("What it does or does not do, and what you have tried."),
        _("Choose what you see, or tell us what happens, even in one sentence."),
    ),
    Topic.DELIVERY: (
        _("Tell us more, in your own words"),
        _("What should have come, what came, and when."),
        _("Choose what happened, or tell us in one sentence."),
    ),
    Topic.QUESTION: (
        _("Your question"),
        _("If it is about an order, its number helps us."),
        _("Write your question first, even in one sentence."),
    ),
    Topic.SERVICE: (
        _("What happened?"),
        _("When it was, with whom you spoke, and what you expected instead."),
        _("Tell us what happened, even in one sentence."),
    ),
}


class StepForm(forms.Form):
    """A step of a complaint as it stands. `kept` is what it says already."""

    use_required_attribute = False
    step: Step

    def __init__(self, *args: Any, look: Look, **kwargs: Any) -> None:
        kept = look.filing.told.get(self.step, {})
        super().__init__(*args, initial=self.initial_of(kept, look), **kwargs)
        self.look = look

    def initial_of(self, kept: dict[str, Any], look: Look) -> dict[str, Any]:
        return kept

    @property
    def told(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in ("submission", "then")}

    @property
    def had_files(self) -> bool:
        """Whether files came with it: they have to be chosen again, since browsers do not keep them."""
        return any(self.files.getlist(name) for name in self.files)

    def refuse(self, error: Exception, *, code: str) -> None:
        """Show an action's refusal beside the field that it is about."""
        field = "files" if code.startswith("file") and "files" in self.fields else None
        self.add_error(field, str(error))

    def refuse_for_now(self) -> None:
        """Say that too much came in too short a time. What was written stays."""
        self.add_error(None, _("You have sent a lot in a short time. Please wait some minutes and send it again."))


class WhatForm(StepForm):
    """What happens: one of the things that customers see, or words, or both."""

    step = Step.WHAT
    choice = forms.ChoiceField(label=_("What do you see?"), required=False, widget=forms.RadioSelect)
    text = Words(label="", rows=5, required=False)
    # The first step is where a complaint begins: the same form twice begins one.
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, look: Look, **kwargs: Any) -> None:
        super().__init__(*args, look=look, **kwargs)
        topic = look.filing.topic
        self.fields["text"].label, self.fields["text"].help_text, self.nothing = ASKED[topic]
        choices = _choices_of(look)
        if choices:
            self.fields["choice"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["choice"]

    def initial_of(self, kept: dict[str, Any], look: Look) -> dict[str, Any]:
        chosen = kept.get("symptom") or kept.get("trouble") or (OTHER if kept else None)
        return {"submission": look.filing.uid, "text": kept.get("text", ""), "choice": chosen}

    def clean_submission(self) -> uuid.UUID:
        return self.cleaned_data["submission"] or uuid.uuid4()

    def clean(self) -> None:
        """Something has to be said: a choice that says something, or words."""
        super().clean()
        said = self.cleaned_data.get("choice") not in (None, "", OTHER)
        if not self.errors and not said and is_unseen(self.cleaned_data["text"]):
            self.add_error("text", self.nothing)

    @property
    def told(self) -> dict[str, Any]:
        text, chosen = self.cleaned_data["text"], self.cleaned_data.get("choice", "")
        if self.look.filing.topic == Topic.DELIVERY:
            return {"trouble": chosen, "text": text}
        return {"symptom": int(chosen) if chosen.isdecimal() else None, "text": text}


def _choices_of(look: Look) -> list[tuple[str, str | Promise]]:
    unit = look.filing.unit
    if look.filing.topic == Topic.DELIVERY:
        return [(trouble.value, TROUBLES[trouble]) for trouble in Trouble]
    if look.filing.topic != Topic.PRODUCT or unit is None or unit.product.line_id is None:
        return []
    seen = Symptom.objects.filter(line=unit.product.line_id, active=True)
    found = [(str(symptom.pk), symptom.words) for symptom in seen]
    return [*found, (OTHER, _("Something else"))] if found else []


class ArticlesForm(StepForm):
    """What was read: an article that solved it, or those that did not."""

    step = Step.ARTICLES
    solved = forms.IntegerField(required=False)
    tried = forms.BooleanField(required=False)
    shown = forms.TypedMultipleChoiceField(required=False, coerce=int)

    def __init__(self, *args: Any, look: Look, **kwargs: Any) -> None:
        super().__init__(*args, look=look, **kwargs)
        self.fields["shown"].choices = [(article.pk, article.title) for article in look.articles]  # type: ignore[attr-defined]


class SinceForm(StepForm):
    step = Step.SINCE
    on = forms.DateField(
        label=_("Since when?"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The day when you first noticed it. Approximately is fine."),
    )
    used_for = forms.ChoiceField(
        label=_("How do you use it?"),
        required=False,
        choices=UsedFor.choices,
        widget=forms.RadioSelect,
        help_text=_("Some guarantees are for use at home only, so it helps to know."),
    )
    before = forms.CharField(
        label=_("Did anything happen before?"),
        required=False,
        max_length=MAX_BEFORE,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": None}),
        help_text=_("A move, a power cut, an earlier repair, a strange noise."),
    )

    def __init__(self, *args: Any, look: Look, **kwargs: Any) -> None:
        super().__init__(*args, look=look, **kwargs)
        self.today = look.today
        self.fields["on"].widget.attrs["max"] = self.today.isoformat()

    def clean_on(self) -> dt.date | None:
        day = self.cleaned_data["on"]
        if day and day > self.today:
            raise forms.ValidationError(_("That day has not come yet. Please write the day when it began."))
        return day

    def clean_before(self) -> str:
        return self.cleaned_data["before"].strip()

    @property
    def told(self) -> dict[str, Any]:
        day = self.cleaned_data["on"]
        return {**self.cleaned_data, "on": day.isoformat() if day else ""}


class FilesForm(StepForm):
    step = Step.FILES
    files = Files()

    @property
    def told(self) -> dict[str, Any]:
        return {"seen": True}


class CoverForm(StepForm):
    """There is nothing to answer: it is read."""

    step = Step.COVER

    @property
    def told(self) -> dict[str, Any]:
        return {"seen": True}


class WishForm(StepForm):
    step = Step.WISH
    wish = forms.ChoiceField(
        label=_("What would you like?"),
        widget=forms.RadioSelect,
        help_text=_("It does not bind you: you can change your mind later."),
        error_messages={"required": _("Please choose one. «I am not sure yet» is an answer too.")},
    )

    def __init__(self, *args: Any, look: Look, **kwargs: Any) -> None:
        super().__init__(*args, look=look, **kwargs)
        assert look.decision, "only complaints about a product have this step"
        wishes = wishes_of(look.decision)
        self.fields["wish"].choices = [(wish.value, WISHES[wish][0]) for wish in wishes]  # type: ignore[attr-defined]
        self.later = [WISHES[wish][0] for wish in later_wishes(look.decision)]

    @property
    def wishes(self) -> Iterator[tuple[BoundWidget, str | Promise]]:
        """Each choice with what it implies."""
        for option in self["wish"]:
            yield option, WISHES[Wish(option.data["value"])][1]


class TermsForm(StepForm):
    """A purchase is cancelled. No reason is owed, so none is asked for; who wants to give one may."""

    step = Step.TERMS
    text = Words(label=_("Why, if you want to tell us"), rows=3, required=False)


class ReachForm(StepForm):
    step = Step.REACH
    by = forms.ChoiceField(
        label=_("How can we reach you?"), choices=ReachBy.choices, initial=ReachBy.EMAIL, widget=forms.RadioSelect
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
        help_text=_(
            "If we may call you, and only for this case. From another country with its code: +351 910 000 000."
        ),
    )
    when = forms.ChoiceField(
        label=_("When is a good time?"),
        required=False,
        choices=[("", _("Any time")), *ReachWhen.choices],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, look: Look, own_phone: str = "", **kwargs: Any) -> None:
        self.own_phone = own_phone
        super().__init__(*args, look=look, **kwargs)

    def initial_of(self, kept: dict[str, Any], look: Look) -> dict[str, Any]:
        return {"by": ReachBy.EMAIL, "phone": self.own_phone, "when": "", **kept}

    def clean(self) -> None:
        """A phone that can be dialled where they said that we may call."""
        super().clean()
        text, by_phone = self.cleaned_data.get("phone", ""), self.cleaned_data.get("by") == ReachBy.PHONE
        try:
            self.cleaned_data["phone"] = normal_phone(text, self.look.filing.customer.country) if by_phone else ""
        except ValueError:
            self.add_error("phone", _("That is no phone number that we can dial. Please look at it again."))
        else:
            if by_phone and not self.cleaned_data["phone"]:
                self.add_error("phone", _("Write the number on which we may call you."))


class CheckForm(StepForm):
    """Nothing to answer: it is sent."""

    step = Step.CHECK


FORMS: dict[Step, type[StepForm]] = {
    form.step: form
    for form in (
        WhatForm, ArticlesForm, SinceForm, FilesForm, CoverForm, WishForm, TermsForm, ReachForm, CheckForm,
    )
}  # fmt: skip


class StartForm(forms.Form):
    """What it is about, and which product if it is about one."""

    use_required_attribute = False
    NONE = "none"
    topic = forms.ChoiceField(
        label=_("What is it about?"),
        choices=Topic.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what it is about.")},
    )
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, units: list[Unit] | None = None, may_be_none: bool = False, **kwargs: Any) -> None:
        kwargs["initial"] = {"submission": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        if units is not None:
            self.units = {str(unit.pk): unit for unit in units}
            choices: list[tuple[str, Any]] = [(pk, unit.product.name) for pk, unit in self.units.items()]
            self.fields["unit"] = forms.ChoiceField(
                label=_("Which product?"),
                choices=[*choices, (self.NONE, _("None of these"))] if may_be_none else choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Choose which product it is about.")},
            )

    def clean_submission(self) -> uuid.UUID:
        return self.cleaned_data["submission"] or uuid.uuid4()

    @property
    def unit(self) -> Unit | None:
        return self.units.get(self.cleaned_data.get("unit", "")) if "unit" in self.fields else None

    @property
    def products(self) -> Iterator[tuple[BoundWidget, Unit | None]]:
        """Each choice with its unit."""
        for option in self["unit"]:
            yield option, self.units.get(option.data["value"])
