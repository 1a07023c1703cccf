"""What the customer sends back: its number and label, that it is under way, that it is here."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import Refused
from core.normal import plain_words
from core.zones import zone_of
from customers.actions.known import check_known
from remedies.states import ParcelState
from tickets.actions._ledger import check_in_hand, locked_as, locked_here, record
from tickets.actions._parcels import go_on, wait_for
from tickets.actions.promises import check_staff
from tickets.models import Parcel, Ticket
from tickets.notices import tell_parcel
from tickets.queries.families import end_of
from tickets.rules import REFERENCE_ALPHABET
from tickets.states import EventKind
from warranties.models import ServiceCentre

LETTERS = 6
MOST_OPEN = 5
MOST_CARRIER, MOST_CONTENTS = 80, 200
LONG_AGO = dt.timedelta(days=60)


@transaction.atomic
def make_parcel(
    *,
    ticket: Ticket,
    centre: ServiceCentre | None = None,
    carrier: str = "",
    contents: str = "",
    waits: bool = False,
    submission: uuid.UUID | None = None,
    by: Actor,
    now: dt.datetime,
) -> Parcel:
    """A return with a number of its own, to a centre or to the company; a letter brings the customer to its label.

    With `waits` the case waits for them until it is sent. The same `submission` twice is one. Refused without an
    address to send it to ("parcel_where"), for too many words ("parcel_long"), with too many labels that nobody has
    used ("parcels_many"), and for a case that is not in our hands ("resolved", "merged", "spam").
    """
    made_by = check_staff(by)
    check_known(ticket.customer_id)
    ticket = locked_here(ticket)
    if submission and (made := _made_before(ticket, submission)):
        return made
    check_in_hand(ticket)
    if not ticket.is_active:
        raise Refused(_("This case is resolved. Open it again first."), code="resolved")
    if centre is None and not settings.COMPANY["address"]:
        raise Refused(
            _("The company's address is not written in its settings, so choose a centre."), code="parcel_where"
        )
    carrier, contents = _checked(carrier, MOST_CARRIER), _checked(contents, MOST_CONTENTS)
    if Parcel.objects.filter(ticket=ticket, state=ParcelState.LABELLED).count() >= MOST_OPEN:
        raise Refused(_("There are labels that were not used yet. Cancel them first."), code="parcels_many")
    parcel = Parcel(
        ticket=ticket, centre=centre, carrier=carrier, contents=contents, made_by_id=made_by, made_at=now
    )  # fmt: skip
    _number(parcel)
    form = {"submission": str(submission)} if submission else {}
    _note(ticket, parcel, "made", by=by, now=now, **form, **({"waits": True} if waits else {}))
    if waits:
        wait_for(ticket, by=by, now=now)
    tell_parcel(ticket, parcel, now)
    return parcel


@transaction.atomic
def send_parcel(*, parcel: Parcel, sent_on: dt.date, by: Actor, now: dt.datetime) -> Parcel:
    """The customer handed it over on that day. A case that waited for it is ours again. Twice is once.

    Refused for a day to come or long past ("parcel_when"), and when it is here or cancelled ("parcel_over").
    """
    ticket, parcel = _held(parcel)
    if parcel.state == ParcelState.SENT:
        return parcel
    _check_state(parcel, ParcelState.LABELLED)
    today = now.astimezone(zone_of(ticket.customer.timezone)).date()
    if not today - LONG_AGO <= sent_on <= today:
        raise Refused(_("Say the day on which you sent it: today, or one that has passed."), code="parcel_when")
    parcel.state, parcel.sent_on = ParcelState.SENT, sent_on
    parcel.save(update_fields=["state", "sent_on"])
    _note(ticket, parcel, "sent", by=by, now=now)
    go_on(ticket, parcel, by=by, now=now)
    return parcel


@transaction.atomic
def receive_parcel(*, parcel: Parcel, by: Actor, now: dt.datetime) -> Parcel:
    """It is here, whether the customer said that it was sent or not; a letter says so. Twice is once.

    Refused when it was cancelled ("parcel_over").
    """
    check_staff(by)
    ticket, parcel = _held(parcel)
    if parcel.state == ParcelState.RECEIVED:
        return parcel
    _check_state(parcel, ParcelState.LABELLED, ParcelState.SENT)
    parcel.state, parcel.received_at = ParcelState.RECEIVED, now
    parcel.save(update_fields=["state", "received_at"])
    _note(ticket, parcel, "received", by=by, now=now)
    go_on(ticket, parcel, by=by, now=now)
    tell_parcel(ticket, parcel, now)
    return parcel


@transaction.atomic
def cancel_parcel(*, parcel: Parcel, by: Actor, now: dt.datetime) -> Parcel:
    """Nothing is sent back under this number. Twice is once. Refused when it is here ("parcel_over")."""
    check_staff(by)
    ticket, parcel = _held(parcel)
    if parcel.state == ParcelState.CANCELLED:
        return parcel
    _check_state(parcel, ParcelState.LABELLED, ParcelState.SENT)
    parcel.state = ParcelState.CANCELLED
    parcel.save(update_fields=["state"])
    _note(ticket, parcel, "cancelled", by=by, now=now)
    go_on(ticket, parcel, by=by, now=now)
    return parcel


def _held(parcel: Parcel) -> tuple[Ticket, Parcel]:
    """The parcel as it is now, and the case in which its case goes on, held. Refused for who was forgotten."""
    parcel = Parcel.objects.select_related("ticket").only("ticket__customer_id").get(pk=parcel.pk)
    check_known(parcel.ticket.customer_id)
    held = locked_as(lambda: {parcel.ticket_id, end_of(parcel.ticket_id)})
    parcel = Parcel.objects.select_related("centre").get(pk=parcel.pk)
    return held[end_of(parcel.ticket_id)], parcel


def _made_before(ticket: Ticket, submission: uuid.UUID) -> Parcel | None:
    """The return that the same form brought: the ledger remembers."""
    notes = ticket.events.filter(kind=EventKind.PARCEL, data__submission=str(submission))
    return Parcel.objects.filter(pk__in=[note.data["parcel"] for note in notes]).first()


def _number(parcel: Parcel) -> None:
    """Save it under a number that nobody has and nobody guesses."""
    while parcel.pk is None:
        parcel.number = "RMA-" + "".join(secrets.choice(REFERENCE_ALPHABET) for _n in range(LETTERS))
        try:
            with transaction.atomic():
                parcel.save(force_insert=True)
        except IntegrityError:
            if not Parcel.objects.filter(number=parcel.number).exists():
                raise


def _checked(words: str, most: int) -> str:
    words = plain_words(words)
    if len(words) > most:
        raise Refused(_("These words are too many: the limit is %(n)s characters.") % {"n": most}, code="parcel_long")
    return words


def _check_state(parcel: Parcel, *states: ParcelState) -> None:
    if parcel.state not in states:
        raise Refused(_("This return is here already, or was cancelled. Look at it again."), code="parcel_over")


def _note(ticket: Ticket, parcel: Parcel, to: str, *, by: Actor, now: dt.datetime, **more: object) -> None:
    record(ticket, EventKind.PARCEL, data={"parcel": parcel.pk, "to": to, **more}, by=by, now=now)
