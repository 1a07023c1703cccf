"""The rows at the end of a trial, read once and as they are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from dev.faults.facts import Month
from dev.faults.people import Someone

UNHAPPY = {"csat": 2, "nps": 6}


class Asked(NamedTuple):
    id: int
    kind: str
    customer: int
    delivery: int | None
    ticket: int | None
    state: str
    reason: str
    due_at: dt.datetime
    sent_at: dt.datetime | None
    reminded_at: dt.datetime | None
    started_at: dt.datetime | None
    mail: int | None
    reminder: int | None
    instead_of: int | None
    # When its letter was taken back, after it had been sent.
    withdrawn_at: dt.datetime | None
    relation: bool
    unhappy: bool


class Called(NamedTuple):
    id: int
    kind: str
    customer: int
    delivery: int | None
    invitation: int | None
    state: str
    reason: str
    outcome: str
    due_at: dt.datetime
    finished_at: dt.datetime | None


class Letter(NamedTuple):
    id: int
    message_id: str
    kind: str
    to: str
    status: str
    attempts: int
    last_error: str
    paced_at: dt.datetime | None


class Tried(NamedTuple):
    call: int
    agent: int
    at: dt.datetime
    outcome: str


@dataclass
class Rows:
    asked: list[Asked]
    calls: list[Called]
    attempts: list[Tried]
    letters: dict[int, Letter]
    loops: list[int]
    troubles: list[tuple[str, int | None]]
    undone: set[int]
    resolved: set[int]
    held_out: set[int]
    # Persons who said on the telephone that they want no more calls.
    refused: set[int]
    people: dict[int, object]
    # Of cases that calls and answers opened: by record, from when until when.
    opened: dict[int, list[tuple[dt.datetime, dt.datetime | None]]]
    zones: dict[int, str]
    came: list

    @classmethod
    def read(cls, month: Month, people: dict[int, Someone] | None = None, came: list | None = None) -> Rows:
        from core.models import OutgoingMessage
        from customers.models import Customer, Delivery
        from followups.models import Arm, Call, CallAttempt, Loop, Trouble
        from tickets.models import Ticket

        opened = _opened_again(month)
        for pk, customer, created, resolved in Ticket.objects.values_list(
            "pk", "customer", "created_at", "resolved_at"
        ):
            if pk not in month.cases:
                opened[customer].append((created, resolved))
        calls = Call.objects.values_list(
            "pk", "kind", "customer", "delivery", "invitation", "state", "reason", "outcome", "due_at", "finished_at"
        )
        told = [Called(*row) for row in calls]
        letters = OutgoingMessage.objects.values_list(
            "pk", "message_id", "kind", "to", "status", "attempts", "last_error", "paced_at"
        )
        return cls(
            asked=_asked(),
            calls=told,
            attempts=[Tried(*row) for row in CallAttempt.objects.values_list("call", "agent", "at", "outcome")],
            letters={row[0]: Letter(*row) for row in letters},
            loops=list(Loop.objects.values_list("invitation", flat=True)),
            troubles=list(Trouble.objects.values_list("kind", "delivery")),
            undone=set(Delivery.objects.filter(delivered_at=None).values_list("pk", flat=True)),
            resolved=set(Ticket.objects.filter(resolved_at__isnull=False).values_list("pk", flat=True)),
            held_out=set(Arm.objects.filter(held_out=True).values_list("delivery", flat=True)),
            refused={people[call.customer].number for call in told if call.outcome == "refused" and people},
            people=Customer.objects.in_bulk(),
            opened=opened,
            zones={pk: one.place.zone for pk, one in (people or {}).items()},
            came=came or [],
        )

    def zone(self, customer: int) -> str:
        return self.zones[customer]

    def was_open(self, person: Someone, at: dt.datetime, month: Month) -> bool:
        """Whether they had an open case at that moment under any record; one of that same moment is not known yet."""
        spans = [span for pk in person.records for span in self.opened.get(pk, ())]
        spans += [span for pk in person.records for case in month.of_record.get(pk, ()) for span in case.open]
        return any(start < at and (until is None or at < until) for start, until in spans)


def _opened_again(month: Month) -> dict[int, list[tuple[dt.datetime, dt.datetime | None]]]:
    """Cases of the month that an unhappy answer opened again: the ledger says when."""
    from tickets.models import TicketEvent

    found = defaultdict(list)
    again = TicketEvent.objects.filter(kind="status", ticket__in=list(month.cases)).exclude(to_status="resolved")
    for pk, at in again.values_list("ticket", "at"):
        case = month.cases[pk]
        found[case.customer].append((at, min((until for _from, until in case.open if until > at), default=None)))
    return found


def _asked() -> list[Asked]:
    from django.db.models import Case, When

    from followups.models import Answer, Invitation

    low = set()
    for invitation, question, value in Answer.objects.filter(invitation__isnull=False).values_list(
        "invitation", "question", "value"
    ):
        if value is not None and value <= UNHAPPY.get(question, -1):
            low.add(invitation)
    withdrawn = Case(When(state="suppressed", then="checked_at"))
    names = (
        "pk", "kind", "customer", "delivery", "ticket", "state", "reason", "due_at", "sent_at", "reminded_at",
        "started_at", "mail", "reminder", "instead_of", "withdrawn_at", "questionnaire__scope",
    )  # fmt: skip
    found = Invitation.objects.filter(source="planned").annotate(withdrawn_at=withdrawn).values_list(*names)
    return [Asked(*row[:-1], row[-1] == "relation", row[0] in low) for row in found]
