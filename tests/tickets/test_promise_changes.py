"""A promise that changes: moved with the customer, given to somebody, withdrawn, taken back with its reply."""

import datetime as dt
import uuid

import pytest

from core.errors import Refused
from tests.factories import NOW, AgentFactory, CustomerUserFactory
from tests.tickets.test_concurrency import at_once
from tests.tickets.test_promises import HOUR, TUESDAY, clock, due, lines, promise
from tickets.actions.conversation import reply_to_customer
from tickets.actions.drafts import undo_reply
from tickets.actions.promise_changes import hand_promise, move_promise, withdraw_promise
from tickets.actions.promises import keep_promise
from tickets.actions.waking import wake_clocks
from tickets.models import Notice, Promise
from tickets.promises import Promised
from tickets.states import ClockState, Due, EventKind, MessageKind, PromiseKind, PromiseState, Status

pytestmark = pytest.mark.django_db
THURSDAY = TUESDAY + 48 * HOUR


def test_move_promise_before_its_moment_makes_a_new_one_instead(case, ana, agent):
    old = promise(case, ana, agent)
    new = move_promise(promise=old, due_at=THURSDAY, by=agent, now=NOW + HOUR)
    old.refresh_from_db()
    assert (old.state, old.settled_at, old.done_at) == ("moved", NOW + HOUR, None)
    assert (new.state, new.replaces, new.what, new.kind, new.owner) == ("open", old, old.what, old.kind, ana)
    assert (clock(old)[0], clock(new)[:2], due(case)) == ("ended", ("running", THURSDAY), (THURSDAY, Due.PROMISE))
    assert lines(case) == ["made", "moved"]
    assert case.events.filter(kind=EventKind.PROMISE).last().data["instead_of"] == old.pk
    assert (wake_clocks(now=TUESDAY + HOUR), list(Promise.objects.to_keep())) == (0, [new])


def test_move_promise_after_its_moment_leaves_it_broken(case, ana, agent):
    old = promise(case, ana, agent)
    new = move_promise(promise=old, due_at=THURSDAY, what="La visitamos", by=agent, now=TUESDAY + HOUR)
    old.refresh_from_db()
    assert (old.state, old.settled_at, new.what) == ("broken", TUESDAY, "La visitamos")
    assert (lines(case), due(case)) == (["made", "broken", "moved"], (THURSDAY, Due.PROMISE))
    assert list(Promise.objects.to_keep()) == [new]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"due_at": NOW}, "promise_past"),
        ({"due_at": NOW + dt.timedelta(days=400)}, "promise_far"),
        ({"due_at": THURSDAY, "what": "x" * 201}, "promise_long"),
    ],
)
def test_move_promise_to_what_cannot_be_is_refused(case, ana, agent, given, code):
    old = promise(case, ana, agent)
    with pytest.raises(Refused) as refused:
        move_promise(promise=old, by=agent, now=NOW + HOUR, **given)
    old.refresh_from_db()
    assert (refused.value.code, old.state, Promise.objects.count(), lines(case)) == (code, "open", 1, ["made"])


def test_move_promise_twice_with_one_form_is_one(case, ana, agent):
    old, form = promise(case, ana, agent), uuid.uuid4()
    first = move_promise(promise=old, due_at=THURSDAY, submission=form, by=agent, now=NOW + HOUR)
    assert move_promise(promise=old, due_at=THURSDAY, submission=form, by=agent, now=NOW + HOUR) == first
    assert lines(case) == ["made", "moved"]


@pytest.mark.parametrize("how", ["kept", "late", "moved", "withdrawn", "replaced"])
def test_promise_that_is_over_changes_no_more(case, ana, agent, how):
    old = promise(case, ana, agent)
    now = TUESDAY + HOUR if how in ("late", "replaced") else NOW + HOUR
    if how in ("kept", "late"):
        keep_promise(promise=old, by=agent, now=now)
    elif how == "withdrawn":
        withdraw_promise(promise=old, why="Por error.", by=agent, now=now)
    else:
        move_promise(promise=old, due_at=THURSDAY, by=agent, now=now)
    before = lines(case), list(Promise.objects.order_by("pk").values())
    deeds = [
        lambda: move_promise(promise=old, due_at=THURSDAY, by=agent, now=now),
        lambda: hand_promise(promise=old, to=AgentFactory(), by=agent, now=now),
    ]
    if how not in ("kept", "late"):
        deeds.append(lambda: keep_promise(promise=old, by=agent, now=now))
    if how != "withdrawn":
        deeds.append(lambda: withdraw_promise(promise=old, why="Por error.", by=agent, now=now))
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.code == "promise_over"
    assert (lines(case), list(Promise.objects.order_by("pk").values())) == before


