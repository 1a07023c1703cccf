"""Sending the surveys that are due. The world is looked at again on the day: a plan of last week knows it not."""

from __future__ import annotations

import datetime as dt

import structlog
from django.db import connection, transaction

from customers.models import Customer
from followups import queries
from followups.models import Invitation, Plan
from followups.notices import ask
from followups.schedule import case_survey_at, survey_at
from followups.states import InvitationState, Reason, SurveyKind
from tickets.models import Ticket

log = structlog.get_logger(__name__)

ONE_PERSON_AT_A_TIME = 5001  # the class of our advisory locks; any number that nobody else uses
AFTER_TROUBLE = dt.timedelta(hours=1)


@transaction.atomic
def dispatch_next(*, plan: Plan, now: dt.datetime) -> Invitation | None:
    """Send one due survey, or suppress it with its reason, or put it off; None when nothing is due.

    The invitation and its message in the outbox commit together, or neither does. Workers never hold the same one.
    One that cannot be made, whatever the cause, waits an hour and does not stop the others.
    """
    due = Invitation.objects.due(now).select_related("customer", "delivery", "ticket").order_by("due_at", "pk")
    invitation = due.select_for_update(of=("self",), skip_locked=True).first()
    if invitation is None:
        return None
    try:
        with transaction.atomic():
            _decide(invitation, plan, now)
    except Exception:
        log.exception("survey_not_sent", invitation=invitation.pk)
        Invitation.objects.filter(pk=invitation.pk).update(due_at=now + AFTER_TROUBLE)
        invitation.refresh_from_db(fields=["state", "reason", "sent_at", "due_at", "mail"])
    return invitation


def _decide(invitation: Invitation, plan: Plan, now: dt.datetime) -> None:
    if invitation.customer.email:
        _lock_person(invitation.customer.email)
    if reason := _gone(invitation) or _unwanted(invitation, plan, now):
        invitation.state, invitation.reason = InvitationState.SUPPRESSED, reason
    elif (due_at := _due_at(invitation, plan)) > now:
        invitation.due_at = due_at
    else:
        invitation.mail = ask(invitation, now)
        invitation.state, invitation.sent_at = InvitationState.SENT, now
    invitation.save(update_fields=["state", "reason", "due_at", "mail", "sent_at"])


def _gone(invitation: Invitation) -> Reason | None:
    """What was planned about is no longer so."""
    if invitation.kind == SurveyKind.DELIVERY:
        delivered = invitation.delivery and invitation.delivery.completed_at
        return None if delivered else Reason.NOT_DELIVERED
    return None if invitation.ticket and invitation.ticket.resolved_at else Reason.REOPENED


def _unwanted(invitation: Invitation, plan: Plan, now: dt.datetime) -> Reason | None:
    """Why this person is not to be asked today."""
    email = invitation.customer.email
    if invitation.customer.no_surveys:
        return Reason.OPTED_OUT
    if not email:
        return Reason.NO_ADDRESS
    if Customer.objects.filter(email=email, no_surveys=True).exists():  # the same person under another reference
        return Reason.OPTED_OUT
    if invitation.ticket and invitation.ticket.safety:
        return Reason.SAFETY
    if now - _happened_at(invitation) > dt.timedelta(days=_window_days(invitation, plan)):
        return Reason.TOO_LATE
    if Ticket.objects.active().filter(customer__email=email).exists():
        return Reason.OPEN_CASE
    if invitation.kind == SurveyKind.DELIVERY and _asked_since(email, now - dt.timedelta(days=plan.quarantine_days)):
        return Reason.ASKED_RECENTLY
    return None


def _asked_since(email: str, since: dt.datetime) -> bool:
    asked = Invitation.objects.filter(customer__email=email, kind=SurveyKind.DELIVERY, sent_at__gt=since)
    return asked.exists()


def _happened_at(invitation: Invitation) -> dt.datetime:
    """When the delivery was complete or the case resolved."""
    if invitation.kind == SurveyKind.DELIVERY:
        assert invitation.delivery
        assert invitation.delivery.completed_at
        return invitation.delivery.completed_at
    assert invitation.ticket
    assert invitation.ticket.resolved_at
    return invitation.ticket.resolved_at


def _window_days(invitation: Invitation, plan: Plan) -> int:
    is_delivery = invitation.kind == SurveyKind.DELIVERY
    return plan.survey_window_days if is_delivery else plan.case_survey_window_days


def _due_at(invitation: Invitation, plan: Plan) -> dt.datetime:
    """When it is due by what is known today: it may have been installed, or opened and resolved again, meanwhile."""
    place = queries.place_of(invitation.customer)
    if invitation.kind == SurveyKind.DELIVERY:
        return survey_at(_happened_at(invitation), plan.survey_after_days, place)
    return case_survey_at(_happened_at(invitation), plan.case_survey_after_hours, place)


def _lock_person(email: str) -> None:
    """Hold the person until the end of the transaction, so that two workers do not ask them at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [ONE_PERSON_AT_A_TIME, email])
