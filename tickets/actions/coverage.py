"""Deciding what covers the unit of a case: when it is opened, and again whenever its facts change."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.zones import zone_of
from customers.models import Customer
from tickets.actions._ledger import locked, record
from tickets.models import CoverageDecision, Ticket
from tickets.states import EventKind
from warranties.queries import decision_on, local_date, unit_facts
from warranties.states import Cause


def check_defect(began_on: dt.date, customer: Customer, now: dt.datetime) -> None:
    """Refused when that day has not come yet where the customer is."""
    if began_on > now.astimezone(zone_of(customer.timezone)).date():
        raise Refused(_("The defect cannot begin in the future."), code="defect_in_future")


@transaction.atomic
def decide_coverage(
    *, ticket: Ticket, cause: Cause | None = None, defect_on: dt.date | None = None, by: Actor, now: dt.datetime
) -> CoverageDecision:
    """Decide on the facts known now and keep the decision with them; earlier decisions stay as they were.

    `cause` and `defect_on` are what somebody has just found out; left out, what was known before counts. When nothing
    changed, nothing is written and the last decision comes back. Refused without a unit, and for a defect in the
    future.
    """
    ticket = locked(ticket)
    if ticket.unit is None:
        raise Refused(_("Say first which product the case is about."), code="unit_missing")
    claimed = local_date(ticket.unit, ticket.created_at)
    if defect_on is not None and defect_on != ticket.defect_on:
        check_defect(defect_on, ticket.unit.purchase.customer, now)
        ticket.defect_on = defect_on
        ticket.save(update_fields=["defect_on"])
    last = ticket.decisions.first()
    known = cause.value if cause else (last.facts["cause"] if last else Cause.UNKNOWN.value)
    facts = unit_facts(ticket.unit, claim_date=claimed, defect_date=ticket.defect_on, cause=known)
    decision = decision_on(ticket.unit, facts)
    if last and last.facts == facts.to_json() and last.decision == decision.to_json():
        return last
    row = CoverageDecision.objects.create(
        ticket=ticket,
        verdict=decision.verdict,
        decision=decision.to_json(),
        facts=facts.to_json(),
        at=now,
        actor_kind=by.kind,
        actor_id=by.user_id,
    )
    record(ticket, EventKind.COVERAGE, data={"verdict": decision.verdict, "decision": row.pk}, by=by, now=now)
    return row
