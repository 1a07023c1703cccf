"""The solution that we proposed in a case, as its customer reads it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise

from remedies.states import ProposalState
from tickets.models import Proposal, Ticket
from tickets.proposals import OFFERED
from tickets.queries.proposals import is_open, newest_proposal


@dataclass(frozen=True)
class Proposed:
    """`is_open`: it can be answered now; one that still waits and is not open came to its last day."""

    row: Proposal
    is_open: bool

    @property
    def offered(self) -> str | Promise:
        """What we would do."""
        return OFFERED[self.row.resolution]

    @property
    def is_late(self) -> bool:
        """Whether it came to its last day without an answer."""
        return self.row.state == ProposalState.OPEN and not self.is_open

    @property
    def was_accepted(self) -> bool:
        return self.row.state == ProposalState.ACCEPTED

    @property
    def was_refused(self) -> bool:
        return self.row.state == ProposalState.REFUSED


def proposed_in(ticket: Ticket, now: dt.datetime) -> Proposed | None:
    """The newest that stands, while the case goes on: neither withdrawn nor long done."""
    row = newest_proposal(ticket) if ticket.is_active else None
    if row is None or row.state == ProposalState.WITHDRAWN:
        return None
    return Proposed(row, is_open(row, ticket, now))
