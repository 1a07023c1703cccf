"""Cases that have to do with each other: related ones, and those that hang on a main case."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from tickets.actions._ledger import check_here, check_in_hand, locked_all, locked_as, record
from tickets.models import Relation, Ticket
from tickets.queries.families import line_of
from tickets.states import EventKind, RelationKind


@transaction.atomic
def relate(*, one: Ticket, other: Ticket, by: Actor, now: dt.datetime) -> Relation:
    """Say that two cases have to do with each other. Nothing is written when it is said already.

    Refused with itself ("relate_self") and for a merged case.
    """
    first, second = _held_pair(one, other)
    relation, is_new = Relation.objects.get_or_create(one=first, other=second, kind=RelationKind.RELATED)
    if is_new:
        _note_both(first, second, on=True, by=by, now=now)
    return relation


@transaction.atomic
def unrelate(*, one: Ticket, other: Ticket, by: Actor, now: dt.datetime) -> None:
    """Take that back. That one was split from the other, or goes on from it, stays. Refused as `relate` does."""
    first, second = _held_pair(one, other)
    gone, _what = Relation.objects.filter(one=first, other=second, kind=RelationKind.RELATED).delete()
    if gone:
        _note_both(first, second, on=False, by=by, now=now)


@transaction.atomic
def set_parent(*, ticket: Ticket, parent: Ticket | None, by: Actor, now: dt.datetime) -> Ticket:
    """Hang a case on a main one, or on none. Nothing is written when it is so already.

    Refused for itself ("parent_self"), for one that hangs on this case at any depth ("parent_circle"), and for cases
    that were set aside.
    """
    if parent is not None and parent.pk == ticket.pk:
        raise Refused(_("A case cannot be its own main case. Choose another one."), code="parent_self")
    # The whole line is held: another one who hangs its head on this case has to wait, and then sees the circle.
    held = locked_as(lambda: [ticket.pk, *(line_of(parent.pk) if parent else ())])
    ticket, parent = held[ticket.pk], held[parent.pk] if parent else None
    check_here(ticket)
    if ticket.parent_id == (parent.pk if parent else None):
        return ticket
    if parent is not None:
        check_in_hand(parent)
        if ticket.pk in line_of(parent.pk):
            raise Refused(
                _("%(reference)s hangs on this case already. Take it off first.") % {"reference": parent},
                code="parent_circle",
            )
    before, ticket.parent = ticket.parent_id, parent
    ticket.save(update_fields=["parent"])
    record(ticket, EventKind.PARENT, data={"from": before, "to": parent.pk if parent else None}, by=by, now=now)
    return ticket


def note_relation(ticket: Ticket, other: Ticket, kind: RelationKind, *, on: bool, by: Actor, now: dt.datetime) -> None:
    """The line of one case's ledger about another, in the caller's transaction."""
    record(ticket, EventKind.RELATED, data={"case": other.pk, "kind": kind, "on": on}, by=by, now=now)


def _held_pair(one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    """Both, held, the older one first. Refused for the same one twice and for merged ones."""
    if one.pk == other.pk:
        raise Refused(_("A case cannot be related to itself. Choose another one."), code="relate_self")
    pair = [ticket for _pk, ticket in sorted(locked_all([one.pk, other.pk]).items())]
    for ticket in pair:
        check_here(ticket)
    return pair[0], pair[1]


def _note_both(one: Ticket, other: Ticket, *, on: bool, by: Actor, now: dt.datetime) -> None:
    note_relation(one, other, RelationKind.RELATED, on=on, by=by, now=now)
    note_relation(other, one, RelationKind.RELATED, on=on, by=by, now=now)
