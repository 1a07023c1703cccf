"""How a case was resolved, with what its kind asks for first and nobody has said."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.causes import causes_offered
from catalog.models import CauseCode
from postventa.desk.forms.law import answer_field
from postventa.desk.forms.law import name_of as name_of_point
from postventa.desk.forms.own_fields import OwnValue, name_of
from postventa.desk.forms.rich import RichTextarea, RichTextField, as_words
from postventa.desk.forms.spoken import SpokenForm
from remedies.states import BookedThen
from tickets.actions.finishing import Filled
from tickets.models import Appointment, Ticket
from tickets.proposals import OFFERED
from tickets.queries.families import family_ids
from tickets.queries.law import open_request, points_of
from tickets.queries.proposals import waiting_proposal
from tickets.queries.requirements import Missing, fields_of, missing_to_resolve
from tickets.queries.visits import booked_in, open_offer
from tickets.states import Resolution


class ResolutionForm(SpokenForm):
    resolution = forms.TypedChoiceField(
        label=_("How it was resolved"), choices=[("", "—"), *Resolution.choices], coerce=Resolution
    )
    text = RichTextField(label=_("Last words to the customer"), required=False, widget=RichTextarea({"rows": 3}))

    def __init__(self, data: Any = None, *, ticket: Ticket, seen: int = 0) -> None:
        super().__init__(data, auto_id="resolution_%s", seen=seen)
        missing = missing_to_resolve(ticket) if ticket.is_active else []
        self.left = [one.key for one in missing if one.code == "check"]
        self.keys: dict[str, str] = {}
        self._ask(ticket, missing)
        self._ask_law(ticket)
        self._ask_visits(ticket, timezone.now())

    def _ask(self, ticket: Ticket, missing: Iterable[Missing]) -> None:
        """A box for each thing that is missing."""
        codes, keys = {one.code for one in missing}, [one.key for one in missing if one.code == "field"]
        if "cause" in codes:
            self.fields["cause"] = forms.ModelChoiceField(
                label=_("Cause"),
                queryset=CauseCode.objects.filter(active=True),
                error_messages={"required": _("Say the cause: this kind of case needs it.")},
            )
            self.fields["cause"].choices = [("", "—"), *causes_offered()]  # type: ignore[attr-defined]
        if "coverage" in codes:
            self._ask_coverage(ticket)
        for own in fields_of(ticket.kind).filter(key__in=keys) if keys else ():
            self.fields[name_of(own)] = OwnValue(own, required=True)
            self.keys[name_of(own)] = own.key
        if self.left:
            self.fields["points"] = forms.MultipleChoiceField(
                label=_("Still to do"),
                choices=[(point, point) for point in self.left],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Tick what is done: all of it is needed.")},
            )

    def _ask_law(self, ticket: Ticket) -> None:
        """A box for the answer to each point, and a tick while the customer has time to complete what is missing."""
        self.of_complaint = points_of(ticket) if ticket.is_active else []
        for point in self.of_complaint:
            self.fields[name_of_point(point)] = answer_field(point)
        asked = open_request(ticket, timezone.now()) if ticket.is_active else None
        if asked is not None:
            self.fields["anyway"] = forms.BooleanField(
                label=_("It is not needed any more what the customer was asked to send"), required=False
            )

    def _ask_visits(self, ticket: Ticket, now: dt.datetime) -> None:
        """What becomes of each visit that is booked; and what else ends with the case."""
        booked = booked_in(family_ids(ticket)) if ticket.is_active else []
        self.of_visits = {f"visit_{one.pk}": one for one in booked}
        for name, one in self.of_visits.items():
            choices = [
                (then.value, then.label) for then in BookedThen if then != BookedThen.DONE or one.starts_at <= now
            ]
            self.fields[name] = forms.TypedChoiceField(
                label=_("A visit is booked. What becomes of it?"),
                choices=choices,
                coerce=BookedThen,
                widget=forms.RadioSelect,
                error_messages={"required": _("Say what becomes of this visit.")},
            )
        self.proposal = waiting_proposal(ticket, now)
        self.offer = open_offer(ticket, now)

    def _ask_coverage(self, ticket: Ticket) -> None:
        newest = ticket.decisions.first()
        told = newest.get_verdict_display() if newest else ""
        self.fields["coverage"] = forms.BooleanField(
            label=_("I stand by the coverage: %(verdict)s") % {"verdict": told} if newest else _("Coverage"),
            error_messages={"required": _("Confirm the coverage, or decide it first.")},
            disabled=newest is None,
        )
        self.fields["decision"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1
        )
        self.initial["decision"] = newest.pk if newest else None

    def clean_points(self) -> list[str]:
        said = self.cleaned_data["points"]
        if set(said) != set(self.left):
            raise forms.ValidationError(_("Tick what is done: all of it is needed."), code="points_left")
        return said

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("resolution") == Resolution.DECLINED:
            for point in self.of_complaint:
                name = name_of_point(point)
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("A refusal answers each point: answer this one."))
        return said

    @property
    def typed(self) -> str:
        """The plain words that were sent, to be kept on a page that has no box for them any more."""
        return as_words(self["text"].value()).text

    @property
    def asked(self) -> list[forms.BoundField]:
        """The boxes of what is missing."""
        return [self[name] for name in ("cause", "coverage", *self.keys) if name in self.fields]

    @property
    def answers(self) -> list[forms.BoundField]:
        """The boxes for the answers to the points of the complaint."""
        return [self[name_of_point(point)] for point in self.of_complaint]

    @property
    def visits(self) -> list[tuple[Appointment, forms.BoundField]]:
        """Each visit that is booked, with the box for what becomes of it."""
        return [(one, self[name]) for name, one in self.of_visits.items()]

    @property
    def proposed(self) -> object:
        """What the customer can still answer, in words."""
        return OFFERED[self.proposal.resolution] if self.proposal else ""

    @property
    def filled(self) -> Filled:
        """What was missing, as it was said."""
        said = self.cleaned_data
        is_refusal = said["resolution"] == Resolution.DECLINED
        answers = {point.text: said[name_of_point(point)] for point in self.of_complaint} if is_refusal else {}
        return Filled(
            cause=said.get("cause"),
            decision=said.get("decision") if said.get("coverage") else None,
            fields={key: said[name] for name, key in self.keys.items()},
            points=said.get("points", ()),
            answers=answers,
            visits={one.pk: said[name] for name, one in self.of_visits.items()},
        )
