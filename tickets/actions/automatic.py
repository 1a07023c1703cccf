"""Rules at work: each acts once on each occasion, however many workers there are and whoever dies.

Whoever holds a case does what waits in its ledger, a line at a time and the oldest first: the case is the lock of its
cues. What the rules do with a line, their runs and the going of the cue are one transaction.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Max, QuerySet

from core.actors import Actor, ActorKind
from core.errors import Refused
from core.models import User
from core.states import Role
from customers.actions.known import is_known
from tickets.actions._ledger import locked, record
from tickets.actions.deeds import do_deeds
from tickets.actions.telling import tell_us
from tickets.deeds import Deed
from tickets.guards import TIMED, is_timed, may_rule
from tickets.models import Automation, AutomationCue, AutomationRun, Ticket, TicketEvent
from tickets.queries.automations import meaning_of, not_met, rules_for, since
from tickets.queries.matching import fitting
from tickets.states import EventKind, NoticeKind, RunOutcome, Trigger
from tickets.triggers import triggers_of

log = structlog.get_logger(__name__)

WINDOW = 200  # cues that are looked at to find a case
BATCH = 200  # cases of a rule on time in one sweep
DEEPEST = 20  # rules one after the other; more is a circle that changes its shape
ALONE = 10  # what one rule does in one case while nobody writes there; more is a circle that goes through a sweep
MOST_CODE = 40
MOVES = (EventKind.OPENED, EventKind.STATUS)
Clock = Callable[[], dt.datetime]


@dataclass(frozen=True)
class Occasion:
    """Why the rules look at a case: what makes a run unique, the rules that led to it, and those that acted on it.

    `timed` when the first of all began because time passed: then none of them ends the case.
    """

    name: str
    chain: tuple[int, ...] = ()
    timed: bool = False
    acted: list[int] = field(default_factory=list)

    def circle(self, rule: int) -> list[int]:
        """From a rule that has come up again back to itself; the two ends alone where a sweep lies between."""
        before = self.chain[self.chain.index(rule) :] if rule in self.chain else (rule,)
        return [*before, *self.acted, rule]


class _Again(Exception):
    """A rule that comes up in its own chain. What it tells or notes was told and noted already, and is undone."""


class _Circle(_Again):
    """The same, and it would set rules off again: so it could go on for ever."""


def run_waiting(*, clock: Clock, until: dt.datetime | None = None) -> int:
    """Do what waits for rules, until nothing does or the time is over; how many lines were looked at.

    A case in which something unexpected happens is left for the next turn, and keeps none of the others.
    """
    done, left = 0, set[int]()
    while (until is None or clock() < until) and (case := _next_case(clock(), left)):
        try:
            done += run_cue(ticket=case, now=clock())
        except Exception:
            log.exception("rules_not_run", ticket=case)
            left.add(case)
    return done


@transaction.atomic
def run_cue(*, ticket: int, now: dt.datetime) -> bool:
    """Do what the rules say to the oldest line of a case that waits for them; whether there was one.

    Nothing when somebody has the case in hand: then it waits.
    """
    held = _held(ticket)
    if held is None:
        return False
    cues = AutomationCue.objects.filter(event__ticket=ticket).select_related("event__message").order_by("pk")
    cue = cues.first()
    if cue is None or cue.at > now:
        return False
    event = cue.event
    occasion = Occasion(f"event:{event.pk}", tuple(event.data.get("chain", [])), is_timed(event))
    run_rules(held, rules_for(event, sets_off(event)), occasion, now)
    cue.delete()
    return True


def run_time_rules(*, clock: Clock, until: dt.datetime | None = None) -> int:
    """Do what rules on time say to the cases whose turn has lasted for their hours, once for each turn; how many."""
    done = 0
    for rule in Automation.objects.filter(active=True, triggers=[Trigger.TIME]).order_by("position", "pk"):
        for case in list(_not_met(rule, clock()).values_list("pk", flat=True)[:BATCH]):
            if until is not None and clock() >= until:
                return done
            try:
                done += run_on_time(automation=rule, ticket=case, now=clock())
            except Exception:
                log.exception("rule_on_time_not_run", ticket=case, rule=rule.pk)
    return done


@transaction.atomic
def run_on_time(*, automation: Automation, ticket: int, now: dt.datetime) -> bool:
    """Do what a rule on time says to a case, if it fits still and has not been met in this turn; whether it was."""
    held = _held(ticket)
    if held is None:
        return False
    rule = Automation.objects.filter(pk=automation.pk, active=True).first()
    if rule is None or not _not_met(rule, now).filter(pk=ticket).exists():
        return False
    # What began this turn: where rules did, it is their chain that goes on.
    move = held.events.filter(kind__in=MOVES, at=held.turn_since).order_by("pk").last()  # type: ignore[attr-defined]
    chain = move.data.get("chain", []) if move else []
    run_rules(held, [rule], Occasion(since(held.turn_since), tuple(chain), timed=True), now)
    return True


def run_rules(ticket: Ticket, rules: Sequence[Automation], occasion: Occasion, now: dt.datetime) -> None:
    """Do the rules that fit a held case, in their order, in the caller's transaction; each leaves its run.

    A deed that is refused, or that nobody expected to fail, undoes those of its own rule and keeps none of the others.
    """
    runs = AutomationRun.objects.filter(ticket=ticket, occasion=occasion.name)
    met = set(runs.values_list("automation", flat=True))
    for rule in rules:
        meaning = meaning_of(rule)
        if rule.pk in met or meaning is None:
            continue
        if fitting(meaning.conditions, now=now).filter(pk=ticket.pk).exists():
            outcome, code = _act(rule, ticket, meaning.deeds, occasion, now)
            AutomationRun.objects.create(
                automation=rule, ticket=ticket, occasion=occasion.name, version=rule.version, outcome=outcome,
                code=code[:MOST_CODE], at=now,
            )  # fmt: skip


def _act(
    rule: Automation, ticket: Ticket, deeds: Sequence[Deed], occasion: Occasion, now: dt.datetime
) -> tuple[RunOutcome, str]:
    chain = [*occasion.chain, rule.pk]
    why = {"automation": rule.pk, "chain": chain} | ({TIMED: True} if occasion.timed else {})
    by = Actor(kind=ActorKind.SYSTEM, because=why)
    if len(chain) > DEEPEST:
        return RunOutcome.REFUSED, "chain_long"
    if occasion.timed and may_rule(Trigger.TIME, deeds):
        return RunOutcome.REFUSED, "not_by_time"
    try:
        with transaction.atomic():
            last = _last_line(ticket)
            do_deeds(ticket=ticket, deeds=deeds, by=by, now=now)
            written = _lines_after(ticket, last)
            if rule.pk in occasion.chain:
                raise _Circle if any(map(sets_off, written)) else _Again
            if written and _is_alone(rule, ticket):
                raise _Circle
    except _Circle:
        _stop(rule, ticket, occasion, now)
        return RunOutcome.LOOP, ""
    except _Again:
        return RunOutcome.NOTHING, ""
    except Refused as refusal:
        return RunOutcome.REFUSED, refusal.code
    except (OperationalError, InterfaceError):  # a connection lost, two who wait for each other: all of it again
        raise
    except Exception:
        log.exception("rule_failed", rule=rule.pk, ticket=ticket.pk)
        return RunOutcome.REFUSED, "error"
    if not written:
        return RunOutcome.NOTHING, ""
    occasion.acted.append(rule.pk)
    return RunOutcome.ACTED, ""


def _is_alone(rule: Automation, ticket: Ticket) -> bool:
    """Whether the rule has acted in the case again and again, and nobody has done anything there meanwhile."""
    runs = AutomationRun.objects.filter(automation=rule, ticket=ticket, outcome=RunOutcome.ACTED)
    acted = runs.filter(at__gte=rule.active_since) if rule.active_since else runs
    if acted.count() < ALONE:
        return False
    people = TicketEvent.objects.filter(ticket=ticket).exclude(actor_kind=ActorKind.SYSTEM)
    last = people.aggregate(last=Max("at"))["last"]
    return (acted.filter(at__gt=last) if last else acted).count() >= ALONE


def _last_line(ticket: Ticket) -> int:
    return TicketEvent.objects.filter(ticket=ticket).aggregate(last=Max("pk"))["last"] or 0


def _lines_after(ticket: Ticket, last: int) -> list[TicketEvent]:
    return list(TicketEvent.objects.filter(ticket=ticket, pk__gt=last).select_related("message"))


def sets_off(event: TicketEvent) -> tuple[Trigger, ...]:
    """What rules may wait for that this line is."""
    return triggers_of(event, event.message.kind if event.message else "")


def _stop(rule: Automation, ticket: Ticket, occasion: Occasion, now: dt.datetime) -> None:
    """Switch off a rule that goes round in a circle, say so in the case and tell its author, whom nobody else told."""
    by, circle = Actor(kind=ActorKind.SYSTEM, because={"automation": rule.pk}), occasion.circle(rule.pk)
    data = {"to": "loop", "version": rule.version, "occasion": occasion.name, "circle": circle}
    record(locked(ticket), EventKind.AUTOMATION, data=data, by=by, now=now)
    stopped = Automation.objects.filter(pk=rule.pk, active=True).update(
        active=False, active_since=None, stopped_at=now, stopped_chain=circle, stopped_ticket=ticket
    )
    if stopped:
        author = User.objects.agents().filter(pk=rule.author_id)
        people = list(author) or list(User.objects.agents().filter(role=Role.MANAGER))
        tell_us(people=people, kind=NoticeKind.RULE_STOPPED, ticket=ticket, automation=rule, now=now)


def _free() -> QuerySet[Ticket]:
    return Ticket.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)


def _held(ticket: int) -> Ticket | None:
    """The case, held until the end of the transaction; None while somebody else has it in hand."""
    is_known(Ticket.objects.filter(pk=ticket).values_list("customer", flat=True).first())  # before their case
    return _free().filter(pk=ticket).first()


def _next_case(now: dt.datetime, left: Collection[int]) -> int | None:
    """A case that nobody has in hand and whose oldest cue is due; it may be another's by the time that it is held."""
    window = AutomationCue.objects.exclude(event__ticket__in=left).order_by("pk")
    oldest: dict[int, dt.datetime] = {}
    for case, at in window.values_list("event__ticket", "at")[:WINDOW]:
        oldest.setdefault(case, at)
    due = [case for case, at in oldest.items() if at <= now]
    if not due:
        return None
    with transaction.atomic():
        free = _free().filter(pk__in=due).order_by("pk").only("pk").first()
    return free.pk if free else None


def _not_met(rule: Automation, now: dt.datetime) -> QuerySet[Ticket]:
    """The cases for a rule on time, those that wait longest first. Both ends of it walk an index."""
    meaning = meaning_of(rule)
    if meaning is None:
        return Ticket.objects.none()
    return not_met(rule, meaning.conditions, now=now).order_by("turn_since", "pk")
