"""What a call tells about the person: they want none, or are no more. It holds for all that was planned for them."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from core.actors import Actor
from customers.actions.consents import note_wish
from customers.actions.standing import set_standing
from customers.models import Customer
from customers.states import ConsentTo, Standing
from followups import queries
from followups.models import Call, Invitation
from followups.states import CallState, InvitationState, Means, Reason


def lock_person(customer: Customer) -> None:
    """Hold every record of the person until the end, always in one order and before any call of theirs.

    Two agents who call one person would else each hold a call and wait for the other's.
    """
    list(queries.same_person(customer).order_by("pk").select_for_update(no_key=True).values_list("pk"))


def stop_calling(call: Call, by: Actor, now: dt.datetime) -> None:
    """Remember under every record of the person that they want no calls, and make none that was planned."""
    _drop_calls(call, Reason.OPTED_OUT, now)
    note_wish(records=queries.same_person(call.customer), to=ConsentTo.CALLS, given=False, by=by, now=now)


def bury(call: Call, by: Actor, now: dt.datetime) -> None:
    """They have died: nothing that was planned for them under any record is done.

    Only the records with their e-mail say so, with the trace of who heard it: a telephone may be of a whole family.
    """
    set_standing(customer=call.customer, standing=Standing.DECEASED, holds=True, by=by, now=now)
    _drop_calls(call, Reason.DECEASED, now)
    _drop_surveys(Q(customer__in=queries.same_person(call.customer)), Reason.DECEASED)


def drop_surveys_of_order(call: Call) -> None:
    """Nobody asks how an order went that was cancelled."""
    _drop_surveys(_same_fact(call), Reason.CANCELLED)


def not_asked_besides(call: Call) -> None:
    """Whoever was reached is not asked the same in writing, where the plan asks only those whom nobody reached."""
    _drop_surveys(_same_fact(call) & Q(plan__means=Means.CALL_ELSE_SURVEY), Reason.CALLED)


def _same_fact(call: Call) -> Q:
    if call.delivery_id:
        return Q(delivery=call.delivery_id)
    if call.unit_id:
        return Q(unit=call.unit_id, about_on=call.about_on)
    return Q(ticket=call.ticket_id) if call.ticket_id else Q(pk__in=[])


def _drop_calls(call: Call, reason: Reason, now: dt.datetime) -> None:
    person = queries.same_person(call.customer)
    waiting = Call.objects.filter(customer__in=person, state=CallState.PLANNED).exclude(pk=call.pk)
    held = waiting.order_by("pk").select_for_update(of=("self",))
    Call.objects.filter(pk__in=[other.pk for other in held]).update(
        state=CallState.SUPPRESSED, reason=reason, finished_at=now, held_by=None, held_until=None
    )


def _drop_surveys(which: Q, reason: Reason) -> None:
    waiting = Invitation.objects.filter(which, state=InvitationState.PLANNED)
    held = list(waiting.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=held).update(state=InvitationState.SUPPRESSED, reason=reason)
