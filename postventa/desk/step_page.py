"""The steps of escalations as their pages show them: each in words, with the form that changes it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refused
from core.spans import DAY, span_text
from postventa.desk.access import actor
from postventa.desk.forms.steps import Offered, StepForm, deeds_of
from tickets.actions.escalations import save_step
from tickets.deeds import words
from tickets.models import EscalationStep, SlaPolicy
from tickets.queries.macros import names_of


@dataclass(frozen=True)
class Line:
    """A step: when, what is done, and the form that changes it."""

    step: EscalationStep
    when: str
    deeds: list[str]
    form: StepForm


def lines(
    steps: Iterable[EscalationStep], form: type[StepForm], offered: Offered, *, refused: StepForm | None = None
) -> list[Line]:
    """`refused` is the form of the step that was sent and not kept: it keeps what was typed."""
    found = list(steps)
    deeds = {step.pk: deeds_of(step) for step in found}
    names = names_of(deed for several in deeds.values() for deed in several)
    made = ((step, form(step=step, offered=offered)) for step in found)
    return [
        Line(
            step,
            when(step),
            [words(deed, names) for deed in deeds[step.pk]],
            refused if refused and refused.prefix == fresh.prefix else fresh,
        )
        for step, fresh in made
    ]


def when(step: EscalationStep) -> str:
    """Its point in words."""
    if step.percent is not None:
        return _("At %(share)s %% of the time") % {"share": step.percent}
    minutes = step.minutes or 0
    if not minutes:
        return _("At its moment")
    length = {"length": span_text(abs(minutes), day=DAY)}
    return _("%(length)s before") % length if minutes < 0 else _("%(length)s after") % length


def keep_step(request: HttpRequest, form: StepForm, step: EscalationStep | None, policy: SlaPolicy | None) -> bool:
    """Whether what was sent is kept; if not, the form says why."""
    if not form.is_valid():
        return False
    given = {name: form.cleaned_data[name] for name in ("due", "name", "active")}
    try:
        save_step(
            step=step, policy=policy, deeds=form.deeds, by=actor(request), now=timezone.now(), **form.point, **given
        )
    except Refused as refusal:
        at_fault = "percent" if refusal.code == "bad_point" and "percent" in form.fields else None
        form.add_error(at_fault, str(refusal))
        return False
    messages.success(request, _("The step is kept."))
    return True
