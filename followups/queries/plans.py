"""Plans that are switched on, and what holds over all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from followups.models import CallCapacity, Plan, PlanVersion, Policy, Questionnaire
from followups.states import Means, Trigger


def live_plans(triggers: Iterable[Trigger] = tuple(Trigger)) -> list[PlanVersion]:
    """The versions in force of the plans of these triggers, the first plan first; empty when follow-ups are off."""
    plans = Plan.objects.live().filter(trigger__in=list(triggers)).select_related("live__team")
    versions = []
    for plan in plans:
        assert plan.live
        plan.live.plan = plan
        versions.append(plan.live)
    return versions


class Windows(NamedTuple):
    """How many days after a delivery the last call and the last survey come; 0 where there is none."""

    call: int
    survey: int


def windows_after_delivery() -> Windows | None:
    """The longest of the plans in force that follow deliveries; None when none does."""
    plans = live_plans([Trigger.DELIVERED, Trigger.INSTALLED])
    if not plans:
        return None
    return Windows(
        max((plan.call_window_days for plan in plans if plan.means != Means.SURVEY), default=0),
        max((plan.survey_window_days for plan in plans if plan.means != Means.CALL), default=0),
    )


def policy() -> Policy:
    """What holds over all plans; the defaults where nobody wrote it down."""
    return Policy.objects.filter(pk=1).first() or Policy(id=1)


def capacities() -> dict[int | None, int]:
    """Calls a day by team; without a row there is no limit."""
    return dict(CallCapacity.objects.values_list("team", "per_day"))


def newest(code: str) -> Questionnaire:
    """The newest published version of a questionnaire."""
    return Questionnaire.objects.published().filter(code=code).order_by("-version")[:1].get()
