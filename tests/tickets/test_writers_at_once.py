"""Fifty writers on one case, on real connections: the ledger tells exactly what is stored in the end."""

import random
import threading
from itertools import pairwise

import pytest
from django.db import connection
from django.utils import timezone

from core.actors import actor_of, customer_by_link
from core.errors import Refused
from tests.cases import open_case
from tests.factories import AgentFactory, TeamFactory
from tests.tickets.clockwork import make_policy, make_step, unlike_counted
from tests.tickets.rows import unlike_ledger
from tickets.actions.aside import mark_spam, take_out_of_spam
from tickets.actions.assignment import assign_ticket, change_priority
from tickets.actions.conversation import add_note, reply_to_customer, write_as_customer
from tickets.actions.coverage import decide_again
from tickets.actions.fields import set_kind, set_team
from tickets.actions.merging import merge_tickets, unmerge_ticket
from tickets.actions.relations import relate, set_parent, unrelate
from tickets.actions.splitting import split_message
from tickets.actions.status import change_status, reopen_ticket, resolve_ticket
from tickets.actions.tagging import add_tags, remove_tags
from tickets.actions.taking_back import take_back
from tickets.actions.waking import wake_clocks
from tickets.models import Clock, Ticket
from tickets.queries.families import end_of
from tickets.states import EventKind, Kind, Priority, Resolution, Status

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, TURNS = 50, 4
WORDS = ["urgente", "piezas", "Taller", "espera", "llamar"]


def deeds(case, other, people, team):
    """Each a function of an actor, a moment and a source of chance. Half of them write on two cases."""

    def reply_and_regret(by, now, rng):
        take_back(message=reply_to_customer(ticket=case, text="Ahora.", hold=True, by=by, now=now), by=by, now=now)

    def customer_says(by, now, rng):
        words = rng.choice(["¿Y bien?", "Sale humo del motor.", "Gracias."])
        customer = customer_by_link(case.customer.email)
        write_as_customer(ticket=rng.choice([case, other]), text=words, by=customer, now=now)

    def split(by, now, rng):
        split_message(message=rng.choice(list(case.messages.all())), by=by, now=now)

    def move(by, now, rng):
        change_status(ticket=case, to=rng.choice([Status.OPEN, Status.WAITING_PART, Status.CLOSED]), by=by, now=now)

    def merge(by, now, rng):
        one, into = rng.sample([case, other], 2)
        merge_tickets(ticket=one, into=into, by=by, now=now)

    def hang(by, now, rng):
        one, on = rng.sample([case, other], 2)
        set_parent(ticket=one, parent=rng.choice([on, None]), by=by, now=now)

    return [
        reply_and_regret, customer_says, customer_says, split, move, merge, merge, hang,
        lambda by, now, rng: reply_to_customer(ticket=case, text="Vamos.", by=by, now=now),
        lambda by, now, rng: add_note(ticket=case, text="Ojo.", by=by, now=now),
        lambda by, now, rng: assign_ticket(ticket=case, assignee=rng.choice([*people, None]), by=by, now=now),
        lambda by, now, rng: change_priority(ticket=case, priority=rng.choice(list(Priority)), by=by, now=now),
        lambda by, now, rng: resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="", by=by, now=now),
        lambda by, now, rng: reopen_ticket(ticket=case, by=by, now=now),
        lambda by, now, rng: add_tags(ticket=case, names=rng.sample(WORDS, 3), by=by, now=now),
        lambda by, now, rng: remove_tags(ticket=case, names=rng.sample(WORDS, 2), by=by, now=now),
        lambda by, now, rng: add_tags(ticket=other, names=rng.sample(WORDS, 2), by=by, now=now),
        lambda by, now, rng: unmerge_ticket(ticket=case, by=by, now=now),
        lambda by, now, rng: unmerge_ticket(ticket=other, by=by, now=now),
        lambda by, now, rng: relate(one=case, other=other, by=by, now=now),
        lambda by, now, rng: unrelate(one=other, other=case, by=by, now=now),
        lambda by, now, rng: set_team(ticket=case, team=rng.choice([team, None]), by=by, now=now),
        lambda by, now, rng: set_kind(ticket=case, kind=rng.choice(list(Kind)), by=by, now=now),
        lambda by, now, rng: decide_again(unit=case.unit, by=by, now=now),
        lambda by, now, rng: mark_spam(ticket=case, by=by, now=now),
        lambda by, now, rng: wake_clocks(now=now),
        lambda by, now, rng: take_out_of_spam(ticket=case, by=by, now=now),
    ]  # fmt: skip


def test_fifty_writers_leave_what_the_ledger_tells():
    make_step(make_policy("Urgentes", priorities=[Priority.URGENT], first_reply=1, position=0), "first_reply", 50)
    make_policy(position=1)
    case = open_case(now=timezone.now())
    other = open_case(case.customer, case.unit, text="Y además gotea.", now=timezone.now())
    people, team = [AgentFactory() for _ in range(5)], TeamFactory()
    # Whether the writers come to merge is up to chance; that a case of theirs has taken in another one is not.
    merged = open_case(case.customer, case.unit, text="¿Me oyen?", now=timezone.now())
    merge_tickets(ticket=merged, into=case, by=actor_of(people[0]), now=timezone.now())
    todo, gate = deeds(case, other, people, team), threading.Barrier(WRITERS)
    strange, refusals, done = [], [], []

    def write(number):
        rng, by = random.Random(number), actor_of(people[number % len(people)])
        try:
            gate.wait(60)
            # Each deed begins with at least two of the writers; what follows is up to chance.
            for deed in [todo[number % len(todo)], *rng.choices(todo, k=TURNS - 1)]:
                try:
                    deed(by, timezone.now(), rng)
                    done.append(deed)
                except Refused as refusal:
                    refusals.append(refusal.code)
        except Exception as error:
            strange.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert strange == []
    assert len(done) + len(refusals) == WRITERS * TURNS
    assert len(done) > WRITERS
    assert unlike_ledger(*Ticket.objects.all()) == {}
    assert unlike_counted(*Ticket.objects.all(), now=timezone.now()) == {}
    assert Clock.objects.exclude(state="off").exists()
    for ticket in Ticket.objects.all():
        assert_line_follows_line(ticket)
    assert end_of(merged.pk) in (case.pk, other.pk)


def assert_line_follows_line(ticket):
    """Each change begins where the last one ended."""
    moves = ticket.events.exclude(from_status="", to_status="").order_by("pk")
    for before, after in pairwise(moves):
        assert after.from_status == before.to_status
    for kind in (EventKind.ASSIGNED, EventKind.PRIORITY, EventKind.TEAM, EventKind.KIND, EventKind.ASIDE):
        for before, after in pairwise(ticket.events.filter(kind=kind).order_by("pk")):
            assert after.data["from"] == before.data["to"]
