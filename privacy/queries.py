"""What is known before a person is forgotten: what keeps it waiting, how much it is, since when the law counts."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from enum import StrEnum

from django.conf import settings
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.about import Cells, imports_about, letters_of
from core.models import OutgoingMessage, User
from core.states import Outgoing
from core.zones import zone_of
from customers.models import Customer, Delivery, Purchase
from followups.models import Invitation
from followups.states import InvitationState
from privacy.mentions import letters_mentioning
from privacy.models import Erasure, Hold
from privacy.people import Person
from privacy.states import ErasureState
from privacy.theirs import TO_STAFF, letters, while_theirs
from remedies.states import AppointmentState, ParcelState, ProposalState
from tickets.models import Appointment, Message, Parcel, Proposal, Ticket
from tickets.models import Promise as Promised
from tickets.states import PromiseState
from warranties.models import Custody

# An order that has not arrived so long after it was made never will.
STILL_COMING = dt.timedelta(days=180)


class Wait(StrEnum):
    """What has to end before a person can be forgotten."""

    HOLD = "hold"
    CASE = "case"
    PROPOSAL = "proposal"
    APPOINTMENT = "appointment"
    PARCEL = "parcel"
    PROMISE = "promise"
    CUSTODY = "custody"
    DELIVERY = "delivery"
    SURVEY = "survey"
    LETTER = "letter"
    IMPORT = "import"


WAITS: dict[str, str | Promise] = {
    Wait.HOLD: _("a dispute for which the law lets us keep your data"),
    Wait.CASE: _("a case that is still open"),
    Wait.PROPOSAL: _("a proposed solution that waits for an answer"),
    Wait.APPOINTMENT: _("an appointment that is booked"),
    Wait.PARCEL: _("a parcel on its way to us"),
    Wait.PROMISE: _("something that we promised and have not done yet"),
    Wait.CUSTODY: _("a product that is in our hands"),
    Wait.DELIVERY: _("an order that has not arrived yet"),
    Wait.SURVEY: _("a survey that is being answered"),
    Wait.LETTER: _("a letter that is being sent"),
    Wait.IMPORT: _("a file of the shop that is being read"),
}


def waits_for(person: Person, now: dt.datetime) -> list[Wait]:
    """What has to end before they can be forgotten; what only a moment ends comes last."""
    found = under_way(person, now)
    if their_letters(person).filter(status=Outgoing.IN_FLIGHT).exists():
        found.append(Wait.LETTER)
    if not found and imports_about(words=names_of(person), cells=cells_of(person), finished=False):
        found.append(Wait.IMPORT)
    return found


def under_way(person: Person, now: dt.datetime) -> list[Wait]:
    """What is under way with them and lasts for more than a moment."""
    tickets = Ticket.objects.filter(customer__in=person.customers)
    booked = Q(state=AppointmentState.BOOKED, ends_at__gt=now)
    begun = Q(state=InvitationState.SENT, started_at__isnull=False)
    checks: list[tuple[Wait, QuerySet]] = [
        (Wait.HOLD, Hold.objects.standing().filter(customer__in=person.customers)),
        (Wait.CASE, tickets.active()),
        (Wait.PROPOSAL, Proposal.objects.filter(ticket__in=tickets.active(), state=ProposalState.OPEN)),
        (Wait.APPOINTMENT, Appointment.objects.filter(booked, ticket__in=tickets)),
        (Wait.PARCEL, Parcel.objects.filter(ticket__in=tickets, state=ParcelState.SENT)),
        (Wait.PROMISE, Promised.objects.filter(ticket__in=tickets, state=PromiseState.OPEN)),
        (Wait.CUSTODY, Custody.objects.filter(while_theirs("unit__", "handed_in_on")(person), returned_at=None)),
        (Wait.DELIVERY, _coming(person, now)),
        (Wait.SURVEY, Invitation.objects.filter(begun, customer__in=person.customers)),
    ]
    return [wait for wait, rows in checks if rows.exists()]


def _coming(person: Person, now: dt.datetime) -> QuerySet[Delivery]:
    awaited = Delivery.objects.filter(purchase__customer__in=person.customers, delivered_at=None)
    return awaited.filter(purchase__purchased_at__gt=now - STILL_COMING)


def names_of(person: Person) -> list[str]:
    """Words by which a file or a letter is about them: addresses, phones, how the shop calls them and their orders."""
    phones = Customer.objects.filter(pk__in=person.customers).values_list("phone", flat=True)
    words = {person.email, *phones, *(ref for refs in _numbers_of(person).values() for ref in refs)}
    return sorted(word for word in words if len(word) >= _LONG_ENOUGH)


def cells_of(person: Person) -> Cells:
    """Numbers of theirs that are too short to be looked for as words, by the columns of imports that hold them."""
    short = {name: {ref for ref in refs if len(ref) < _LONG_ENOUGH} for name, refs in _numbers_of(person).items()}
    return {name: refs for name, refs in short.items() if refs}


def _numbers_of(person: Person) -> dict[str, set[str]]:
    people = Customer.objects.filter(pk__in=person.customers)
    orders = Purchase.objects.filter(customer__in=person.customers)
    return {
        "customer_ref": set(people.values_list("ref", flat=True)),
        "order_ref": set(orders.values_list("order_ref", flat=True)),
    }


# A shorter one is in too many words that are not about them.
_LONG_ENOUGH = 4


def their_letters(person: Person) -> QuerySet[OutgoingMessage]:
    """Letters to them, to an address that they had before, and to anybody about their cases."""
    said = Message.objects.filter(ticket__customer__in=person.customers, letter__isnull=False).values("letter")
    surveys = Invitation.objects.filter(customer__in=person.customers)
    asked = surveys.filter(mail__isnull=False).values("mail")
    reminded = surveys.filter(reminder__isnull=False).values("reminder")
    linked = OutgoingMessage.objects.filter(pk__in=said.union(asked, reminded)).values_list("pk", flat=True)
    found = [*linked, *letters_mentioning(_references(person)).values_list("pk", flat=True)]
    about = letters_of(emails=[person.email], letters=found)
    known = about.exclude(kind__in=TO_STAFF) | OutgoingMessage.objects.filter(letters(person))
    addresses = {person.email, *known.values_list("to", flat=True)}
    others = Customer.objects.filter(email__in=addresses).exclude(pk__in=person.customers)
    colleagues = User.objects.filter(email__in=addresses).exclude(pk__in=person.accounts)
    taken = {*others.values_list("email", flat=True), *colleagues.values_list("email", flat=True)}
    return letters_of(emails=addresses - taken, letters=found)


def _references(person: Person) -> list[str]:
    return list(Ticket.objects.filter(customer__in=person.customers).values_list("reference", flat=True))


def counts_of(gathered: dict[str, list], files: Iterable[object]) -> dict[str, int]:
    """How many rows of what is sealed, and how many files; nothing that is none, nor this asking itself."""
    counts = {name: len(rows) for name, rows in gathered.items() if name != "erasures"}
    counts["stored_files"] = len(list(files))
    return {name: count for name, count in counts.items() if count}


def last_events(person: Person, now: dt.datetime) -> dict[str, dt.date]:
    """The last day of each kind of event from which a term counts, in the house's zone: see `terms`."""
    sales = Purchase.objects.filter(customer__in=person.customers)
    arrived = Delivery.objects.filter(purchase__in=sales)
    sold = max(
        filter(None, [sales.aggregate(on=Max("purchased_on"))["on"], arrived.aggregate(on=Max("delivered_on"))["on"]]),
        default=None,
    )
    tickets = Ticket.objects.filter(customer__in=person.customers)
    case = tickets.aggregate(at=Greatest(Max("created_at"), Max("resolved_at"), Max("last_message_at")))["at"]
    stays = Custody.objects.filter(while_theirs("unit__", "handed_in_on")(person))
    letter = their_letters(person).aggregate(at=Max("created_at"))["at"]
    days = {
        "sale": sold,
        "letter": letter and _day(letter),
        "case": case and _day(case),
        "stay": stays.aggregate(on=Max(F("returned_on")))["on"],
        "request": _day(now),
    }
    return {event: day for event, day in days.items() if day}


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(zone_of(settings.TIME_ZONE)).date()


def customer_by(words: str) -> Customer | None:
    """Whom an e-mail, a number of the shop's, the reference of a case or the number of an erasure («E-…») is of."""
    words = words.strip()
    number = words.upper()
    found = Customer.objects.filter(Q(email=words.lower()) & ~Q(email="") | Q(ref=words)).order_by("pk").first()
    if found is None and (case := Ticket.objects.filter(reference=number).select_related("customer").first()):
        found = case.customer
    if found is None and _NUMBER.fullmatch(number):
        first, last = (uuid.UUID(number[2:].ljust(32, end)) for end in "0f")
        found = Customer.objects.filter(erasures__uid__range=(first, last)).first()
    return found


_NUMBER = re.compile("E-[0-9A-F]{10}")


def erasures_under_way() -> QuerySet[Erasure]:
    """One for each person: rows of one person share everything but the row."""
    return Erasure.objects.filter(state__in=[ErasureState.ASKED, ErasureState.BLOCKED]).order_by("asked_at", "pk")


def erasure_of_customer(customer: Customer) -> Erasure | None:
    """What they asked for and did not call off."""
    asked = Erasure.objects.filter(customer__in=Person.of(customer).customers)
    return asked.exclude(state=ErasureState.CANCELLED).order_by("pk").first()
