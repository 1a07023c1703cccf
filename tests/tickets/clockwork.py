"""Ledgers in a few words, and the policies of a house, for tests of clocks."""

from __future__ import annotations

import datetime as dt

from core.models import WorkCalendar, WorkHours
from tests.factories import NOW
from tickets.clocks import Told
from tickets.models import Clock, EscalationStep, SlaPolicy, Ticket
from tickets.queries.clocks_compared import Difference, compare_clocks
from tickets.states import Status

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES = {"first_reply": 480, "next_reply": 480, "resolution": 2700}


def at(text: str) -> dt.datetime:
    """«tue 09:30» of the week of NOW, «tue2 09:30» of the next one; UTC."""
    day, clock = text.split()
    days = DAYS.index(day[:3]) + 7 * (int(day[3:] or 1) - 1)
    hour, minute = map(int, clock.split(":"))
    return NOW.replace(hour=hour, minute=minute) + dt.timedelta(days=days)


def ledger(script: str) -> list[Told]:
    """«mon 10:00 open portal; mon 12:00 reply > waiting_customer; tue 09:00 customer > open; …»: each message has its
    number, and what it moved is a line of its own. `undo` takes back the last message.
    """
    lines: list[Told] = []
    status, messages = Status.NEW, 0
    for part in filter(None, map(str.strip, script.split(";"))):
        when, (verb, *rest) = at(" ".join(part.split()[:2])), part.split()[2:]
        by = "customer" if verb == "customer" else "staff"
        if verb == "open":
            messages += 1
            said = rest[1] if len(rest) > 1 else "customer"
            data = {"channel": rest[0], "kind": "complaint"}
            lines.append(Told("opened", when, by, Status.NEW, messages, said, data))
        elif verb in ("customer", "reply", "phone", "note"):
            messages += 1
            lines.append(Told("message", when, by, "", messages, verb, {}))
        elif verb == "undo":
            said = next(line for line in reversed(lines) if line.kind == "message")
            moved = lines[-1].kind == "status"
            status = next((line.to_status for line in reversed(lines[:-1]) if line.to_status), Status.NEW)
            lines.append(Told("taken_back", when, by, status if moved else "", None, None, {"message": said.message}))
        elif verb in ("spam", "merged", "back"):
            lines.append(Told("aside", when, by, "", None, None, {"to": "" if verb == "back" else verb}))
        elif verb == "kind":
            lines.append(Told("kind", when, by, "", None, None, {"from": rest[0], "to": rest[1]}))
        if ">" in rest or verb == "to":
            status = Status(rest[-1])
            data = {"resolution": "repaired"} if status == Status.RESOLVED else {}
            lines.append(Told("status", when, by, status, None, None, data))
    return lines


def make_policy(name: str = "General", *, hours: tuple[int, int] = (540, 1080), **given: object) -> SlaPolicy:
    """Eight hours to each reply and 45 to the resolution, of Monday to Friday from nine to six UTC."""
    calendar, is_new = WorkCalendar.objects.get_or_create(name=f"{hours}", defaults={"zone": "UTC"})
    if is_new:
        WorkHours.objects.bulk_create(
            WorkHours(calendar=calendar, weekday=day, starts=hours[0], ends=hours[1]) for day in range(5)
        )
    return SlaPolicy.objects.create(**({"name": name, "calendar": calendar} | MINUTES | given))


def make_step(policy: SlaPolicy | None, due: str, point: int, *deeds: dict) -> EscalationStep:
    """At a share of the target, or so many minutes from the moment where there is no policy."""
    kept = list(deeds) or [{"do": "priority", "to": 4}]
    where = {"percent": point} if policy else {"minutes": point}
    return EscalationStep.objects.create(policy=policy, due=due, deeds=kept, **where)


def clocks_of(case: Ticket) -> dict[str, Clock]:
    """By what is due and its anchor."""
    return {f"{clock.due} {clock.anchor}": clock for clock in case.clocks.order_by("pk")}


def unlike_counted(*cases: Ticket, now: dt.datetime) -> dict[str, list[Difference]]:
    """By reference, the clocks that are not as the ledger, the policies, the law and the promises want them."""
    found = compare_clocks([case.pk for case in cases], now=now)
    return {one.reference: one.differences for one in found if one.differences}


def rows_of_clocks(*cases: Ticket) -> list[dict]:
    return list(Clock.objects.filter(ticket__in=cases).order_by("pk").values())