@pytest.mark.django_db(transaction=True)
def test_promise_moved_by_two_at_once_is_moved_once(case, ana, agent):
    old = promise(case, ana, agent)
    moves = [lambda at=at: move_promise(promise=old, due_at=at, by=agent, now=NOW + HOUR) for at in (TUESDAY, THURSDAY)]
    outcomes = at_once(*moves)
    assert sorted(getattr(one, "code", "") for one in outcomes) == ["", "promise_over"]
    assert (lines(case), Promise.objects.count()) == (["made", "moved"], 2)


@pytest.mark.django_db(transaction=True)
def test_promise_kept_and_moved_at_once_comes_to_one_of_the_two(case, ana, agent):
    old = promise(case, ana, agent)
    at_once(
        lambda: keep_promise(promise=old, by=agent, now=NOW + HOUR),
        lambda: move_promise(promise=old, due_at=THURSDAY, by=agent, now=NOW + HOUR),
    )
    assert lines(case) in (["made", "kept"], ["made", "moved"])


def test_hand_promise_tells_the_new_owner_and_leaves_the_case(case, ana, agent):
    made, luis = promise(case, ana, agent), AgentFactory()
    assert hand_promise(promise=made, to=luis, by=agent, now=NOW + HOUR).owner == luis
    hand_promise(promise=made, to=luis, by=agent, now=NOW + HOUR)
    case.refresh_from_db()
    assert (lines(case), case.assignee) == (["made", "handed"], None)
    assert [(one.user, one.kind) for one in Notice.objects.all()] == [(luis, "promise")]


def test_hand_promise_to_who_does_not_work_here_is_refused(case, ana, agent):
    made = promise(case, ana, agent)
    for nobody in (CustomerUserFactory(), AgentFactory(is_active=False)):
        with pytest.raises(Refused) as refused:
            hand_promise(promise=made, to=nobody, by=agent, now=NOW + HOUR)
        assert refused.value.code == "promise_owner"
    made.refresh_from_db()
    assert (made.owner, lines(case)) == (ana, ["made"])


def test_withdraw_promise_says_why_in_a_note(case, ana, agent):
    made = promise(case, ana, agent)
    for _ in range(2):
        withdraw_promise(promise=made, why="La prometí en otro caso.", by=agent, now=NOW + HOUR)
    made.refresh_from_db()
    note = case.messages.last()
    assert (made.state, made.settled_at, clock(made)[0]) == ("withdrawn", NOW + HOUR, ClockState.OFF)
    assert (note.kind, note.text, case.messages.count()) == (MessageKind.NOTE, "La prometí en otro caso.", 2)
    assert (lines(case), due(case)) == (["made", "withdrawn"], (None, ""))


def test_withdraw_promise_without_a_reason_is_refused(case, ana, agent):
    made = promise(case, ana, agent)
    with pytest.raises(Refused) as refused:
        withdraw_promise(promise=made, why=" \n ", by=agent, now=NOW + HOUR)
    made.refresh_from_db()
    assert (refused.value.code, made.state, case.messages.count()) == ("promise_why", "open", 1)


def test_withdraw_promise_after_its_moment_stays_settled_as_broken(case, ana, agent):
    made = promise(case, ana, agent)
    withdraw_promise(promise=made, why="Ya no hace falta.", by=agent, now=TUESDAY + HOUR)
    made.refresh_from_db()
    assert (made.state, made.settled_at, lines(case)) == ("withdrawn", TUESDAY, ["made", "broken", "withdrawn"])


def reply_with(case, ana, agent):
    given = Promised(kind=PromiseKind.CALL, what="La llamamos", owner=ana, due_at=TUESDAY)
    return reply_to_customer(ticket=case, text="Lo miramos.", promised=given, hold=True, by=agent, now=NOW)


def test_taking_a_reply_back_withdraws_what_it_promised(case, ana, agent):
    message = reply_with(case, ana, agent)
    undo_reply(message=message, by=agent, now=NOW + dt.timedelta(seconds=5))
    made = Promise.objects.get()
    case.refresh_from_db()
    assert (made.state, clock(made)[0], case.status) == (PromiseState.WITHDRAWN, ClockState.OFF, Status.NEW)
    assert (lines(case), due(case)) == (["made", "withdrawn"], (None, ""))


def test_reply_whose_promise_was_kept_at_once_is_taken_back_no_more(case, ana, agent):
    message = reply_with(case, ana, agent)
    keep_promise(promise=Promise.objects.get(), by=agent, now=NOW + dt.timedelta(seconds=3))
    with pytest.raises(Refused) as refused:
        undo_reply(message=message, by=agent, now=NOW + dt.timedelta(seconds=5))
    assert (refused.value.code, Promise.objects.get().state) == ("changed_since", PromiseState.KEPT)
