"""The shop for measuring: sound, the same at every run, and nothing else changed by it."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from core.actors import SYSTEM
from core.errors import Refused
from customers.models import Customer, Delivery, Purchase, Unit
from postventa.load import words
from postventa.load.cases import ENDED, messages_before, reference, says, story_of
from postventa.load.copying import FOREIGN_KEYS, INDEXES
from postventa.load.seed import FILLED, fill
from postventa.load.shop import sizes
from tests.factories import CustomerFactory
from tickets.actions.opening import open_ticket
from tickets.models import Clock, CoverageDecision, Message, SearchText, Seen, Ticket, TicketEvent, TicketTag
from tickets.queries.clocks_compared import compare_all_clocks
from tickets.queries.ledgers import compare_all
from tickets.states import Channel, Kind, Status

NOW = dt.datetime(2026, 11, 20, 18, 30, tzinfo=dt.UTC)
SIZE = 400

pytestmark = pytest.mark.django_db


def seed(tickets: int = SIZE, **more: object) -> list[tuple[str, int]]:
    told: list[tuple[str, int]] = []
    fill(tickets=tickets, progress=lambda *step: told.append(step), now=NOW, **more)
    return told


def shape() -> list[tuple]:
    """The foreign keys and the indexes of the tables that are filled."""
    tables = [model._meta.db_table for model in [*FILLED, SearchText]]
    found: list[tuple] = []
    with connection.cursor() as cursor:
        for question in (FOREIGN_KEYS, INDEXES):
            cursor.execute(question, [tables])
            found += cursor.fetchall()
    return found


def finding(word: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tickets_searchtext WHERE words @@ to_tsquery('desk_es', %s)", [word])
        return cursor.fetchone()[0]


def test_fill_makes_as_many_as_it_says():
    told = seed()
    assert (Ticket.objects.count(), Message.objects.count()) == (SIZE, 3 * SIZE)
    assert (Customer.objects.count(), Purchase.objects.count(), Unit.objects.count()) == sizes(SIZE) == (120, 200, 240)
    assert Delivery.objects.count() == 200
    assert Ticket.objects.active().count() == 8
    assert Ticket.objects.filter(status__in=[Status.RESOLVED, Status.CLOSED]).count() == SIZE - 8
    assert (TicketTag.objects.exists(), Seen.objects.exists()) == (True, True)
    for step in ("cases", "words"):
        assert sum(count for name, count in told if name == step) == SIZE


def test_fill_makes_ledgers_that_tell_what_the_cases_are():
    seed()
    assert [found for found in compare_all() if found.differences or not found.whole] == []


def test_fill_makes_the_clocks_that_would_be_counted():
    seed()
    assert [found for found in compare_all_clocks(active=False, now=NOW) if found.differences] == []
    first = Clock.objects.filter(due="first_reply")
    spoken = Ticket.objects.filter(channel__in=["phone", "call", "counter"])
    assert first.count() + spoken.count() == SIZE
    assert Clock.objects.filter(due="resolution", state="ended").count() == SIZE - 8
    assert Clock.objects.filter(wakes_at__lte=NOW).count() == 0
    assert 0 < Clock.objects.exclude(late_at=None).count() < Clock.objects.count()
    assert Ticket.objects.active().exclude(due_at=None).exists()


def test_fill_makes_nothing_of_tomorrow():
    seed()
    assert not Ticket.objects.filter(created_at__gt=NOW).exists()
    assert not Message.objects.filter(created_at__gt=NOW).exists()
    assert not TicketEvent.objects.filter(at__gt=NOW).exists()
    assert not Delivery.objects.filter(delivered_at__gt=NOW).exists()


def test_fill_makes_cases_whose_fields_agree_with_their_messages():
    seed()
    for ticket in Ticket.objects.prefetch_related("messages"):
        said = list(ticket.messages.all())
        assert ticket.last_message_at == said[-1].created_at
        assert ticket.last_said == [one for one in said if one.kind != "note"][-1]
        replies = [one.created_at for one in said if one.kind == "reply"]
        assert ticket.first_replied_at == (replies[0] if replies else None)
        assert all(one.created_at >= ticket.created_at for one in said)
    about = Ticket.objects.exclude(unit=None).select_related("unit__purchase", "unit__delivery")
    assert all(it.unit.purchase.customer_id == it.customer_id for it in about)
    assert all(it.unit.delivery.delivered_at < it.created_at for it in about)


def test_fill_makes_the_words_that_the_database_makes():
    seed()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tickets_searchtext WHERE words = case_words(ticket_id)")
        assert cursor.fetchone()[0] == SIZE == SearchText.objects.count()


def test_fill_puts_the_words_to_search_for_where_it_says():
    seed(1000)
    assert (finding(words.RARE), finding(words.SELDOM), finding(words.MIDDLING)) == (5, 1, 20)
    assert finding(words.OLD) == 50
    assert 400 < finding(words.COMMON) < 600


def test_fill_decides_what_covers_the_active_cases():
    seed()
    about = Ticket.objects.active().exclude(unit=None)
    assert list(CoverageDecision.objects.order_by("ticket").values_list("ticket", flat=True)) == [
        ticket.pk for ticket in about.order_by("pk")
    ]


def test_fill_leaves_keys_and_indexes_as_they_were():
    before = shape()
    seed(30)
    assert shape() == before
    assert len(before) > 40


def test_fill_leaves_numbers_for_the_next_case():
    seed(30)
    customer = CustomerFactory()
    ticket = open_ticket(
        customer=customer, unit=None, kind=Kind.QUESTION, text="¿Abren mañana?", channel=Channel.PORTAL,
        language="es", by=SYSTEM, now=timezone.now(),
    )  # fmt: skip
    assert Ticket.objects.count() == 31
    assert ticket.messages.count() == 1


def test_fill_makes_the_same_cases_again():
    def told(tickets):
        rows = tickets.order_by("pk").values_list(
            "subject", "status", "created_at", "customer__name", "last_said__text"
        )
        return list(rows)

    seed(30)
    last = Ticket.objects.latest("pk").pk
    before = told(Ticket.objects.all())
    seed(30, add=True)
    assert told(Ticket.objects.filter(pk__gt=last)) == before


def test_fill_refuses_where_there_are_cases():
    seed(1)
    with pytest.raises(Refused) as refusal:
        seed(1)
    assert (refusal.value.code, Ticket.objects.count()) == ("not_empty", 1)
    seed(2, add=True)
    assert Ticket.objects.count() == 3


def test_fill_that_fails_leaves_nothing_and_everything_in_its_place(monkeypatch):
    before = shape()
    monkeypatch.setattr("postventa.load.seed.decide_active", lambda *_args, **_more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        seed(5)
    assert (Ticket.objects.count(), Customer.objects.count(), shape()) == (0, 0, before)


@pytest.mark.parametrize("size", [1, 2, 24, 25, 100, 10_000])
def test_messages_are_counted_without_making_them(size):
    counts = [says(story_of(number, size)) for number in range(size)]
    assert [messages_before(number, size) for number in (0, size // 2, size)] == [
        0,
        sum(counts[: size // 2]),
        sum(counts),
    ]
    assert {story_of(0, size), story_of(size // 2, size)} <= set(ENDED)


def test_references_are_all_different():
    assert len({reference(number) for number in range(1, 20_001)}) == 20_000


@pytest.mark.django_db(transaction=True)
def test_command_fills_and_says_so():
    out = StringIO()
    call_command("seed_load", tickets=3, stdout=out)
    assert out.getvalue() == "3 cases\n"
    with pytest.raises(CommandError):
        call_command("seed_load", tickets=3)
    call_command("seed_load", tickets=2, add=True, stdout=StringIO())
    assert Ticket.objects.count() == 5


def test_command_refuses_no_cases():
    with pytest.raises(CommandError):
        call_command("seed_load", tickets=0)
    assert Ticket.objects.count() == 0
