"""Resolving a case in one go with what its kind still asks for."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from catalog.models import CauseCode
from core.actors import Actor
from customers.actions.known import is_known
from remedies.states import BookedThen
from tickets.actions.checklist import tick
from tickets.actions.fields import confirm_coverage, say_cause, set_own_fields
from tickets.actions.points import answer_point
from tickets.actions.status import resolve_ticket
from tickets.models import Ticket
from tickets.states import Resolution


@dataclass(frozen=True)
class Filled:
    """What was missing and is said now. `decision` is the one about the coverage that somebody read and stands by.

    `points` are those of the checklist, `answers` what is answered to those of the complaint, by their words, `visits`
    what becomes of those that are booked, by their ids.
    """

    cause: CauseCode | None = None
    decision: int | None = None
    fields: Mapping[str, object] = field(default_factory=dict)
    points: Sequence[str] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    visits: Mapping[int, BookedThen] = field(default_factory=dict)


@transaction.atomic
def resolve_filled(
    *,
    ticket: Ticket,
    filled: Filled,
    resolution: Resolution,
    text: str,
    html: str = "",
    seen: int,
    submission: uuid.UUID,
    anyway: bool = False,
    by: Actor,
    now: dt.datetime,
) -> Ticket:
    """Say the cause, confirm the coverage, fill in fields, tick points, answer those of the complaint, and resolve the
    case: all of it or nothing.

    The same `submission` twice resolves once. Refused as each of those verbs is.
    """
    is_known(ticket.customer_id)  # held first; each verb refuses words about who was forgotten
    if filled.cause is not None:
        say_cause(ticket=ticket, cause=filled.cause, by=by, now=now)
    if filled.decision is not None:
        confirm_coverage(ticket=ticket, decision=filled.decision, by=by, now=now)
    if filled.fields:
        set_own_fields(ticket=ticket, values=filled.fields, by=by, now=now)
    for point in filled.points:
        tick(ticket=ticket, text=point, by=by, now=now)
    for point, answer in filled.answers.items():
        answer_point(ticket=ticket, text=point, answer=answer, by=by, now=now)
    return resolve_ticket(
        ticket=ticket, resolution=resolution, text=text, html=html, seen=seen, submission=submission, anyway=anyway,
        visits=filled.visits, by=by, now=now,
    )  # fmt: skip
