"""Making a follow-up call: what came of each attempt, and what it leads to."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from customers.models import Customer, Unit
from followups import queries
from followups.models import Call, CallAttempt
from followups.schedule import call_again_at, next_callable
from followups.states import TRY_AGAIN, CallState, Outcome, Reason
from tickets.actions.opening import open_ticket
from tickets.models import Ticket
from tickets.states import Channel, Kind, MessageKind

CALL_ATTEMPTS = 4  # when no plan is in force
FURTHEST_CALL_BACK = dt.timedelta(days=90)


@transaction.atomic
def record_attempt(
    *,
    call: Call,
    attempts_seen: int,
    outcome: Outcome,
    note: str = "",
    call_back_at: dt.datetime | None = None,
    unit: Unit | None = None,
    kind: Kind = Kind.COMPLAINT,
    by: Actor,
    now: dt.datetime,
) -> CallAttempt:
    """Write down an attempt and move the call on: finished, or due again at a better hour.

    Not content: opens a case about `unit` with the note as its first message. Does not want to be called: nobody
    calls the person any more, under whatever number the shop knows them. Not reached: tried again later, up to the
    plan's limit. `attempts_seen` is how many attempts the agent saw when they picked up the phone. Refused, with
    nothing written, when the call is finished or somebody wrote down another attempt meanwhile, when a call back has no
    hour to come or a distant one, and when a case has no words.
    """
    _lock_person(call.customer)
    call = Call.objects.select_for_update(of=("self",)).select_related("customer", "delivery").get(pk=call.pk)
    attempts = list(call.attempts.all())
    _check_fresh(call, attempts, attempts_seen)
    assert by.user_id, "a person dials"
    attempt = CallAttempt.objects.create(call=call, at=now, agent_id=by.user_id, outcome=outcome, note=note.strip())
    attempts.append(attempt)
    if outcome == Outcome.CALL_BACK:
        call.due_at = next_callable(_hour_asked(call_back_at, now), queries.place_of(call.customer))
    elif outcome in TRY_AGAIN:
        _try_again(call, attempts, now)
    else:
        _finish(call, CallState.NO_CONTACT if outcome == Outcome.WRONG_NUMBER else CallState.DONE, outcome, now)
    if outcome == Outcome.UNHAPPY:
        call.ticket = _open_case(call, unit, kind, note, by, now)
    elif outcome == Outcome.REFUSED:
        _never_again(call, now)
    call.save(update_fields=["state", "due_at", "outcome", "ticket", "finished_at"])
    return attempt


def _check_fresh(call: Call, attempts: list[CallAttempt], seen: int) -> None:
    if call.state != CallState.PLANNED:
        raise Refused(_("This call is finished already. Nothing of yours was written down."), code="call_finished")
    if len(attempts) != seen:
        raise Refused(
            _("Somebody wrote down another attempt of this call meanwhile. Look at it, then write yours."),
            code="call_moved",
        )


def _hour_asked(asked: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    if asked is None or asked <= now:
        raise Refused(_("Say when to call back: a moment to come."), code="call_back_when")
    if asked > now + FURTHEST_CALL_BACK:
        raise Refused(
            _("Say when to call back: within %(days)s days.") % {"days": FURTHEST_CALL_BACK.days}, code="call_back_when"
        )
    return asked


def _try_again(call: Call, attempts: list[CallAttempt], now: dt.datetime) -> None:
    plan = queries.current_plan()
    missed = [attempt.at for attempt in attempts if attempt.outcome in TRY_AGAIN]
    if len(missed) >= (plan.call_attempts if plan else CALL_ATTEMPTS):
        _finish(call, CallState.NO_CONTACT, attempts[-1].outcome, now)
    else:
        call.due_at = call_again_at(missed, queries.place_of(call.customer))


def _finish(call: Call, state: CallState, outcome: str, now: dt.datetime) -> None:
    call.state, call.outcome, call.finished_at = state, outcome, now


def _open_case(call: Call, unit: Unit | None, kind: Kind, note: str, by: Actor, now: dt.datetime) -> Ticket:
    return open_ticket(
        customer=call.customer,
        unit=unit,
        kind=kind,
        text=note,
        channel=Channel.CALL,
        language=call.customer.language,
        message_kind=MessageKind.PHONE,
        by=by,
        now=now,
    )


def _lock_person(customer: Customer) -> None:
    """Hold every record of the person until the end, always in one order and before any call of theirs.

    Two agents who call one person would else each hold a call and wait for the other's.
    """
    list(queries.same_person(customer).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def _never_again(call: Call, now: dt.datetime) -> None:
    """Remember it under every record of the person, and suppress the calls that were still planned."""
    person = queries.same_person(call.customer)
    waiting = Call.objects.filter(customer__in=person, state=CallState.PLANNED).exclude(pk=call.pk)
    held = waiting.order_by("pk").select_for_update(of=("self",))
    Call.objects.filter(pk__in=[other.pk for other in held]).update(
        state=CallState.SUPPRESSED, reason=Reason.OPTED_OUT, finished_at=now
    )
    person.update(no_calls=True)
