"""What covers the pieces of the invented active cases, decided as it would have been."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from core.actors import SYSTEM
from tickets.models import CoverageDecision, Ticket, TicketEvent
from tickets.states import EventKind
from warranties.answers import Answers
from warranties.coverage import decide
from warranties.queries import facts_of, histories, leaned_on, local_date, plan_terms, promises_to, rulebook

BATCH = 1000


def decide_active(numbers: range, *, now: dt.datetime) -> Iterator[int]:
    """A decision, and its line in the ledger, of each active case with a piece; how many, a batch at a time."""
    rules, last = rulebook(), numbers.start - 1
    asked = Ticket.objects.active().filter(unit__isnull=False, pk__lt=numbers.stop)
    asked = asked.select_related("unit__product", "unit__delivery", "unit__purchase__customer").order_by("pk")
    while found := list(asked.filter(pk__gt=last)[:BATCH]):
        last, rows, day = found[-1].pk, [], now.date()
        units = [ticket.unit for ticket in found]
        lived, promised = histories(units, day, day), promises_to(units)
        for ticket in found:
            unit = ticket.unit
            facts = replace(facts_of(unit, lived[unit.pk]), claim_date=local_date(unit, ticket.created_at))
            promises = promised[unit.pk]
            plans = [plan_terms(cover) for cover in promises.plans]
            decision = decide(facts, rules, [it.terms for it in promises.guarantees], plans)
            rows.append(
                CoverageDecision(
                    ticket=ticket, verdict=decision.verdict.value, decision=decision.to_json(), facts=facts.to_json(),
                    answers=Answers().to_json(), rules=leaned_on(decision, rules), at=ticket.created_at,
                    actor_kind=SYSTEM.kind,
                )
            )  # fmt: skip
        CoverageDecision.objects.bulk_create(rows)
        TicketEvent.objects.bulk_create(
            TicketEvent(
                ticket_id=row.ticket_id, kind=EventKind.COVERAGE, at=row.at, actor_kind=SYSTEM.kind,
                data={"verdict": row.verdict, "decision": row.pk},
            )
            for row in rows
        )  # fmt: skip
        yield len(rows)
