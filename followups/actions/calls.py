"""Making a follow-up call: what came of each attempt, and what it leads to."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from customers.models import Unit
from followups import queries
from followups.aapor import final_outcome
from followups.actions import call_people
from followups.actions.call_answers import Said, check_answers, keep_answers
from followups.actions.call_cases import open_case
from followups.actions.call_ends import ENDED, move_call, next_try, own_rank, suppress_call
from followups.actions.fallbacks import survey_instead
from followups.actions.next_call import check_free
from followups.actions.troubles import note_trouble
from followups.models import Call, CallAttempt
from followups.said import hour_said
from followups.schedule import agreed_at
from followups.states import TRY_AGAIN, CallState, MoveReason, Outcome, Reason, TroubleKind
from tickets.promises import Promised
from tickets.states import Kind

FURTHEST_CALL_BACK = dt.timedelta(days=90)
REACHED = (Outcome.CONTENT, Outcome.UNHAPPY, Outcome.PARTIAL)
UNREACHABLE = (Outcome.WRONG_NUMBER, Outcome.DISCONNECTED, Outcome.LANGUAGE)
NOT_ANY_MORE = {
    Outcome.CONTACTED_US: Reason.CONTACTED_US,
    Outcome.CANCELLED: Reason.CANCELLED,
    Outcome.DECEASED: Reason.DECEASED,
}


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
    answers: Said | None = None,
    consent: bool | None = None,
    promise: Promised | None = None,
    by: Actor,
    now: dt.datetime,
) -> CallAttempt:
    """Write down an attempt and move the call on: finished, due again at a better hour, or not to be made any more.

    `answers` are those to the questions of its script, by their codes; however far they went, they are kept. Not
    content, or something was promised: opens a case about `unit` with the note as its first message, which keeps the
    promise. Does not want to be called: nobody calls the person any more, under whatever record. Has died: nothing
    that was planned for them is done. Not reached: tried again by the plan, and when that is used up a survey goes
    instead where the plan says so. A number that is none of theirs is a trouble for a person to see.

    `attempts_seen` is how many attempts the agent saw when they picked up the phone. Refused, with nothing written,
    when the call is finished or in a colleague's hand, somebody wrote down another attempt meanwhile, a call back has
    no hour to come or a distant one, or is at an hour at which nobody may be called there ("call_back_not_then"), a
    case has no words, a promise is made to somebody who was not reached ("promise_to_nobody"), and as `check_answers`
    refuses.
    """
    call_people.lock_person(call.customer)
    rows = Call.objects.select_related("customer", "delivery", "ticket", "plan__script", "lane", "held_by")
    call = rows.select_for_update(of=("self",)).get(pk=call.pk)
    outcome = Outcome(outcome)
    check_free(call, by=by, now=now)
    _check_seen(call, attempts_seen)
    kept = check_answers(call=call, answers=answers or {}, consent=consent, outcome=outcome)
    if promise and outcome not in REACHED:
        raise Refused(_("A promise is made to somebody who was reached."), code="promise_to_nobody")
    assert by.user_id, "a person dials"
    attempt = CallAttempt.objects.create(call=call, at=now, agent_id=by.user_id, outcome=outcome, note=note.strip())
    keep_answers(call=call, answers=kept, now=now)
    call.consent = call.consent if consent is None else consent
    if outcome == Outcome.UNHAPPY or promise:
        kind = kind if outcome == Outcome.UNHAPPY else Kind.QUESTION
        call.opened_ticket = open_case(call=call, unit=unit, kind=kind, note=note, promise=promise, by=by, now=now)
    _go_on(call, outcome, call_back_at, by, now)
    call.save(update_fields=[*ENDED, "outcome", "opened_ticket", "consent"])
    if call.state == CallState.NO_CONTACT:
        survey_instead(call=call, now=now)
    return attempt


def _check_seen(call: Call, seen: int) -> None:
    if call.attempts.count() != seen:
        raise Refused(
            _("Somebody wrote down another attempt of this call meanwhile. Look at it, then write yours."),
            code="call_moved",
        )


def _go_on(call: Call, outcome: Outcome, call_back_at: dt.datetime | None, by: Actor, now: dt.datetime) -> None:
    """What becomes of the call, and what else it means."""
    if outcome == Outcome.CALL_BACK:
        move_call(call=call, until=_hour_asked(call, call_back_at, now), why=MoveReason.AGREED, now=now)
    elif outcome in TRY_AGAIN:
        _try_again(call, now)
    elif outcome in UNREACHABLE:
        _finish(call, CallState.NO_CONTACT, outcome, now)
        if outcome != Outcome.LANGUAGE:
            note_trouble(kind=TroubleKind.BAD_PHONE, customer=call.customer, call=call, detail=outcome, now=now)
    elif outcome in NOT_ANY_MORE:
        suppress_call(call=call, reason=NOT_ANY_MORE[outcome], now=now)
        if outcome == Outcome.DECEASED:
            call_people.bury(call, by, now)
        elif outcome == Outcome.CANCELLED:
            call_people.drop_surveys_of_order(call)
    else:
        _finish(call, CallState.DONE, outcome, now)
        if outcome == Outcome.REFUSED:
            call_people.stop_calling(call, by, now)
        else:
            call_people.not_asked_besides(call)


def _hour_asked(call: Call, asked: dt.datetime | None, now: dt.datetime) -> dt.datetime:
    if asked is None or asked <= now:
        raise Refused(_("Say when to call back: a moment to come."), code="call_back_when")
    if asked > now + FURTHEST_CALL_BACK:
        raise Refused(
            _("Say when to call back: within %(days)s days.") % {"days": FURTHEST_CALL_BACK.days}, code="call_back_when"
        )
    place = queries.place_of(call.customer)
    first = agreed_at(asked, place)
    if first != asked:
        raise Refused(
            _(
                "At that hour nobody may be called where they are. The first that may be is %(when)s: choose it if it "
                "suits them."
            )
            % {"when": hour_said(first.astimezone(place.zone))},
            code="call_back_not_then",
        )
    return asked


def _try_again(call: Call, now: dt.datetime) -> None:
    """Due again in another part of the day, or given up with what all of its attempts came to: none is left."""
    call.rank = own_rank(call)  # the hour that they had agreed to is over
    again = next_try(call)
    if again is None:
        _finish(call, CallState.NO_CONTACT, final_outcome([one.outcome for one in call.attempts.all()]), now)
    else:
        move_call(call=call, until=again, why=MoveReason.MISSED, now=now)


def _finish(call: Call, state: CallState, outcome: str, now: dt.datetime) -> None:
    call.state, call.outcome, call.finished_at = state, outcome, now
    call.held_by, call.held_until = None, None
