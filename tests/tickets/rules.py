"""Rules for tests, kept as managers keep them: through the action; and a worker's turn at them."""

from __future__ import annotations

import datetime as dt

from core.actors import actor_of
from core.models import User
from tests.factories import NOW, ManagerFactory
from tickets.actions.automatic import run_time_rules, run_waiting
from tickets.actions.automations import save_automation, switch_on
from tickets.conditions import read_conditions
from tickets.deeds import read_written
from tickets.models import Automation
from tickets.states import Trigger

BEFORE = NOW - dt.timedelta(days=1)


def keep(
    name: str,
    *triggers: str,
    asks: list[tuple] = (),
    does: tuple[str, ...] = ("priority:4",),
    active: bool = True,
    author: User | None = None,
    **more: object,
) -> Automation:
    """A rule that is switched on since the day before NOW: `keep("Danger", "safety", does=["team:3"])`."""
    by = actor_of(author or ManagerFactory())
    conditions = read_conditions([{"field": f, "op": op, "values": list(values)} for f, op, *values in asks])
    given = {"position": Automation.objects.count(), "now": BEFORE} | more
    rule = save_automation(
        automation=None, name=name, triggers=[Trigger(one) for one in triggers], conditions=conditions,
        deeds=read_written(does), by=by, **given,
    )  # fmt: skip
    return switch_on(automation=rule, by=by, now=given["now"]) if active else rule


def work(now: dt.datetime = NOW) -> int:
    """A worker's turn at what waits."""
    return run_waiting(clock=lambda: now)


def work_on_time(now: dt.datetime = NOW) -> int:
    return run_time_rules(clock=lambda: now)


def runs() -> list[tuple[str, str]]:
    """What came of which rule, in its order."""
    from tickets.models import AutomationRun

    return list(AutomationRun.objects.order_by("pk").values_list("automation__name", "outcome"))
