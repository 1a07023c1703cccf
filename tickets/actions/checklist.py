"""The checklist of a case: the points of its kind, and those that somebody added."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.actors import Actor
from core.errors import Refused
from customers.actions.known import check_known
from tickets.actions._ledger import locked_here, record
from tickets.models import CheckItem, Ticket
from tickets.queries.requirements import rules_of
from tickets.rules import MAX_POINTS
from tickets.states import EventKind

LONGEST = 120


@transaction.atomic
def add_point(*, ticket: Ticket, text: str, by: Actor, now: dt.datetime) -> None:
    """Add a point to the checklist of one case. Nothing is written when it has that point already.

    Refused without words or with too many ("point_unfit"), for too many points ("points_many") and for a merged case.
    """
    text = " ".join(text.replace("\x00", "").split())
    if not 0 < len(text) <= LONGEST:
        raise Refused(
            _("Say what is to be done in 1 to %(limit)s characters.") % {"limit": LONGEST}, code="point_unfit"
        )
    check_known(ticket.customer_id)
    ticket = locked_here(ticket)
    if text in rules_of(ticket.kind).checklist or ticket.checks.filter(text=text).exists():
        return
    if ticket.checks.count() >= MAX_POINTS:
        raise Refused(
            ngettext(
                "A checklist has at most %(limit)s point.", "A checklist has at most %(limit)s points.", MAX_POINTS
            )
            % {"limit": MAX_POINTS},
            code="points_many",
        )
    item = CheckItem.objects.create(ticket=ticket, text=text)
    _note(ticket, item, done=False, by=by, now=now)


@transaction.atomic
def tick(*, ticket: Ticket, text: str, by: Actor, now: dt.datetime) -> None:
    """A point is done. Nothing is written when it is already.

    Refused for a point that the case has not ("point_gone"), for who is not staff, and for a merged case.
    """
    if not by.is_staff or by.user_id is None:
        raise Refused(_("Only a person of the company does that."), code="not_staff")
    ticket = locked_here(ticket)
    item = ticket.checks.filter(text=text).first()
    if item is None:
        if text not in rules_of(ticket.kind).checklist:
            raise _gone()
        item = CheckItem(ticket=ticket, text=text)
    if item.done_at is None:
        item.done_at, item.done_by_id = now, by.user_id
        item.save()
        _note(ticket, item, done=True, by=by, now=now)


@transaction.atomic
def untick(*, ticket: Ticket, text: str, by: Actor, now: dt.datetime) -> None:
    """It was not done after all. Nothing is written when it was not.

    Refused for a point that the case has not ("point_gone"), and for a merged case.
    """
    ticket = locked_here(ticket)
    of_kind = text in rules_of(ticket.kind).checklist
    item = ticket.checks.filter(text=text).first()
    if item is None and not of_kind:
        raise _gone()
    if item is not None and item.done_at is not None:
        _note(ticket, item, done=False, by=by, now=now)
        item.done_at = item.done_by = None
        if of_kind:  # it stands in the rules; of another kind of case it would be no point
            item.delete()
        else:
            item.save()


def _gone() -> Refused:
    return Refused(_("This point is not in the list any more. Open the page again."), code="point_gone")


def _note(ticket: Ticket, item: CheckItem, *, done: bool, by: Actor, now: dt.datetime) -> None:
    record(ticket, EventKind.CHECK, data={"item": item.pk, "done": done}, by=by, now=now)
