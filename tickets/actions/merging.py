"""Two cases about the same: one goes on in the other, and can be taken out again as it was."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from tickets.actions._ledger import check_in_hand, locked_all, locked_as, record
from tickets.actions.assignment import give_priority, raise_alarm
from tickets.actions.clocks import keep_clocks
from tickets.actions.left_open import check_goes_on
from tickets.actions.legal_cases import carry_request, carry_starts, return_requests, return_starts
from tickets.actions.promise_cases import carry_promises, return_promises
from tickets.danger import mentions_danger
from tickets.models import Ticket, TicketEvent
from tickets.queries.families import end_of, family_ids, line_of
from tickets.states import Aside, EventKind, MessageKind, Priority


@transaction.atomic
def merge_tickets(*, ticket: Ticket, into: Ticket, by: Actor, now: dt.datetime) -> Ticket:
    """From now on `ticket` goes on in `into`, which shows its words; its own row stays as it is for the way back.

    A case of danger makes the other one a case of danger too. Nothing is written when it is so already. Refused with
    itself ("merge_self"), with a case above or below it ("merge_child"), of another customer, who would read it
    ("merge_other_customer"), into a case set aside ("merge_aside"), into one that is resolved while a visit, an offer
    of hours or a proposal waits in it ("merge_resolved"), and when it is aside itself ("merged", "spam").
    """
    if ticket.pk == into.pk:
        raise Refused(_("A case cannot be merged with itself. Choose another one."), code="merge_self")
    held = locked_all([ticket.pk, into.pk])
    ticket, into = held[ticket.pk], held[into.pk]
    if ticket.merged_into_id == into.pk:
        return ticket
    _check(ticket, into)
    check_goes_on(ticket, into, now)
    ticket.aside, ticket.merged_into = Aside.MERGED, into
    ticket.save(update_fields=["aside", "merged_into"])
    data = {"from": "", "to": Aside.MERGED, "into": into.pk}
    record(ticket, EventKind.ASIDE, data=data, by=by, now=now)
    lent = _lend_alarm(ticket, into, by=by, now=now)
    record(into, EventKind.MERGED, data={"case": ticket.pk} | lent, by=by, now=now)
    carry_promises(of=ticket, to=into)
    carry_starts(of=ticket, to=into)
    carry_request(of=ticket, to=into)
    for case in (ticket, into):
        keep_clocks(case, now=now)
    return ticket


@transaction.atomic
def unmerge_ticket(*, ticket: Ticket, by: Actor, now: dt.datetime) -> Ticket:
    """The case is a case of its own again, as it was; what was written in the other one since stays there.

    The danger that came with it goes too, unless somebody has looked at it since or there is another reason for it.
    Nothing is written when it was not merged.
    """
    held = locked_as(lambda: _both_and_the_end(ticket))
    ticket = held[ticket.pk]
    if ticket.merged_into_id is None:
        return ticket
    into = held[ticket.merged_into_id]
    ticket.aside, ticket.merged_into = "", None
    ticket.save(update_fields=["aside", "merged_into"])
    record(ticket, EventKind.ASIDE, data={"from": Aside.MERGED, "to": "", "into": None}, by=by, now=now)
    record(into, EventKind.UNMERGED, data={"case": ticket.pk}, by=by, now=now)
    return_promises(of=ticket)
    return_starts(of=ticket)
    return_requests(of=ticket)
    _give_alarm_back(into, by=by, now=now)
    for case in held.values():
        keep_clocks(case, now=now)
    return ticket


def _both_and_the_end(ticket: Ticket) -> list[int]:
    """The case, the one that it was merged into, and the one in which that goes on, whose terms of law hang on both."""
    into = Ticket.objects.values_list("merged_into", flat=True).get(pk=ticket.pk)
    return sorted({ticket.pk, into, end_of(into)}) if into else [ticket.pk]


def _check(ticket: Ticket, into: Ticket) -> None:
    if into.pk in {*family_ids(ticket), *line_of(ticket.pk)} or ticket.pk in line_of(into.pk):
        raise Refused(
            _("%(reference)s is above or below this case. Undo that first, or choose another one.")
            % {"reference": into},
            code="merge_child",
        )
    check_in_hand(ticket)
    if into.customer_id != ticket.customer_id:
        raise Refused(
            _("%(reference)s is of another customer, who would read this one. Relate them instead.")
            % {"reference": into},
            code="merge_other_customer",
        )
    if into.aside:
        raise Refused(
            _("%(reference)s was set aside itself. Choose the case in which you go on.") % {"reference": into},
            code="merge_aside",
        )


def _lend_alarm(ticket: Ticket, into: Ticket, *, by: Actor, now: dt.datetime) -> dict[str, object]:
    """What the receiving case was before a case of danger came into it, where that changed it."""
    before: dict[str, object] = {}
    if ticket.safety:
        before |= {} if into.safety else {"safety": False}
        before |= {} if into.priority == Priority.URGENT else {"priority": into.priority}
        raise_alarm(into, by=by, now=now)
    return before


def _give_alarm_back(into: Ticket, *, by: Actor, now: dt.datetime) -> None:
    """Undo what merges lent to a case, as far as nobody changed it since, when no reason for it is left in the case."""
    safety, priority = _lent(into, "safety", EventKind.SAFETY), _lent(into, "priority", EventKind.PRIORITY)
    borrowed = [event.pk for event in (safety, priority) if event]
    if not borrowed or _is_danger_without(into, since=min(borrowed)):
        return
    if safety and into.safety:
        into.safety = False
        into.save(update_fields=["safety"])
        record(into, EventKind.SAFETY, data={"to": False}, by=by, now=now)
    if priority:
        give_priority(into, Priority(priority.data["priority"]), by=by, now=now)


def _lent(into: Ticket, what: str, changes: EventKind) -> TicketEvent | None:
    """The last merge that changed it, if nothing else did since."""
    merge = into.events.filter(kind=EventKind.MERGED, data__has_key=what).order_by("-pk").first()
    return merge if merge and not into.events.filter(kind=changes, pk__gt=merge.pk).exists() else None


def _is_danger_without(into: Ticket, *, since: int) -> bool:
    """Whether another case in it is of danger, or its customer spoke of some after that line of the ledger."""
    others = Ticket.objects.filter(pk__in=family_ids(into)).exclude(pk=into.pk)
    said = into.messages.filter(kind=MessageKind.CUSTOMER, event__pk__gt=since)
    return others.filter(safety=True).exists() or any(map(mentions_danger, said.values_list("text", flat=True)))
