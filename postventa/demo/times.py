"""Clocks, promises, teams and rules of the demonstration: a day of an agent with something of each."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from core.actors import Actor, actor_of
from core.models import Absence, Team, User
from core.states import HandingOut
from tickets.actions.automations import save_automation, switch_on
from tickets.actions.promises import break_promise, keep_promise, make_promise
from tickets.conditions import read_conditions
from tickets.deeds import read_deeds
from tickets.models import Promise, Ticket
from tickets.states import PromiseKind, Trigger

DAY = dt.timedelta(days=1)

# Case, what, in whose name, on which day from today and at which hour; all said the day before yesterday.
TO_KEEP = (
    ("bolts", PromiseKind.CALL, "Llamarle con el resultado de la visita", "ana", 0, 19),
    ("door", PromiseKind.SEND, "Decirle qué día sale la pieza", "ana", 1, 12),
    ("noise", PromiseKind.VISIT, "Visita del técnico en su casa", "nuria", 1, 9),
    ("charge", PromiseKind.REFUND, "Devolverle el cargo repetido", "ana", 3, 18),
)
BROKEN = ("drip", PromiseKind.CALL, "Llamarle para ver si sigue goteando", "ana", -1, 12)
KEPT = ("oven", PromiseKind.ANSWER, "Responderle con el presupuesto", "nuria", -1, 18)


def make_rules_on_events(manager: User, now: dt.datetime) -> None:
    """Two rules that are switched on, and one that waits to be looked at."""
    by = actor_of(manager)
    technical = Team.objects.get(name="Servicio técnico")
    danger = save_automation(
        automation=None, name="Peligro, al servicio técnico", triggers=[Trigger.OPENED, Trigger.SAFETY],
        conditions=read_conditions([{"field": "safety", "op": "is", "values": ["yes"]}]),
        deeds=read_deeds([{"do": "team", "to": technical.pk}, {"do": "notify", "to": "managers"}]),
        description="Humo, fuego, descargas o heridos no esperan en la cola general.", by=by, now=now,
    )  # fmt: skip
    urgent = save_automation(
        automation=None, name="Lo que se pasa de plazo, con prioridad alta", triggers=[Trigger.LATE], position=1,
        conditions=read_conditions([{"field": "priority", "op": "is", "values": [1, 2]}]),
        deeds=read_deeds([{"do": "priority", "to": 3}]), by=by, now=now,
    )  # fmt: skip
    for rule in (danger, urgent):
        switch_on(automation=rule, by=by, now=now)
    save_automation(
        automation=None, name="Tres días sin respuesta del cliente", triggers=[Trigger.TIME], hours=72, position=2,
        conditions=read_conditions([{"field": "turn", "op": "is", "values": ["customer"]}]),
        deeds=read_deeds([{"do": "tag", "to": "sin respuesta"}, {"do": "notify", "to": "assignee"}]), by=by, now=now,
    )  # fmt: skip


def share_out(people: dict[str, User], now: dt.datetime) -> None:
    """The workshop hands its cases out to who has fewest; Óscar is away from next week on."""
    Team.objects.filter(name="Servicio técnico").update(handing_out=HandingOut.BY_LOAD)
    User.objects.filter(pk__in=[one.pk for one in people.values()]).update(capacity=25)
    starts = _at(now, 7, 0)
    Absence.objects.create(user=people["oscar"], starts_at=starts, ends_at=starts + 7 * DAY, reason="Vacaciones")


def make_promises(cases: dict[str, int], people: dict[str, User], now: dt.datetime) -> None:
    """What was promised: some for today and the next days, one kept, one broken."""
    made = now - 2 * DAY
    for name, kind, what, who, days, hour in TO_KEEP:
        due_at = max(_at(now, days, hour), now + dt.timedelta(hours=2))
        _promise(cases[name], kind, what, people[who], due_at, made)
    name, kind, what, who, days, hour = BROKEN
    late = _promise(cases[name], kind, what, people[who], _at(now, days, hour), made)
    break_promise(promise=late, by=actor_of(people[who]), now=now)
    name, kind, what, who, days, hour = KEPT
    due_at = _at(now, days, hour)
    done = _promise(cases[name], kind, what, people[who], due_at, made)
    keep_promise(promise=done, by=actor_of(people[who]), now=due_at - dt.timedelta(hours=1))


def _promise(case: int, kind: PromiseKind, what: str, owner: User, due_at: dt.datetime, now: dt.datetime) -> Promise:
    by: Actor = actor_of(owner)
    ticket = Ticket.objects.get(pk=case)
    return make_promise(ticket=ticket, kind=kind, what=what, owner=owner, due_at=due_at, by=by, now=now)


def _at(now: dt.datetime, days: int, hour: int) -> dt.datetime:
    """That hour of a local day, counted from today."""
    day = timezone.localtime(now).date() + days * DAY
    return timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))
