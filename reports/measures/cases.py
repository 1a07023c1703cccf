"""Cases: in, out and back, how long they took, why they came, and the time they cost."""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q, Subquery

from core.actors import ActorKind
from reports.measures._measure import Measure, Places
from reports.states import Source
from tickets.models import Clock, Message, Ticket, TicketEvent, TimeEntry
from tickets.models.ticket import RESOLVED_STATES
from tickets.states import ACTIVE, Channel, ClockState, EventKind, Kind, MessageKind, Status

# Somebody of ours was speaking with the customer when these were opened: there is no first response to wait for.
SPOKEN = (Channel.PHONE, Channel.CALL, Channel.COUNTER)
COUNTED = Q(aside="")
UNSPOKEN = COUNTED & ~Q(channel__in=SPOKEN)
OF_CASE = Q(ticket__aside="")

PLACES = Places(line="unit__product__line", channel="unit__purchase__channel", country="customer__country", team="team")
TOUCHED = {
    Source.TICKET: ("pk",),
    Source.UNIT: ("unit",),
    Source.PRODUCT: ("unit__product",),
    Source.PURCHASE: ("unit__purchase",),
    Source.CUSTOMER: ("customer",),
}
# The same for rows that hang on a case.
ON_CASE = Places(
    line="ticket__unit__product__line",
    channel="ticket__unit__purchase__channel",
    country="ticket__customer__country",
    team="ticket__team",
)
FROM_CASE = {
    Source.TICKET: ("ticket",),
    Source.UNIT: ("ticket__unit",),
    Source.PRODUCT: ("ticket__unit__product",),
    Source.PURCHASE: ("ticket__unit__purchase",),
    Source.CUSTOMER: ("ticket__customer",),
}

OPENED = Measure(
    code="opened",
    model=Ticket,
    on="created_at",
    counts=COUNTED,
    by="kind",
    hit=Q(safety=True),
    subject=Source.TICKET,
    touched=TOUCHED,
    places=PLACES,
)
RESOLVED = Measure(
    code="resolved",
    model=TicketEvent,
    on="at",
    counts=OF_CASE & Q(to_status=Status.RESOLVED),
    subject=Source.TICKET,
    touched=FROM_CASE,
    places=ON_CASE,
)
_SAME_CASE = TicketEvent.objects.filter(ticket=OuterRef("ticket"))
_BACK = _SAME_CASE.filter(
    pk__gt=OuterRef("pk"),
    from_status__in=RESOLVED_STATES,
    to_status=Status.OPEN,
    actor_kind=ActorKind.CUSTOMER,
)
# Each case once, when it was resolved for the first time; a hit when the customer opened it again afterwards.
FIRST_RESOLVED = Measure(
    code="first_resolved",
    model=TicketEvent,
    on="at",
    counts=OF_CASE
    & Q(to_status=Status.RESOLVED)
    & Q(~Exists(_SAME_CASE.filter(to_status=Status.RESOLVED, pk__lt=OuterRef("pk")))),
    hit=Q(Exists(_BACK)),
    subject=Source.TICKET,
    touched=FROM_CASE,
    places=ON_CASE,
)
REOPENED = Measure(
    code="reopened",
    model=TicketEvent,
    on="at",
    counts=OF_CASE & Q(kind=EventKind.STATUS, from_status__in=RESOLVED_STATES, to_status=Status.OPEN),
    subject=Source.TICKET,
    touched=FROM_CASE,
    places=ON_CASE,
)
FIRST_RESPONSE = Measure(
    code="first_response",
    model=Ticket,
    on="created_at",
    counts=UNSPOKEN & Q(first_replied_at__isnull=False),
    length=F("first_replied_at") - F("created_at"),
    subject=Source.TICKET,
    touched=TOUCHED,
    places=PLACES,
)
UNANSWERED = Measure(
    code="unanswered",
    model=Ticket,
    on="created_at",
    counts=UNSPOKEN & Q(first_replied_at=None, status__in=ACTIVE),
    subject=Source.TICKET,
    touched=TOUCHED,
    places=PLACES,
)
_REPLY = Message.objects.filter(
    ticket=OuterRef("ticket"),
    kind=MessageKind.REPLY,
    author__isnull=False,
    taken_back_at=None,
    created_at__gt=OuterRef("created_at"),
)
NEXT_RESPONSE = Measure(
    code="next_response",
    model=Message,
    on="created_at",
    counts=OF_CASE & Q(kind=MessageKind.CUSTOMER, copy_of=None, replied_at__isnull=False),
    names={"replied_at": Subquery(_REPLY.order_by("created_at").values("created_at")[:1])},
    length=F("replied_at") - F("created_at"),
    subject=Source.MESSAGE,
    touched={**FROM_CASE, Source.MESSAGE: ("ticket",)},
    places=ON_CASE,
)
RESOLUTION = Measure(
    code="resolution",
    model=Ticket,
    on="resolved_at",
    counts=COUNTED & Q(resolved_at__isnull=False),
    length=F("resolved_at") - F("created_at"),
    by="resolution",
    subject=Source.TICKET,
    touched=TOUCHED,
    places=PLACES,
)
CAUSES = Measure(
    code="causes",
    model=Ticket,
    on="resolved_at",
    counts=COUNTED & Q(resolved_at__isnull=False, kind=Kind.COMPLAINT),
    hit=Q(cause__isnull=False),
    by="cause",
    subject=Source.TICKET,
    touched=TOUCHED,
    places=PLACES,
)
# What a clock watched was done in time, or its moment passed; one that still runs is in neither.
TARGETS_MET = Measure(
    code="targets_met",
    model=Clock,
    on="ended_at",
    counts=OF_CASE & Q(state=ClockState.ENDED, late_at=None),
    by="due",
    subject=Source.CLOCK,
    touched={**FROM_CASE, Source.CLOCK: ("pk",)},
    places=ON_CASE,
)
TARGETS_MISSED = Measure(
    code="targets_missed",
    model=Clock,
    on="late_at",
    counts=OF_CASE & Q(late_at__isnull=False),
    by="due",
    subject=Source.CLOCK,
    touched={**FROM_CASE, Source.CLOCK: ("pk",)},
    places=ON_CASE,
)
MINUTES = Measure(
    code="minutes",
    model=TimeEntry,
    on="at",
    counts=OF_CASE,
    amount="minutes",
    by="agent",
    subject=Source.TIME,
    touched={**FROM_CASE, Source.TIME: ("pk",)},
    places=ON_CASE,
)

CASES = (
    OPENED,
    RESOLVED,
    FIRST_RESOLVED,
    REOPENED,
    FIRST_RESPONSE,
    UNANSWERED,
    NEXT_RESPONSE,
    RESOLUTION,
    CAUSES,
    TARGETS_MET,
    TARGETS_MISSED,
    MINUTES,
)
