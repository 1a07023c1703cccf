"""Plans as their pages show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from followups.models import Plan, PlanVersion
from followups.queries.plan_figures import Figures
from postventa.desk.plan_words import Said, line_names, said_of, trigger_words

LATELY = dt.timedelta(days=30)


@dataclass(frozen=True)
class Shown:
    """A plan with the version that is in force, else its newest, in words."""

    plan: Plan
    version: PlanVersion | None
    newest: int
    trigger: str
    said: Said | None

    @property
    def has_newer(self) -> bool:
        """Whether something was written that does not hold yet."""
        return self.plan.live is not None and self.plan.live.number < self.newest


def shown_plans() -> list[Shown]:
    """All plans in their order: two queries and one for the product lines, for any number."""
    about = ("questionnaire", "script", "team")
    found = PlanVersion.objects.order_by("plan_id", "-number").distinct("plan_id").select_related(*about)
    newest = {version.plan_id: version for version in found}
    plans = list(Plan.objects.select_related("live", *(f"live__{name}" for name in about)))
    versions = [plan.live or newest.get(plan.pk) for plan in plans]
    lines = line_names(version for version in versions if version)
    return [_shown(plan, version, newest, lines) for plan, version in zip(plans, versions, strict=True)]


def _shown(
    plan: Plan, version: PlanVersion | None, newest: dict[int, PlanVersion], lines: dict[int, str]
) -> Shown:  # fmt: skip
    last = newest.get(plan.pk)
    said = said_of(version, lines) if version else None
    return Shown(plan, version, last.number if last else 0, trigger_words(plan.trigger, version), said)


def reasons_of(figures: Figures) -> list[tuple[str, int, int]]:
    """Why people were not called or asked: the reason, how many calls, how many surveys; the most first."""
    calls, surveys = figures.calls.suppressed, figures.surveys.suppressed
    rows = [(str(one.label), calls.get(one, 0), surveys.get(one, 0)) for one in {**calls, **surveys}]
    return sorted(rows, key=lambda row: (-(row[1] + row[2]), row[0]))
