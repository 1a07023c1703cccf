"""What plans made lately, counted."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from followups.models import Call, Invitation, PlanVersion
from followups.models.call import MADE
from followups.states import CallState, InvitationState, Reason

SENT = (InvitationState.SENT, InvitationState.ANSWERED)


@dataclass
class Counts:
    """Calls, or surveys: those still to be made, those that were, and why not the others."""

    planned: int = 0
    made: int = 0
    suppressed: dict[Reason, int] = field(default_factory=dict)

    @property
    def left_out(self) -> int:
        return sum(self.suppressed.values())

    @property
    def total(self) -> int:
        return self.planned + self.made + self.left_out

    def add(self, state: str, reason: str, count: int) -> None:
        if state in (CallState.SUPPRESSED, InvitationState.SUPPRESSED):
            known = self.suppressed.get(Reason(reason), 0)
            self.suppressed[Reason(reason)] = known + count
        elif state in MADE or state in SENT:
            self.made += count
        else:
            self.planned += count


@dataclass
class Figures:
    """What one plan made, by all its versions."""

    calls: Counts = field(default_factory=Counts)
    surveys: Counts = field(default_factory=Counts)

    @property
    def is_empty(self) -> bool:
        return not (self.calls.total or self.surveys.total)


def figures_since(since: dt.datetime, *, plans: Iterable[int] | None = None) -> dict[int, Figures]:
    """What was planned since then by plan (of these plans, or of all): three queries for any number."""
    versions = PlanVersion.objects.all() if plans is None else PlanVersion.objects.filter(plan__in=list(plans))
    plan_of = dict(versions.values_list("pk", "plan"))
    found: dict[int, Figures] = defaultdict(Figures)
    for model, name in ((Call, "calls"), (Invitation, "surveys")):
        rows = model._default_manager.filter(plan__isnull=False, created_at__gte=since).order_by()
        if plans is not None:
            rows = rows.filter(plan__in=plan_of)
        for version, state, reason, count in rows.values_list("plan", "state", "reason").annotate(count=Count("pk")):
            getattr(found[plan_of[version]], name).add(state, reason, count)
    return dict(found)
