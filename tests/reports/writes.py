"""Whatever may be written of what figures count, by anybody, even behind the back of the actions that usually do it."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from typing import Any

from django.db.models import F, Model, Q, QuerySet

from catalog.models import CauseCode, Product, ProductLine
from core.actors import ActorKind
from core.models import Team, User
from customers.models import Customer, Delivery, Purchase, Unit
from followups.models import Answer, Call, CallAttempt, Invitation, Loop
from tests.factories import CustodyFactory, UnitFactory
from tests.reports.more_case_rows import event_at, make_clock
from tests.reports.more_rows import make_delivery, moment
from tickets.models import Clock, Message, Promise, Ticket, TimeEntry
from tickets.models.ticket import RESOLVED_STATES
from tickets.states import EventKind, Status
from warranties.models import Custody

Write = Callable[[random.Random], object]

COUNTED = Ticket.objects.filter(aside="")
OVER = COUNTED.filter(status__in=RESOLVED_STATES)
WAITING = COUNTED.exclude(status__in=RESOLVED_STATES)
REPLIES = Message.objects.filter(kind="reply", author__isnull=False, taken_back_at=None, ticket__aside="")
SETTLED = Promise.objects.filter(settled_at__isnull=False, ticket__aside="")
LATER_SETTLED = SETTLED.filter(settled_at__gte=F("made_at"))
CLOCKS = Clock.objects.filter(ticket__aside="")
RUNNING, ENDED = CLOCKS.filter(state="running"), CLOCKS.filter(state="ended")
TIMES = TimeEntry.objects.filter(ticket__aside="")
ARRIVED = Delivery.objects.filter(delivered_on__isnull=False)
BARE = ARRIVED.filter(units=None, calls=None, invitations=None)
CALLS = Call.objects.filter(kind="delivery")
WANTED = CALLS.filter(state__in=["done", "no_contact", "planned"])
MADE = WANTED.exclude(state="planned")
ATTEMPTS = CallAttempt.objects.filter(call__in=WANTED)
SCORES = Answer.objects.filter(question__in=["csat", "nps", "ces"], invitation__isnull=False)
SENT = Invitation.objects.filter(state="sent", source="planned", kind__in=["delivery", "resolution"])
COUNTED_LOOPS = Loop.objects.filter(dropped=False)


def pick(rng: random.Random, rows: QuerySet) -> QuerySet:
    """One row of these, or none, as a query."""
    keys = sorted(rows.all().values_list("pk", flat=True))
    return rows.model._default_manager.filter(pk__in=[rng.choice(keys)] if keys else [])


def set_(rows: QuerySet, **values: Any) -> Write:
    """Change one of the rows; a value may be what gives one."""

    def write(rng: random.Random) -> object:
        given = {name: value(rng) if callable(value) else value for name, value in values.items()}
        return pick(rng, rows).update(**given)

    return write


def drop(rows: QuerySet) -> Write:
    return lambda rng: pick(rng, rows).delete()


def any_of(model: type[Model]) -> Callable[[random.Random], int]:
    return lambda rng: pick(rng, model._default_manager.all()).get().pk


def day(rng: random.Random) -> dt.date:
    return moment(rng).date()


def unheard(rng: random.Random) -> str:
    """A name that nothing has yet."""
    return str(rng.random())


def taken_back(rng: random.Random) -> int:
    return pick(rng, Message.objects.filter(taken_back_at__isnull=False)).get().pk


def ends(to: Status, by: ActorKind, **values: Any) -> Write:
    """A case comes to a state, with its line in the ledger."""

    def write(rng: random.Random) -> None:
        if ticket := pick(rng, WAITING if to == Status.RESOLVED else OVER).first():
            event = event_at(moment(rng), EventKind.STATUS, ticket.status, to, by)
            event.ticket = ticket
            event.save()
            given = {name: value(rng) if callable(value) else value for name, value in values.items()}
            Ticket.objects.filter(pk=ticket.pk).update(status=to, **given)

    return write


def merge(rng: random.Random) -> None:
    into = pick(rng, COUNTED).get()
    pick(rng, COUNTED.exclude(pk=into.pk)).update(aside="merged", merged_into=into)


def note_in_ledger(rng: random.Random) -> None:
    """A line alone, as when somebody completes an old ledger."""
    event = event_at(moment(rng), EventKind.STATUS, Status.OPEN, Status.RESOLVED, ActorKind.STAFF)
    event.ticket = pick(rng, COUNTED).get()
    event.save()


def write_reply(rng: random.Random) -> None:
    said = pick(rng, Message.objects.filter(kind="customer", copy_of=None, ticket__aside="")).get()
    when = said.created_at + dt.timedelta(seconds=1)
    Message.objects.create(ticket=said.ticket, kind="reply", author_id=any_of(User)(rng), text="x", created_at=when)


def new_of_case(make: Callable[..., object]) -> Write:
    return lambda rng: make(rng, pick(rng, COUNTED).get())


def new_promise(rng: random.Random) -> None:
    some_promise = pick(rng, Promise.objects.all()).get()
    some_promise.pk = None
    some_promise.save()


def answer_survey(rng: random.Random) -> None:
    pick(rng, SENT).update(state="answered", answered_at=moment(rng))


def new_answer(rng: random.Random) -> None:
    if asked := pick(rng, SENT.exclude(answers__question="nps")).first():
        Answer.objects.create(invitation=asked, question="nps", value=9, answered_at=moment(rng))


def new_attempt(rng: random.Random) -> None:
    call, agent = pick(rng, WANTED).get(), any_of(User)(rng)
    CallAttempt.objects.create(call=call, at=moment(rng), agent_id=agent, outcome="content")


def new_unit(rng: random.Random) -> None:
    delivery = pick(rng, ARRIVED).get()
    UnitFactory(purchase=delivery.purchase, delivery=delivery, product=pick(rng, Product.objects.all()).get())


CASES: dict[str, Write] = {
    "case is spam": set_(COUNTED, aside="spam"),
    "case is none": set_(Ticket.objects.filter(aside="spam"), aside=""),
    "case is merged": merge,
    "case of another team": set_(COUNTED, team=any_of(Team)),
    "case of a team no more": set_(COUNTED, team=None),
    "case about another piece": set_(COUNTED, unit=any_of(Unit)),
    "case of somebody else": set_(COUNTED, customer=any_of(Customer)),
    "case came by phone": set_(COUNTED.filter(channel="email"), channel="phone"),
    "case of another kind": set_(COUNTED, kind="question"),
    "cause is said": set_(OVER.filter(kind="complaint"), cause=any_of(CauseCode)),
    "case of danger": set_(COUNTED, safety=True),
    "case of none": set_(COUNTED, safety=False),
    "first reply": set_(COUNTED, first_replied_at=moment),
    "case was opened on another day": set_(COUNTED, created_at=moment),
    "case was resolved on another day": set_(OVER, resolved_at=moment),
    "resolved in another way": set_(OVER, resolution="declined"),
    "case is resolved": ends(Status.RESOLVED, ActorKind.STAFF, resolved_at=moment, resolution="repaired"),
    "customer opens it again": ends(Status.OPEN, ActorKind.CUSTOMER, resolved_at=None, resolution=""),
    "ledger is completed": note_in_ledger,
    "reply": write_reply,
    "reply is taken back": set_(REPLIES, taken_back_at=moment),
    "reply was the program's": set_(REPLIES, author=None),
    "reply was a note": set_(REPLIES, kind="note"),
    "reply goes": drop(REPLIES.filter(promises=None, copies=None)),
    "reply was of another case": set_(REPLIES, ticket=any_of(Ticket)),
    "message was a copy": set_(Message.objects.filter(kind="customer"), copy_of=any_of(Message)),
    "promise": new_promise,
    "promise is broken": set_(
        Promise.objects.filter(state="open", ticket__aside=""), state="broken", settled_at=F("due_at")
    ),
    "promise is made good again": set_(SETTLED, state="open", settled_at=None, done_at=None),
    "promise is withdrawn": set_(SETTLED.filter(state="broken"), state="withdrawn", settled_at=moment),
    "promise of another moment": set_(
        LATER_SETTLED.filter(state="withdrawn"), due_at=F("settled_at") + dt.timedelta(1)
    ),
    "promise of another kind": set_(SETTLED, kind="refund"),
    "promise that nobody read": set_(SETTLED, message=taken_back),
    "promise of another case": set_(SETTLED, ticket=any_of(Ticket)),
    "promise goes": drop(SETTLED),
    "clock": new_of_case(make_clock),
    "clock ends": set_(RUNNING, state="ended", ended_at=moment),
    "clock runs out": set_(CLOCKS, late_at=moment),
    "clock was not late": set_(CLOCKS.filter(late_at__isnull=False), late_at=None),
    "clock runs again": set_(ENDED, state="running", ended_at=None, due_at=moment),
    "clock watches something else": set_(ENDED, due="next_reply", anchor=unheard),
    "clock of another case": set_(ENDED, ticket=any_of(Ticket)),
    "clock goes": drop(CLOCKS),
    "time": new_of_case(lambda rng, ticket: ticket.times.create(agent_id=any_of(User)(rng), minutes=7, at=moment(rng))),
    "time was less": set_(TIMES, minutes=-2),
    "time of somebody else": set_(TIMES, agent=any_of(User)),
    "time of another case": set_(TIMES, ticket=any_of(Ticket)),
    "time of another day": set_(TIMES, at=moment),
    "time goes": drop(TIMES),
}
FOLLOWUPS: dict[str, Write] = {
    "delivery": lambda rng: make_delivery(rng, pick(rng, Purchase.objects.all()).get()),
    "delivery moves": set_(ARRIVED, delivered_on=day),
    "delivery did not arrive": set_(ARRIVED, delivered_on=None, delivered_at=None),
    "delivery was promised": set_(ARRIVED, promised_on=day),
    "delivery by another carrier": set_(ARRIVED, carrier="Otros"),
    "delivery in more visits": set_(ARRIVED, visits=F("visits") + 1),
    "delivery of another order": set_(ARRIVED, purchase=any_of(Purchase)),
    "delivery goes": drop(BARE),
    "piece": new_unit,
    "piece came with others": set_(Unit.objects.all(), delivery=any_of(Delivery)),
    "piece is another product": set_(Unit.objects.all(), product=any_of(Product)),
    "piece of another order": set_(Unit.objects.filter(tickets__in=COUNTED), purchase=any_of(Purchase), line=unheard),
    "piece goes": drop(Unit.objects.filter(tickets=None, calls=None, invitations=None)),
    "product of another line": set_(Product.objects.all(), line=any_of(ProductLine)),
    "product of no line": set_(Product.objects.all(), line=None),
    "order by another channel": set_(Purchase.objects.all(), channel="phone"),
    "order of somebody else": set_(Purchase.objects.all(), customer=any_of(Customer)),
    "customer moves": set_(Customer.objects.all(), country="DE"),
    "survey is answered": answer_survey,
    "survey is sent": set_(
        Invitation.objects.filter(state="planned", kind__in=["delivery", "resolution"]),
        state="sent", sent_at=moment, expires_at=moment,
    ),
    "survey is not sent": set_(SENT, state="suppressed", reason="safety", sent_at=None),
    "survey not sent for something else": set_(Invitation.objects.filter(state="suppressed"), reason="erased"),
    "survey was planned on another day": set_(Invitation.objects.filter(state="suppressed"), created_at=moment),
    "survey of somebody else": set_(SENT, customer=any_of(Customer)),
    "survey of another order": set_(SENT.filter(kind="delivery"), purchase=any_of(Purchase)),
    "survey goes": drop(Invitation.objects.filter(~Q(state="planned"), loop=None, calls=None)),
    "survey not sent goes": drop(Invitation.objects.filter(state="suppressed", loop=None)),
    "answer": new_answer,
    "answer changes": set_(SCORES.filter(value__gt=1), value=F("value") - 1),
    "answer of another day": set_(SCORES, answered_at=moment),
    "answer goes": drop(SCORES),
    "call is made": set_(WANTED.filter(state="planned"), state="done", outcome="content", finished_at=moment),
    "call moves": set_(CALLS, due_at=moment),
    "call is given up": set_(WANTED.filter(state="done"), state="suppressed", reason="too_late", outcome=""),
    "call is not to be made": set_(MADE, state="suppressed", reason="minor", outcome=""),
    "call to somebody else": set_(CALLS, customer=any_of(Customer)),
    "call goes": drop(WANTED.filter(loop=None, survey_instead=None)),
    "try": new_attempt,
    "try goes": drop(ATTEMPTS),
    "try had another end": set_(ATTEMPTS, outcome="content"),
    "try of another call": set_(ATTEMPTS, call=lambda rng: pick(rng, WANTED).get()),
    "loop is closed": set_(Loop.objects.filter(closed_at=None), closed_at=F("opened_at")),
    "loop is dropped": set_(COUNTED_LOOPS, dropped=True, closed_at=F("opened_at")),
    "loop of another day": set_(COUNTED_LOOPS, due_at=moment),
    "loop goes": drop(COUNTED_LOOPS),
}  # fmt: skip
WRITES = CASES | FOLLOWUPS


def stay(rng: random.Random) -> None:
    """Noted, and not counted by any measure yet."""
    CustodyFactory(unit=pick(rng, Unit.objects.filter(stays=None)).get())


def move_stay(rng: random.Random) -> None:
    pick(rng, Custody.objects.all()).update(handed_in_at=moment(rng))
