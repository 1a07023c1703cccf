"""Who makes which call: one at a time to an agent, and a person is never rung by two."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.joined import read
from followups import queries
from followups.actions.call_ends import ENDED, move_call, suppress_call
from followups.actions.lanes import lane_of
from followups.models import Call
from followups.queries.next_calls import hold_next, in_hand_of, is_waiting, lanes_of, openings
from followups.queries.standing import Person, PutOff, hindrance, hours_of, person_of, quiet_for
from followups.schedule import AGREED_SLACK, may_call
from followups.states import CallState, Rank

ONE_CALL, ONE_PERSON = 5004, 5005  # the classes of our advisory locks; any numbers that nobody else uses
ROUNDS = 20
ABOUT = ("customer", "delivery", "ticket", "plan", "lane", "held_by")


def take_next_call(*, by: Actor, now: dt.datetime) -> Call | None:
    """Give an agent the best call that may ring now, theirs for some minutes; None when there is none.

    Whoever has one in hand is given it again, for as long. What turns out not to be made any more, or not now, is
    written down so and the next one is looked at.
    """
    agent = _agent(by)
    places = openings(lanes_of(agent), now)
    until = now + dt.timedelta(minutes=queries.policy().hold_minutes)
    for _round in range(ROUNDS):
        with transaction.atomic():
            _one_at_a_time(agent)
            if mine := in_hand_of(agent, now):
                return _hold(_read(mine), agent, until)
            tried: list[int] = []
            while pk := hold_next(places, now, tried):
                tried.append(pk)
                call = _read(pk)
                person = _alone(call, now)
                if person and _may_be_made(call, person, now):
                    return _hold(call, agent, until)
        # None of them was free: they are being taken just now, or are put off. What is left shows in another look.
        if not is_waiting(places, now):
            return None
    return None


@transaction.atomic
def take_call(*, call: Call, by: Actor, now: dt.datetime) -> Call:
    """Give an agent this call, as `take_next_call` does; it may not be due yet.

    One that turns out not to be made any more is written down so, and comes back in nobody's hand. Refused when it is
    finished ("call_finished"), when a colleague has it or rings the person ("call_held", "person_rung"), when the agent
    has another one in hand ("call_in_hand"), and when it is not due ("call_not_due") or they are not to be rung at this
    hour ("call_not_now").
    """
    agent = _agent(by)
    _one_at_a_time(agent)
    mine = in_hand_of(agent, now)
    if mine and mine != call.pk:
        raise Refused(
            _("You have another call in hand: %(customer)s. Write down what came of it, or give it back.")
            % {"customer": _read(mine).customer},
            code="call_in_hand",
        )
    Call.objects.select_for_update().get(pk=call.pk)
    call = _read(call.pk)
    check_free(call, by=by, now=now)
    _check_hour(call, now)
    person = _alone(call, now)
    if person is None:
        raise Refused(
            _("A colleague is calling this person about something else. Try again in some minutes."),
            code="person_rung",
        )
    if _may_be_made(call, person, now):
        minutes = queries.policy().hold_minutes
        return _hold(call, agent, now + dt.timedelta(minutes=minutes))
    return call


def release_call(*, call: Call, by: Actor, now: dt.datetime) -> bool:
    """Give a call back to the list; whether the agent had it."""
    mine = Call.objects.filter(pk=call.pk, held_by=_agent(by), state=CallState.PLANNED)
    return bool(mine.update(held_by=None, held_until=None))


def check_free(call: Call, *, by: Actor, now: dt.datetime) -> None:
    """Refused when a held row is finished ("call_finished") or a colleague has it in hand ("call_held")."""
    if call.state != CallState.PLANNED:
        raise Refused(_("This call is finished already. Nothing of yours was written down."), code="call_finished")
    if call.is_held(now) and call.held_by_id not in (None, by.user_id):
        raise Refused(
            _("%(name)s has this call in hand. Nothing of yours was written down.") % {"name": call.held_by},
            code="call_held",
        )


def _agent(by: Actor) -> int:
    assert by.user_id, "a person dials"
    return by.user_id


def _one_at_a_time(agent: int) -> None:
    """A double click is one call."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ONE_CALL, agent])


def _read(pk: int) -> Call:
    """A call that is held, with what tells whether it may be made."""
    call = read(Call, *ABOUT, id=pk)
    assert call
    return call


def _alone(call: Call, now: dt.datetime) -> Person | None:
    """The person, when nobody else rings them; until the end of the transaction nobody else begins to.

    Whoever writes down an attempt holds the person's records and waits for the call, so that here nothing waits.
    """
    customer = call.customer
    addresses = [text for text in (customer.phone, customer.email) if text] or [f"#{customer.pk}"]
    locks = ", ".join(["pg_try_advisory_xact_lock(%s, hashtext(%s))"] * len(addresses))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {locks}", [part for text in addresses for part in (ONE_PERSON, text)])
        if not all(cursor.fetchone()):
            return None
    person = person_of(call, now)
    return None if person.is_rung else person


def _check_hour(call: Call, now: dt.datetime) -> None:
    early = AGREED_SLACK if call.rank == Rank.AGREED else dt.timedelta(0)
    if call.due_at > now + early:
        raise Refused(_("This call is not due yet. The list gives it when its hour comes."), code="call_not_due")
    if not may_call(now, queries.place_of(call.customer), quiet_for(call), hours_of(call)):
        raise Refused(_("They are not to be rung at this hour of their clock."), code="call_not_now")


def _may_be_made(call: Call, person: Person, now: dt.datetime) -> bool:
    """Look at the world again; what keeps a call from being made now is written down."""
    place = queries.place_of(call.customer)
    if call.lane.place != place:  # they have moved
        call.lane = lane_of(place=place, plan=call.plan)
        call.save(update_fields=["lane"])
    found = hindrance(call, person, now)
    if found is None:
        return True
    if isinstance(found, PutOff):
        move_call(call=call, until=found.until, why=found.why, now=now)
    else:
        suppress_call(call=call, reason=found, now=now)
    call.save(update_fields=ENDED)
    return False


def _hold(call: Call, agent: int, until: dt.datetime) -> Call:
    call.held_by_id, call.held_until = agent, until
    call.save(update_fields=["held_by", "held_until"])
    return call
