"""«What we promised you»: the same words, by when, and what came of it."""

import datetime as dt
import re

import pytest
from django.utils import timezone

from core.actors import actor_of
from tests.cases import open_case
from tests.factories import CustomerFactory, UnitFactory
from tickets.actions.conversation import reply_to_customer
from tickets.actions.drafts import undo_reply
from tickets.actions.promise_changes import move_promise, withdraw_promise
from tickets.actions.promises import keep_promise, make_promise
from tickets.links import case_token
from tickets.promises import Promised
from tickets.states import PromiseKind

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
DUE = dt.datetime(2026, 11, 17, 11, 0, tzinfo=dt.UTC)
MADE = DUE - dt.timedelta(days=1)


@pytest.fixture
def ticket(marta):
    return open_case(unit=UnitFactory(purchase__customer=marta), now=MADE)


@pytest.fixture
def by(agent):
    return actor_of(agent)


@pytest.fixture
def made(ticket, agent, by):
    given = {"kind": PromiseKind.CALL, "owner": agent, "due_at": DUE}
    return make_promise(ticket=ticket, what="La llamamos el martes", by=by, now=MADE, **given)


@pytest.fixture
def told(browser, ticket):
    """`told()`: each promise on the customer's page as its words and how it stands."""

    def read():
        page = browser.get(f"/portal/cases/{ticket.reference}/").content.decode()
        return re.findall(r"<b>([^<]*)</b><p>([^<]*)</p></div></li>", page.partition('id="h-promised"')[2])

    return read


# In Madrid it is an hour later than DUE says. Each test says at which moment the page is read.
def at(now, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: now)


def test_customer_reads_by_when(told, made, monkeypatch):
    at(MADE, monkeypatch)
    assert told() == [("La llamamos el martes", "By 17 November 2026, 12:00.")]


def test_customer_on_the_islands_reads_their_own_hour(told, made, marta, monkeypatch):
    marta.timezone = "Atlantic/Canary"
    marta.save()
    at(MADE, monkeypatch)
    assert told() == [("La llamamos el martes", "By 17 November 2026, 11:00.")]


def test_customer_reads_that_it_was_kept(told, made, by):
    keep_promise(promise=made, by=by, now=DUE - HOUR)
    assert told() == [("La llamamos el martes", "We kept it: 17 November 2026, 11:00.")]


def test_customer_reads_that_it_was_not_kept_before_the_sweep_comes(told, made, monkeypatch):
    at(DUE, monkeypatch)
    words = "We did not keep it: it was for 17 November 2026, 12:00. We still owe it to you."
    assert told() == [("La llamamos el martes", words)]


def test_customer_reads_that_it_was_done_late(told, made, by):
    keep_promise(promise=made, by=by, now=DUE + HOUR)
    words = "We did it late: 17 November 2026, 13:00. We had promised it for 17 November 2026, 12:00."
    assert told() == [("La llamamos el martes", words)]


def test_customer_reads_that_it_was_moved_in_time(told, made, by, monkeypatch):
    move_promise(promise=made, due_at=DUE + 24 * HOUR, by=by, now=DUE - HOUR)
    at(DUE, monkeypatch)
    assert told() == [
        ("La llamamos el martes", "We agreed with you on another moment."),
        ("La llamamos el martes", "By 18 November 2026, 12:00."),
    ]


def test_customer_reads_that_it_was_moved_too_late(told, made, by, monkeypatch):
    move_promise(promise=made, due_at=DUE + 24 * HOUR, by=by, now=DUE + HOUR)
    at(DUE + HOUR, monkeypatch)
    words = "We did not keep it: it was for 17 November 2026, 12:00. We agreed with you on another moment."
    assert told()[0] == ("La llamamos el martes", words)


@pytest.mark.parametrize(
    ("hours", "words"),
    [(-1, "We withdrew it."), (1, "We did not keep it: it was for 17 November 2026, 12:00. It is no longer needed.")],
)
def test_customer_reads_that_it_was_withdrawn(told, made, by, hours, words):
    withdraw_promise(promise=made, why="Nota interna", by=by, now=DUE + hours * HOUR)
    assert told() == [("La llamamos el martes", words)]


def test_customer_never_reads_what_stood_in_a_reply_that_did_not_go_out(told, ticket, agent, by, monkeypatch):
    given = Promised(kind=PromiseKind.CALL, what="La llamamos", owner=agent, due_at=DUE)
    said = reply_to_customer(ticket=ticket, text="Lo miramos.", promised=given, hold=True, by=by, now=MADE)
    at(MADE + dt.timedelta(seconds=5), monkeypatch)
    assert told() == []
    at(MADE + HOUR, monkeypatch)
    assert told() == [("La llamamos", "By 17 November 2026, 12:00.")]
    undo_reply(message=said, by=by, now=MADE + dt.timedelta(seconds=5))
    assert told() == []


def test_promise_is_read_by_link_and_by_nobody_else(client, enter, made, ticket):
    by_link = client.get(f"/c/{case_token(ticket)}/", follow=True).content.decode()
    other = enter(CustomerFactory()).get(f"/portal/cases/{ticket.reference}/")
    assert ("La llamamos el martes" in by_link, other.status_code) == (True, 404)
    assert "La llamamos" not in other.content.decode()
