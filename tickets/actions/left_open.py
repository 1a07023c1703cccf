"""What a case has still open when it is to end: booked visits, hours to choose from, a proposal without an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.zones import zone_of
from remedies.states import BookedThen
from tickets.actions._visits import note_visit
from tickets.actions.visit_ends import cancel_with_case, finish_held
from tickets.models import Appointment, Ticket
from tickets.queries.families import family_ids
from tickets.queries.proposals import waiting_proposal
from tickets.queries.visits import booked_in, open_offer, visits_ahead
from tickets.visits import visit_sentence


def end_visits(ticket: Ticket, then: Mapping[int, BookedThen], *, by: Actor, now: dt.datetime) -> list[Appointment]:
    """Do with each booked visit of a held case what `then` says by its id; those that take place all the same.

    Refused ("visit_booked") while it says nothing about one, and for one that took place before its hour
    ("visit_early").
    """
    booked = booked_in(family_ids(ticket))
    if left := [one for one in booked if one.pk not in then]:
        raise _unsaid(ticket, left)
    for one in booked:
        one.ticket = ticket
        match then[one.pk]:
            case BookedThen.CANCEL:
                cancel_with_case(one, ticket, by=by, now=now)
            case BookedThen.DONE:
                finish_held(one, ticket, by=by, now=now)
            case BookedThen.KEEP:
                note_visit(ticket, one, "kept", by=by, now=now)
    return [one for one in booked if then[one.pk] == BookedThen.KEEP]


def cancel_visits(ticket: Ticket, *, by: Actor, now: dt.datetime) -> None:
    """Cancel each visit that is still to come of a held case that nobody works on any more; a letter says only that."""
    for one in visits_ahead(ticket, now):
        one.ticket = ticket
        cancel_with_case(one, ticket, resolved=False, by=by, now=now)


def check_nothing_waits(ticket: Ticket, now: dt.datetime) -> None:
    """For who ends a case without having its page before them.

    Refused while the customer may still answer a proposal ("proposal_open") or choose an hour ("offer_open").
    """
    if waiting_proposal(ticket, now):
        raise Refused(
            _("The customer can still answer what we proposed. Resolve the case on its own page, which shows it."),
            code="proposal_open",
        )
    if open_offer(ticket, now):
        raise Refused(
            _("The customer can still choose an hour. Resolve the case on its own page, which shows it."),
            code="offer_open",
        )


def check_goes_on(ticket: Ticket, into: Ticket, now: dt.datetime) -> None:
    """Refused ("merge_resolved") when a case with a visit, an offer or a proposal would go on in one that is over."""
    if into.is_active or not ticket.is_active:
        return
    if booked_in(family_ids(ticket)) or open_offer(ticket, now) or waiting_proposal(ticket, now):
        raise Refused(
            _(
                "%(reference)s is resolved, and here a visit is booked or the customer has something to answer. Open "
                "%(reference)s again first."
            )
            % {"reference": into},
            code="merge_resolved",
        )


def _unsaid(ticket: Ticket, visits: Iterable[Appointment]) -> Refused:
    zone = zone_of(ticket.customer.timezone)
    said = " · ".join(visit_sentence(one.kind, one.starts_at, one.ends_at, zone) for one in visits)
    return Refused(
        _("A visit is booked: %(visit)s. Say, where the case is resolved, whether it is cancelled or takes place.")
        % {"visit": said},
        code="visit_booked",
    )
