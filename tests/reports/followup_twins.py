"""What is counted of deliveries, surveys, calls and unhappy answers, each measure once more as a loop over all rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from customers.models import Delivery
from followups.models import Answer, Call, Invitation
from tests.reports.reckoning import Counted, House, Twin, day_of

# It was ours to call them, and we did not.
LEFT_UNDONE = ("too_late", "capacity")
# Outcomes in which the customer themselves was on the phone.
SPOKEN = ("content", "unhappy", "partial", "refused", "declined", "contacted_us", "call_back", "cancelled")


def _delivered(house: House) -> Iterator[tuple[Delivery, dict[str, Any]]]:
    for delivery in house.deliveries.values():
        if delivery.delivered_on is not None:
            buyer = house.purchases[delivery.purchase_id].customer_id
            yield delivery, house.of_delivery(delivery.pk, delivery.purchase_id, buyer)


def arrived(house: House) -> Iterator[Counted]:
    for delivery, places in _delivered(house):
        yield Counted(delivery.delivered_on, hit=delivery.promised_on is not None, **places)


def on_time(house: House) -> Iterator[Counted]:
    for delivery, places in _delivered(house):
        if delivery.promised_on is not None:
            kept = delivery.delivered_on <= delivery.promised_on
            yield Counted(delivery.delivered_on, delivery.carrier, hit=kept, **places)


def visits(house: House) -> Iterator[Counted]:
    for delivery, places in _delivered(house):
        if delivery.visits is not None:
            yield Counted(delivery.delivered_on, hit=delivery.visits < 2, amount=delivery.visits, **places)


def _about_delivery(house: House, invitation: Invitation) -> dict[str, Any]:
    return house.of_delivery(invitation.delivery_id, invitation.purchase_id, invitation.customer_id)


def _about_case(house: House, invitation: Invitation) -> dict[str, Any]:
    country = house.customers[invitation.customer_id].country
    if invitation.ticket_id is None:
        return {"country": country}
    return {**house.of_case(house.tickets[invitation.ticket_id]), "country": country}


def _answered(house: House, question: str) -> Iterator[tuple[Answer, Invitation]]:
    """Of surveys, not of calls."""
    for answer in house.answers.values():
        if answer.question == question and answer.value is not None and answer.invitation_id is not None:
            yield answer, house.invitations[answer.invitation_id]


def csat_delivery(house: House) -> Iterator[Counted]:
    for answer, asked in _answered(house, "csat"):
        if asked.kind == "delivery":
            by = _lateness(house, asked)
            told = {"hit": answer.value >= 4, "amount": answer.value}
            yield Counted(day_of(answer.answered_at), by, **told, **_about_delivery(house, asked))


def _lateness(house: House, asked: Invitation) -> str:
    delivery = house.deliveries[asked.delivery_id] if asked.delivery_id else None
    if delivery is None or delivery.delivered_on is None or delivery.promised_on is None:
        return ""
    return "late" if delivery.delivered_on > delivery.promised_on else "on_time"


def csat_case(house: House) -> Iterator[Counted]:
    for answer, asked in _answered(house, "csat"):
        if asked.kind == "resolution":
            told = {"hit": answer.value >= 4, "amount": answer.value}
            yield Counted(day_of(answer.answered_at), **told, **_about_case(house, asked))


def nps(house: House) -> Iterator[Counted]:
    for answer, asked in _answered(house, "nps"):
        score = answer.value
        yield Counted(day_of(answer.answered_at), str(score), amount=score, **_about_delivery(house, asked))


def ces(house: House) -> Iterator[Counted]:
    for answer, asked in _answered(house, "ces"):
        score = answer.value
        yield Counted(day_of(answer.answered_at), str(score), amount=score, **_about_case(house, asked))


def _asked(house: House, kind: str) -> Iterator[tuple[Invitation, dict[str, Any]]]:
    """Those that we asked ourselves; what an earlier system brought says nothing of who did not answer."""
    for invitation in house.invitations.values():
        if invitation.kind == kind and invitation.source == "planned" and invitation.sent_at is not None:
            yield invitation, {"day": day_of(invitation.sent_at), "hit": invitation.answered_at is not None}


def asked_delivery(house: House) -> Iterator[Counted]:
    for invitation, told in _asked(house, "delivery"):
        yield Counted(**told, **_about_delivery(house, invitation))


def asked_case(house: House) -> Iterator[Counted]:
    for invitation, told in _asked(house, "resolution"):
        yield Counted(**told, **_about_case(house, invitation))


def not_asked(house: House) -> Iterator[Counted]:
    for invitation in house.invitations.values():
        if invitation.state == "suppressed":
            yield Counted(day_of(invitation.created_at), invitation.reason, **_about_delivery(house, invitation))


def _calls(house: House, *, wanted: bool) -> Iterator[tuple[Call, dict[str, Any]]]:
    """After a delivery: those to be made, or those that were rightly not."""
    for call in house.calls.values():
        is_aside = call.state == "suppressed" and call.reason not in LEFT_UNDONE
        if call.kind == "delivery" and is_aside != wanted:
            order = house.deliveries[call.delivery_id].purchase_id
            yield call, house.of_delivery(call.delivery_id, order, call.customer_id)


def calls(house: House) -> Iterator[Counted]:
    for call, places in _calls(house, wanted=True):
        yield Counted(day_of(call.due_at), hit=call.state == "done", **places)


def calls_tried(house: House) -> Iterator[Counted]:
    for call, places in _calls(house, wanted=True):
        outcomes = {attempt.outcome for attempt in house.attempts.values() if attempt.call_id == call.pk}
        if outcomes:
            yield Counted(day_of(call.due_at), hit=bool(outcomes & set(SPOKEN)), **places)


def calls_aside(house: House) -> Iterator[Counted]:
    for call, places in _calls(house, wanted=False):
        yield Counted(day_of(call.due_at), call.reason, **places)


def loops(house: House) -> Iterator[Counted]:
    """Whoever died or was forgotten before the deadline is left out; after it, they were not spoken with in time."""
    for loop in house.loops.values():
        by_then = loop.closed_at is not None and loop.closed_at <= loop.due_at
        if not (loop.dropped and by_then):
            places = _about_delivery(house, house.invitations[loop.invitation_id])
            yield Counted(day_of(loop.due_at), hit=by_then, **places)


TWINS: dict[str, Twin] = {
    twin.__name__: twin
    for twin in (
        arrived, on_time, visits, csat_delivery, csat_case, nps, ces, asked_delivery, asked_case, not_asked, calls,
        calls_tried, calls_aside, loops,
    )
}  # fmt: skip
