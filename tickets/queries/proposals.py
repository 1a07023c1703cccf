"""Reads of the solutions that were proposed in a case and in those that were merged into it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from remedies.states import ProposalState
from tickets.models import Proposal, Ticket
from tickets.proposals import OFFERED, can_be_answered
from tickets.queries.deadlines import place_of
from tickets.queries.families import family_ids


def proposals_of(ticket: Ticket) -> QuerySet[Proposal]:
    """All of them, the newest first."""
    rows = Proposal.objects.filter(ticket__in=family_ids(ticket)).order_by("-proposed_at", "-pk")
    return rows.select_related("message", "answer", "proposed_by")


def newest_proposal(ticket: Ticket) -> Proposal | None:
    """The one that stands: what was proposed before it counts no more."""
    return proposals_of(ticket).first()


def agreed_in(ticket: Ticket) -> Proposal | None:
    """What the customer said yes to, as long as nothing else was proposed since."""
    newest = newest_proposal(ticket)
    return newest if newest and newest.state == ProposalState.ACCEPTED else None


def is_open(proposal: Proposal, ticket: Ticket, now: dt.datetime) -> bool:
    """Whether the customer of this case may answer it now."""
    today = now.astimezone(place_of(ticket.customer).zone).date()
    return ticket.is_active and can_be_answered(proposal.state, proposal.open_until, today)


def waiting_proposal(ticket: Ticket, now: dt.datetime) -> Proposal | None:
    """What the customer of this case may still say yes or no to."""
    newest = newest_proposal(ticket)
    return newest if newest and is_open(newest, ticket, now) else None


@dataclass(frozen=True, slots=True)
class Offered:
    """A proposal as the page of a case at the desk shows it."""

    pk: int
    state: str
    resolution: str
    amount: Decimal | None
    currency: str
    open_until: dt.date | None
    proposed_at: dt.datetime
    answered_at: dt.datetime | None
    by: str

    @property
    def is_open(self) -> bool:
        return self.state == ProposalState.OPEN

    @property
    def words(self) -> str:
        """What we would do."""
        return str(OFFERED[self.resolution])

    @property
    def state_words(self) -> str:
        return str(ProposalState(self.state).label)


def offered_from(rows: Sequence[Sequence[Any]] | None) -> list[Offered]:
    """From what `beside` reads, in its order."""
    return [_offered(*row) for row in rows or ()]


def _offered(*row: Any) -> Offered:
    pk, state, resolution, amount, currency, until, at, answered, by = row
    return Offered(
        pk=pk,
        state=state,
        resolution=resolution,
        amount=Decimal(amount) if amount else None,
        currency=currency,
        open_until=dt.date.fromisoformat(until) if until else None,
        proposed_at=dt.datetime.fromisoformat(at),
        answered_at=dt.datetime.fromisoformat(answered) if answered else None,
        by=by,
    )
