"""A step of an escalation: when, and what is done. It is chosen; nobody writes JSON."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.actions.calendars import LONGEST_NAME
from core.errors import Refused
from core.models import Team, User
from core.spans import DAY, read_span, span_text
from postventa.desk.forms.deeds import DeedsForm, shown
from tickets.actions.escalations import OTHERS
from tickets.deeds import Deed, read_deeds, read_written
from tickets.models import EscalationStep
from tickets.states import OWN_TARGETS, Due

BEFORE, AT, AFTER = "before", "at", "after"
SIDES = [(BEFORE, _("before")), (AT, _("at its moment")), (AFTER, _("after"))]


class StepForm(DeedsForm):
    """What a step does, whatever clock it belongs to. Its fields are named by the step: a page shows several."""

    due = forms.ChoiceField(label=_("Clock"))
    name = forms.CharField(
        label=_("Name in the time line"), required=False, max_length=LONGEST_NAME, help_text=_("Empty: without a name.")
    )
    active = forms.BooleanField(label=pgettext_lazy("step", "Switched on"), required=False, initial=True)
    dues: tuple[Due, ...] = ()

    def __init__(self, data: Any = None, *, step: EscalationStep | None = None, offered: Offered) -> None:
        key = f"step-{step.pk}" if step else "step-new"
        super().__init__(data, prefix=key, initial=self.initial_of(step) if step else None)
        self.fields["due"].choices = [(due.value, due.label) for due in self.dues]  # type: ignore[attr-defined]
        self.offer(offered.people, offered.teams)

    @property
    def deeds(self) -> tuple[Deed, ...]:
        """What was chosen. Refused as `read_written` refuses."""
        return read_written(self.written)

    @property
    def point(self) -> dict[str, int | None]:
        """When, as `save_step` takes it."""
        raise NotImplementedError

    @classmethod
    def initial_of(cls, step: EscalationStep) -> dict[str, Any]:
        own = {"due": step.due, "name": step.name, "active": step.active}
        return own | shown(deeds_of(step))


class ShareForm(StepForm):
    """A step of a policy: at a share of the time."""

    percent = forms.IntegerField(label=_("At % of the time"), initial=80)
    dues = OWN_TARGETS
    field_order = ["due", "percent"]

    @property
    def point(self) -> dict[str, int | None]:
        return {"percent": self.cleaned_data["percent"]}

    @classmethod
    def initial_of(cls, step: EscalationStep) -> dict[str, Any]:
        return super().initial_of(step) | {"percent": step.percent}


class MomentForm(StepForm):
    """A step of the law and of promises: so long before or after their moment."""

    length = forms.CharField(label=_("How long"), required=False, max_length=40, help_text=_("As 3 d, 1 h or 30 min."))
    side = forms.ChoiceField(label=_("When"), choices=SIDES, initial=BEFORE)
    dues = OTHERS
    field_order = ["due", "length", "side"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("side") == AT:
            given["minutes"] = 0
        elif "length" in given and "side" in given:
            try:
                minutes = read_span(given["length"])
            except Refused as refusal:
                self.add_error("length", str(refusal))
            else:
                given["minutes"] = -minutes if given["side"] == BEFORE else minutes
        return given

    @property
    def point(self) -> dict[str, int | None]:
        return {"minutes": self.cleaned_data["minutes"]}

    @classmethod
    def initial_of(cls, step: EscalationStep) -> dict[str, Any]:
        minutes = step.minutes or 0
        side = BEFORE if minutes < 0 else AFTER if minutes else AT
        length = span_text(abs(minutes), day=DAY) if minutes else ""
        return super().initial_of(step) | {"length": length, "side": side}


class Offered:
    """The people and teams that the forms of a page offer, read once."""

    def __init__(self) -> None:
        people = User.objects.agents().order_by("name", "email").values_list("pk", "name", "email")
        self.people = [(str(pk), name or email) for pk, name, email in people]
        self.teams = [(str(pk), name) for pk, name in Team.objects.values_list("pk", "name")]


def deeds_of(step: EscalationStep) -> tuple[Deed, ...]:
    """What a step does, to be shown; nothing when it was kept by hand and cannot be read: its case says why."""
    try:
        return read_deeds(step.deeds)
    except Refused:
        return ()
