"""Reads of rules: what they name, which are switched on, what they have done and what they would have done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, Func, Model, OuterRef, Q, QuerySet, Subquery, TextField
from django.utils.translation import gettext as _

from catalog.models import CauseCode, ProductLine
from core.errors import Refused
from core.models import Team, User
from tickets.conditions import FIELDS, Condition, read_conditions
from tickets.deeds import Deed, read_deeds
from tickets.models import Automation, AutomationRun, Tag, Ticket, TicketEvent
from tickets.queries.macros import names_of
from tickets.queries.matching import fitting, set_off, waiting_for
from tickets.states import RunOutcome, Trigger
from tickets.triggers import triggers_of

BACK = dt.timedelta(days=30)
SHOWN = 20
MOST = 1_000  # where counting stops

_ROWS: dict[str, type[Model]] = {
    "team": Team,
    "assignee": User,
    "tag": Tag,
    "line": ProductLine,
    "cause": CauseCode,
}


@dataclass(frozen=True)
class Meaning:
    """A rule as it can be asked and done. One that was kept by hand and cannot be read fits nothing."""

    conditions: tuple[Condition, ...]
    deeds: tuple[Deed, ...]


def meaning_of(rule: Automation) -> Meaning | None:
    """What a rule asks and does; None when it cannot be read."""
    try:
        return Meaning(read_conditions(rule.conditions), read_deeds(rule.deeds))
    except Refused:
        return None


def field_names(conditions: Iterable[Condition]) -> dict[tuple[str, int], str]:
    """The people, teams, tags, product lines and causes that conditions name, by field and id."""
    return {(name, pk): str(row) for name, ids in _ids(conditions).items() for pk, row in _rows(name, ids).items()}


def deed_names(deeds: Iterable[Deed]) -> dict[tuple[str, int], str]:
    """The people and teams that deeds name, by verb and id."""
    return names_of(deeds)


def check_there(conditions: Iterable[Condition], deeds: Sequence[Deed]) -> None:
    """Refused for a tag, team, person, product line or cause that is not there."""
    for name, ids in _ids(conditions).items():
        if len(_rows(name, ids)) < len(ids):
            raise Refused(
                _("Something that it asks for is not there: «%(field)s».") % {"field": FIELDS[name].label},
                code="not_there",
            )
    there = names_of(deeds)
    if any(isinstance(deed.to, int) and (deed.do, deed.to) not in there for deed in deeds if deed.do != "priority"):
        raise Refused(_("A person or a team that it names is not there."), code="not_there")
    people = {deed.to for deed in deeds if deed.do in ("assign", "notify") and isinstance(deed.to, int)}
    if User.objects.agents().filter(pk__in=people).count() < len(people):
        raise Refused(_("Somebody that it names does not work at the desk."), code="not_there")


def _ids(conditions: Iterable[Condition]) -> dict[str, set[int]]:
    asked: dict[str, set[int]] = {}
    for one in conditions:
        if one.field in _ROWS and (ids := {value for value in one.values if isinstance(value, int)}):
            asked.setdefault(one.field, set()).update(ids)
    return asked


def _rows(name: str, ids: set[int]) -> dict[int, Model]:
    return _ROWS[name].objects.in_bulk(ids)  # type: ignore[attr-defined]


def rules_for(event: TicketEvent, triggers: Iterable[Trigger]) -> list[Automation]:
    """The rules that wait for such a line and were switched on before it, in their order."""
    waiting = Automation.objects.filter(active=True, triggers__overlap=[one.value for one in triggers])
    return list(waiting.filter(active_since__lte=event.at).order_by("position", "pk"))


def with_their_deeds(now: dt.datetime) -> QuerySet[Automation]:
    """All rules, with how often each acted in the last thirty days and what came of it last."""
    lately = Count("runs", filter=Q(runs__at__gte=now - BACK, runs__outcome=RunOutcome.ACTED))
    last = AutomationRun.objects.filter(automation=OuterRef("pk")).order_by("-at", "-pk")
    return (
        Automation.objects.select_related("stopped_ticket", "author")
        .annotate(
            acted=lately, last_outcome=Subquery(last.values("outcome")[:1]), last_at=Subquery(last.values("at")[:1])
        )
        .order_by("position", "pk")
    )


def since(moment: dt.datetime) -> str:
    """The occasion of a rule on time: a turn, by the moment at which it began."""
    return f"since:{moment.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%f}+00:00"


class _Since(Func):
    """The same in the database."""

    template = 'to_char(%(expressions)s AT TIME ZONE \'UTC\', \'"since:"YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"\')'
    output_field = TextField()


def not_met(rule: Automation, conditions: Iterable[Condition], *, now: dt.datetime) -> QuerySet[Ticket]:
    """The cases in which a rule on time would act now: those that it has not met since their turn began."""
    met = AutomationRun.objects.filter(
        automation=rule.pk, ticket=OuterRef("pk"), occasion=_Since(OuterRef("turn_since"))
    )
    return waiting_for(rule, conditions, now=now).filter(~Exists(met))


@dataclass(frozen=True)
class Met:
    """A case that a rule would have met: when, and at which of its moments."""

    ticket: Ticket
    at: dt.datetime
    triggers: tuple[Trigger, ...]


@dataclass(frozen=True)
class Trial:
    """What a rule would have done, had it been switched on. Past MOST nobody counts."""

    count: int
    met: list[Met] = field(default_factory=list)

    @property
    def more(self) -> bool:
        return self.count > MOST


def try_out(rule: Automation, conditions: Iterable[Condition], *, now: dt.datetime) -> Trial:
    """A rule's dry run: the cases of the last thirty days in which one of its moments came, and that fit as they are.

    Of a rule on time: the cases that fit now, in which it acts as soon as it is switched on. Nothing is written.
    """
    if rule.hours:
        count, shown = _first(not_met(rule, conditions, now=now).order_by("turn_since", "pk"))
        return Trial(count, [Met(case, case.turn_since, (Trigger.TIME,)) for case in shown])
    lines = TicketEvent.objects.filter(set_off(rule.triggers), at__gte=now - BACK)
    cases = fitting(conditions, now=now).filter(Exists(lines.filter(ticket=OuterRef("pk"))), created_at__gte=now - BACK)
    count, shown = _first(cases.order_by("-created_at", "-pk"))
    newest = {line.ticket_id: line for line in lines.filter(ticket__in=shown).select_related("message").order_by("pk")}
    return Trial(count, [_met(case, newest[case.pk], rule) for case in shown])


def _first(cases: QuerySet[Ticket]) -> tuple[int, list[Ticket]]:
    shown = list(cases.select_related("customer")[:SHOWN])
    return (cases.order_by()[: MOST + 1].count() if len(shown) == SHOWN else len(shown)), shown


def _met(case: Ticket, line: TicketEvent, rule: Automation) -> Met:
    said = line.message.kind if line.message else ""
    return Met(case, line.at, tuple(one for one in triggers_of(line, said) if one in rule.triggers))
