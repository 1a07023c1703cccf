"""What a customer writes: a problem with a product, a question, a reply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from postventa.files_field import Files
from postventa.portal.forms.fields import SubmissionForm, Words
from tickets.states import Wish

# What each wish means, in the customer's words: title, what it implies.
WISHES = {
    Wish.REPAIR: (_("That it is repaired"), _("We mend it, here or at your home.")),
    Wish.REPLACEMENT: (_("That it is replaced"), _("You receive another one in its place.")),
    Wish.REFUND: (_("My money back"), _("You return it, and we return what you paid.")),
    Wish.ANSWER: (_("An answer"), _("You only want to know what to do or what happened.")),
    Wish.UNSURE: (_("I am not sure yet"), _("We look at it together and propose something.")),
}


class ComplaintForm(SubmissionForm):
    text = Words(
        label=_("What happens?"),
        rows=6,
        help_text=_("In your own words: what it does or does not do, and what you have tried."),
        error_messages={"required": _("Tell us what happens, even in one sentence.")},
    )
    defect_on = forms.DateField(
        label=_("Since when?"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("The day when you first noticed it. Approximately is fine."),
    )
    wish = forms.ChoiceField(
        label=_("What would you like?"),
        choices=[(wish.value, title) for wish, (title, _hint) in WISHES.items()],
        initial=Wish.UNSURE,
        widget=forms.RadioSelect,
        help_text=_("It does not bind you: you can change your mind later."),
    )
    files = Files()

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["defect_on"].widget.attrs["max"] = today.isoformat()

    def clean_defect_on(self) -> dt.date | None:
        day = self.cleaned_data["defect_on"]
        if day and day > self.today:
            raise forms.ValidationError(_("That day has not come yet. Please write the day when it began."))
        return day

    def wishes(self) -> Iterator[tuple[BoundWidget, Any]]:
        """Each radio of the wish with what it implies."""
        for option in self["wish"]:
            yield option, WISHES[Wish(option.data["value"])][1]


class QuestionForm(SubmissionForm):
    text = Words(
        label=_("Your question"),
        rows=6,
        help_text=_("If it is about an order, its number helps us."),
        error_messages={"required": _("Write your question first, even in one sentence.")},
    )
    files = Files()


class ReplyForm(SubmissionForm):
    text = Words(
        label=_("Your message"), rows=4, error_messages={"required": _("Write something first, even in one sentence.")}
    )
    files = Files()
