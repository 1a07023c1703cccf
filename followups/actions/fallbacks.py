"""The second way to somebody whom the first did not reach: a survey instead of a call, a call after a survey."""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from followups import queries
from followups.actions.lanes import lane_of
from followups.actions.troubles import note_trouble, settle_troubles
from followups.facts import is_dialled
from followups.models import Arm, Call, Invitation, PlanVersion
from followups.schedule import next_callable, next_mailable
from followups.states import CallKind, CallState, InvitationState, Means, Rank, Reason, SurveyKind, TroubleKind
from followups.windows import Hours, NoHours

log = structlog.get_logger(__name__)

BATCH = 100
AFTER_TROUBLE = dt.timedelta(hours=1)
_UNANSWERED = (InvitationState.SENT, InvitationState.SUPPRESSED)


@transaction.atomic
def survey_instead(*, call: Call, now: dt.datetime) -> Invitation | None:
    """Plan the survey that a plan wants where its call reaches nobody; None where it wants none, or there is another.

    Whether the person may be asked is looked at when it is due, as of any survey.
    """
    plan = call.plan
    if plan is None or plan.means != Means.CALL_ELSE_SURVEY or call.kind == CallKind.LOOP:
        return None
    assert plan.questionnaire_id, "a plan that asks has a questionnaire"
    planned = Invitation(
        kind=SurveyKind(call.kind),
        plan=plan,
        questionnaire_id=plan.questionnaire_id,
        medium=plan.medium,
        customer_id=call.customer_id,
        purchase_id=call.delivery.purchase_id if call.delivery else None,
        delivery_id=call.delivery_id,
        ticket_id=call.ticket_id,
        unit_id=call.unit_id,
        about_on=call.about_on,
        instead_of=call,
        due_at=next_mailable(now, queries.place_of(call.customer)),
        created_at=now,
    )
    Invitation.objects.bulk_create([planned], ignore_conflicts=True)
    return Invitation.objects.filter(instead_of=call).first()


@transaction.atomic
def call_instead(*, now: dt.datetime, limit: int = BATCH) -> int:
    """Plan the calls to up to `limit` people who did not answer, or whom no survey could reach; how many it looked at.

    Whether they may be called is looked at before it rings, as of any call. A survey that was begun or taken back is
    followed by none, nor is one to who was forgotten since. One that cannot be planned waits an hour and does not stop
    the others.
    """
    waiting = Invitation.objects.to_call(now).select_related("plan__plan", "customer", "delivery", "ticket")
    held = waiting.select_for_update(of=("self", "customer"), skip_locked=True, no_key=True)
    some = list(held.order_by("call_at", "pk")[:limit])
    held_out = _held_out(some)
    settle_troubles(now=now, kind=TroubleKind.NOT_PLANNED, invitation__in=some)
    for invitation in some:
        try:
            with transaction.atomic():
                if _is_unanswered(invitation):
                    _plan_call(invitation, invitation.pk in held_out, now)
                Invitation.objects.filter(pk=invitation.pk).update(call_at=None)
        except Exception as error:
            _note_failure(invitation, error, now)
    return len(some)


def _held_out(invitations: list[Invitation]) -> set[int]:
    """Those whose fact was given to the group that is not called."""
    arms = Arm.objects.filter(held_out=True)
    same = Q(Exists(arms.filter(delivery=OuterRef("delivery")))) | Q(Exists(arms.filter(ticket=OuterRef("ticket"))))
    asked = Invitation.objects.filter(pk__in=[one.pk for one in invitations])
    return set(asked.filter(same).values_list("pk", flat=True))


def _is_unanswered(invitation: Invitation) -> bool:
    is_open = invitation.started_at is None and invitation.revoked_at is None
    return is_open and invitation.state in _UNANSWERED and invitation.customer.erased_at is None


def _plan_call(invitation: Invitation, held_out: bool, now: dt.datetime) -> None:
    plan, customer = invitation.plan, invitation.customer
    assert plan, "only a plan has a call follow"
    place = queries.place_of(customer)
    reason = Reason.HELD_OUT if held_out else "" if is_dialled(customer.phone) else Reason.NO_ADDRESS
    call = Call(
        kind=CallKind(invitation.kind),
        plan=plan,
        lane=lane_of(place=place, plan=plan),
        customer=customer,
        delivery_id=invitation.delivery_id,
        ticket_id=invitation.ticket_id,
        unit_id=invitation.unit_id,
        about_on=invitation.about_on,
        rank=Rank.LATE if invitation.delivery and invitation.delivery.late else Rank.USUAL,
        due_at=_due_at(invitation, plan, now),
        state=CallState.SUPPRESSED if reason else CallState.PLANNED,
        reason=reason,
        created_at=now,
        finished_at=now if reason else None,
    )
    Call.objects.bulk_create([call], ignore_conflicts=True)


def _due_at(invitation: Invitation, plan: PlanVersion, now: dt.datetime) -> dt.datetime:
    place, hours = queries.place_of(invitation.customer), Hours(plan.call_from, plan.call_until)
    try:
        return next_callable(now, place, queries.quiet_of(invitation.customer), hours)
    except NoHours:  # their quiet leaves none; whether to call at all is seen when it is due
        return next_callable(now, place, None, hours)


def _note_failure(invitation: Invitation, error: Exception, now: dt.datetime) -> None:
    log.warning("call_not_planned", invitation=invitation.pk, error=type(error).__name__)
    Invitation.objects.filter(pk=invitation.pk).update(call_at=now + AFTER_TROUBLE)
    note_trouble(kind=TroubleKind.NOT_PLANNED, detail=type(error).__name__, invitation=invitation, now=now)
