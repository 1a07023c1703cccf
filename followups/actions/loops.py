"""Closing the loop: whoever was unhappy hears from a person of us by a certain moment, in a case or in a call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from core.models import User
from customers.actions.known import is_known
from followups import queries
from followups.actions.lanes import lane_of
from followups.actions.loop_cases import case_of_answers
from followups.facts import is_dialled
from followups.models import Answer, Call, Invitation, Loop, PlanVersion
from followups.questionnaires import unhappy_about
from followups.schedule import leaves_time, next_callable, working_deadline
from followups.states import CallKind, LoopBy, Rank
from followups.windows import USUAL, Hours
from tickets.models import Ticket

LOOP_DAYS = 1  # when no plan made the survey


def open_loop(*, invitation: Invitation, answers: Mapping[str, Answer], now: dt.datetime) -> Loop | None:
    """Of an unhappy answer: a call to make or a case, as the plan says, with its deadline; None of any other answer.

    Whoever is not to be called gets a case. In the caller's transaction, which holds the invitation and saves the
    `opened_ticket` that it is given here. Nothing is opened about spam, nor for who was forgotten.
    """
    values = {code: answer.value for code, answer in answers.items()}
    about = unhappy_about(values)
    if about is None or not is_known(invitation.customer_id):
        return None
    plan = invitation.plan
    days = plan.loop_days if plan else LOOP_DAYS
    due_at = working_deadline(now, days, queries.place_of(invitation.customer))
    call = _call(invitation, plan, due_at, now) if plan and plan.loop_by == LoopBy.CALL else None
    ticket = None if call else case_of_answers(invitation=invitation, answers=answers, now=now)
    if call is None and ticket is None:
        return None
    asked_about = invitation.ticket if call else ticket
    return Loop.objects.create(
        invitation=invitation,
        question=about,
        score=values[about],
        ticket=ticket,
        call=call,
        owner=owner_of(asked_about),
        opened_at=now,
        due_at=due_at,
    )


def owner_of(ticket: Ticket | None) -> User | None:
    """Whose case it is, as long as they work here."""
    person = ticket.assignee if ticket else None
    return person if person and person.is_active else None


def _call(invitation: Invitation, plan: PlanVersion, deadline_at: dt.datetime, now: dt.datetime) -> Call | None:
    customer = invitation.customer
    place, quiet = queries.place_of(customer), queries.quiet_of(customer)
    hours = Hours(plan.call_from, plan.call_until)
    if not leaves_time(None, place, hours):  # no hour of the plan's own is legal there: by our usual ones
        hours = USUAL
    if not _may_be_called(invitation) or not leaves_time(quiet, place, hours):
        return None
    return Call.objects.create(
        kind=CallKind.LOOP,
        rank=Rank.LOOP,
        plan=plan,
        lane=lane_of(place=place, plan=plan if hours is not USUAL else None),
        customer=customer,
        delivery=invitation.delivery,
        ticket=invitation.ticket,
        invitation=invitation,
        due_at=next_callable(now, place, quiet, hours),
        deadline_at=deadline_at,
        created_at=now,
    )


def _may_be_called(invitation: Invitation) -> bool:
    customer = invitation.customer
    if not is_dialled(customer.phone) or queries.not_to_be_called([customer]):
        return False
    person = queries.same_person(customer)
    return not (person.filter(minor=True) | person.filter(deceased=True) | person.filter(in_dispute=True)).exists()
