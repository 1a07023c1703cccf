"""The promise-kept rate against the same words written as a plain loop, and by hand."""

import datetime as dt
import random

import pytest

from core.actors import actor_of
from reports.figures import Share
from reports.period import Period, Scope
from reports.queries.promises import PromiseFigures, promises
from tests.cases import open_case
from tests.factories import AgentFactory, LineFactory, UnitFactory
from tests.reports.rows import MADRID, day
from tickets.actions.aside import mark_spam
from tickets.actions.conversation import reply_to_customer
from tickets.actions.drafts import undo_reply
from tickets.actions.promise_changes import move_promise, withdraw_promise
from tickets.actions.promises import break_promise, keep_promise, make_promise
from tickets.models import Promise
from tickets.promises import Promised, was_broken
from tickets.states import PromiseKind

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
START = dt.datetime(2026, 3, 1, 9, tzinfo=MADRID)
MARCH = Scope(Period(day("03-01"), day("03-31")))


@pytest.fixture
def ana(db):
    return AgentFactory()


@pytest.fixture
def by(ana):
    return actor_of(ana)


@pytest.fixture
def case(db):
    return open_case(now=START)


def promise(case, ana, by, made_at=START, hours=24):
    given = {"kind": PromiseKind.CALL, "what": "La llamamos", "owner": ana}
    return make_promise(ticket=case, due_at=made_at + hours * HOUR, by=by, now=made_at, **given)


def test_promises_are_kept_or_broken_and_the_others_stand_apart(case, ana, by):
    kept, late, never, moved, mistaken, needless, _open = (promise(case, ana, by) for _ in range(7))
    keep_promise(promise=kept, by=by, now=START + HOUR)
    keep_promise(promise=late, by=by, now=START + 25 * HOUR)
    break_promise(promise=never, by=by, now=START + 25 * HOUR)
    move_promise(promise=moved, due_at=START + 2000 * HOUR, by=by, now=START + HOUR)
    withdraw_promise(promise=mistaken, why="Por error.", by=by, now=START + HOUR)
    withdraw_promise(promise=needless, why="Ya no hace falta.", by=by, now=START + 25 * HOUR)
    assert promises(MARCH) == PromiseFigures(kept=Share(1, 4), moved=1, withdrawn=1)


def test_promise_is_in_the_period_of_its_moment_whenever_somebody_noticed(case, ana, by):
    made = promise(case, ana, by, made_at=START + 29 * 24 * HOUR)  # due on the last day of March
    break_promise(promise=made, by=by, now=START + 60 * 24 * HOUR)
    assert promises(MARCH).kept == Share(0, 1)
    assert promises(Scope(Period(day("04-01"), day("04-30")))).kept == Share()


def test_spam_and_replies_taken_back_do_not_count(case, ana, by):
    given = Promised(kind=PromiseKind.CALL, what="La llamamos", owner=ana, due_at=START + HOUR)
    said = reply_to_customer(ticket=case, text="Voy.", promised=given, hold=True, by=by, now=START)
    undo_reply(message=said, by=by, now=START)
    spam = open_case(now=START)
    keep_promise(promise=promise(spam, ana, by), by=by, now=START + HOUR)
    mark_spam(ticket=spam, by=by, now=START + HOUR)
    assert promises(MARCH) == PromiseFigures(kept=Share(), moved=0, withdrawn=0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_promises_equal_brute_force(ana, by, seed):
    rng = random.Random(seed)
    lines = [LineFactory(), LineFactory()]
    cases = [open_case(unit=UnitFactory(product__line=line), now=START) for line in lines]
    for _ in range(40):
        made = promise(rng.choice(cases), ana, by, START + rng.randrange(900) * HOUR, rng.randrange(1, 200))
        then = made.made_at + rng.randrange(1, 300) * HOUR
        match rng.choice(["keep", "break", "move", "withdraw", "wait"]):
            case "keep":
                keep_promise(promise=made, by=by, now=then)
            case "break":
                break_promise(promise=made, by=by, now=made.due_at + HOUR)
            case "move":
                move_promise(promise=made, due_at=then + 99 * HOUR, by=by, now=then)
            case "withdraw":
                withdraw_promise(promise=made, why="Porque sí.", by=by, now=then)
    scope = Scope(MARCH.period, lines[0].pk if seed == 3 else None)
    rows = [
        one
        for one in Promise.objects.select_related("ticket__unit__product")
        if one.settled_at
        and scope.period.first <= one.settled_at.astimezone(MADRID).date() <= scope.period.last
        and scope.line in (None, one.ticket.unit.product.line_id)
    ]
    kept = [one.state == "kept" for one in rows]
    broken = [was_broken(one.state, one.due_at, one.settled_at) for one in rows]
    found = promises(scope)
    assert found.kept == Share(sum(kept), sum(kept) + sum(broken))
    assert found.moved == sum(one.state == "moved" for one in rows)
    assert found.withdrawn == len(rows) - sum(kept) - sum(broken) - found.moved
