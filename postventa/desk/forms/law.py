"""What the law asks of a case: dates from which it counts, what is still missing, what a complaint asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from postventa.desk.forms.messages import no_nul
from postventa.desk.forms.rich import RichTextarea, RichTextField
from postventa.desk.forms.spoken import SpokenForm
from tickets.actions.legal_starts import LONGEST_NUMBER
from tickets.models import Point
from tickets.points import LONGEST_ANSWER, LONGEST_POINT, MOST_POINTS
from tickets.states import FROM_THE_COMPLAINT, DeadlineEvent

SAID = [(event.value, event.label) for event in DeadlineEvent if event not in FROM_THE_COMPLAINT]
WHEN = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
LONGEST_LIST = 2 * MOST_POINTS * LONGEST_POINT  # the verb says in better words what is too long


class LegalStartForm(forms.Form):
    """Something that happened, from which the law counts."""

    event = forms.TypedChoiceField(
        label=_("What has to follow"),
        choices=[("", "—"), *SAID],
        coerce=DeadlineEvent,
        error_messages={"required": _("Say what has to follow.")},
    )
    at = forms.DateTimeField(
        label=_("When it happened"),
        widget=WHEN,
        help_text=_("When the goods came back, the form was stamped, the repair was asked for."),
        error_messages={"required": _("Say when it happened."), "invalid": _("Write the day and the hour.")},
    )
    number = forms.CharField(label=_("Number of the form"), required=False, max_length=LONGEST_NUMBER)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="start_%s")


class CompletionForm(SpokenForm):
    """What is missing, in words to the customer, and the last day for it."""

    text = RichTextField(label=_("What is missing"), widget=RichTextarea({"rows": 4}), validators=[no_nul])
    until = forms.DateField(
        label=_("Until when"),
        widget=DAY,
        error_messages={"required": _("Say until which day."), "invalid": _("Write the day.")},
    )

    def __init__(self, data: Any = None, *, until: dt.date | None = None, seen: int = 0) -> None:
        super().__init__(data, auto_id="completion_%s", seen=seen)
        self.initial["until"] = until


class PointsForm(forms.Form):
    """What a complaint asks, one point on each line, and what is answered to those that are written down already."""

    texts = forms.CharField(
        label=_("What it asks, one point on each line"),
        required=False,
        max_length=LONGEST_LIST,
        widget=forms.Textarea({"rows": 5}),
    )

    def __init__(self, data: Any = None, *, points: Iterable[Point], offered: Iterable[str] = ()) -> None:
        super().__init__(data, auto_id="points_%s")
        self.points = list(points)
        texts = [point.text for point in self.points] or offered
        self.initial["texts"] = "\n".join(texts)
        for point in self.points:
            self.fields[name_of(point)] = answer_field(point)

    def clean_texts(self) -> list[str]:
        return self.cleaned_data["texts"].splitlines()

    @property
    def asked(self) -> list[forms.BoundField]:
        """A box for the answer to each."""
        return [self[name_of(point)] for point in self.points]

    @property
    def answers(self) -> dict[str, str]:
        """By the words of the point."""
        return {point.text: self.cleaned_data[name_of(point)] for point in self.points}


def name_of(point: Point) -> str:
    return f"answer_{point.pk}"


def answer_field(point: Point) -> forms.CharField:
    """A box for what is answered to a point."""
    return forms.CharField(
        label=point.text,
        required=False,
        max_length=LONGEST_ANSWER,
        initial=point.answer,
        widget=forms.Textarea({"rows": 2}),
    )
