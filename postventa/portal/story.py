"""A case as its customer reads it: plain words, one line after another, nothing internal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from core.actors import ActorKind
from core.richtext import printable
from core.zones import zone_of
from tickets.models import Message, Ticket, TicketEvent
from tickets.queries.families import family_ids
from tickets.states import EventKind, MessageKind, Resolution, Status
from tickets.visits import happened_sentence

# The state of a case for its customer: word, tone, icon.
STATES: dict[str, tuple[str | Promise, str, str]] = {
    Status.NEW: (_("Received"), "info", "inbox"),
    Status.OPEN: (_("In our hands"), "accent", "circle-dot"),
    Status.WAITING_CUSTOMER: (_("Waiting for your answer"), "warn", "message-circle-question-mark"),
    Status.WAITING_PART: (_("Waiting for a part"), "info", "package"),
    Status.RESOLVED: (_("Resolved"), "good", "circle-check"),
    Status.CLOSED: (_("Closed"), "neutral", "archive"),
}
# «Resolved», with its tick, would not be how they see it.
NOT_ACCEPTED: tuple[str | Promise, str, str] = (_("Not accepted"), "neutral", "scale")

# Whose turn it is, and what that means: title, sentence.
TURNS: dict[str, tuple[str | Promise, str | Promise]] = {
    Status.NEW: (_("It is our turn"), _("We have your case. A person reads it and answers you here and by e-mail.")),
    Status.OPEN: (_("It is our turn"), _("We are working on it. You will find our answer here and in your e-mail.")),
    Status.WAITING_CUSTOMER: (_("It is your turn"), _("We need something from you to go on. Please answer below.")),
    Status.WAITING_PART: (
        _("We are waiting for a part"),
        _("You do not have to do anything. We go on when it arrives."),
    ),
    Status.RESOLVED: (_("It is resolved"), _("If something is still wrong, write to us below.")),
    Status.CLOSED: (_("It is closed"), _("If something is still wrong, write to us below.")),
}

RESOLUTIONS: dict[str, str | Promise] = {
    Resolution.REPAIRED: _("Resolved: it was repaired"),
    Resolution.REPLACED: _("Resolved: it was replaced"),
    Resolution.REFUNDED: _("Resolved: your money was returned"),
    Resolution.PRICE_REDUCED: _("Resolved: the price was reduced"),
    Resolution.COMPLETED: _("Resolved: the delivery or installation was completed"),
    Resolution.EXPLAINED: _("Resolved: we answered your question"),
    Resolution.NO_FAULT: _("Resolved: no fault was found"),
    Resolution.DECLINED: _("Resolved: declined, with the reasons given"),
}

MOVES: dict[str, tuple[str | Promise, str]] = {
    Status.OPEN: (_("We went on with your case"), "play"),
    Status.WAITING_CUSTOMER: (_("We asked you for an answer"), "message-circle-question-mark"),
    Status.WAITING_PART: (_("We asked for a spare part"), "package"),
    Status.CLOSED: (_("Your case was closed"), "archive"),
}

# What else happened, by the kind of its line and what it came to (`data["to"]`).
HAPPENED: dict[tuple[str, str], tuple[str | Promise, str]] = {
    (EventKind.PROPOSAL, "made"): (_("We proposed a solution"), "lightbulb"),
    (EventKind.PROPOSAL, "accepted"): (_("You accepted the solution"), "circle-check"),
    (EventKind.PROPOSAL, "refused"): (_("You did not accept the solution"), "circle-x"),
    (EventKind.PROPOSAL, "withdrawn"): (_("We withdrew the solution that we had proposed"), "circle-minus"),
    (EventKind.COMPLETION, "asked"): (_("We asked you for what is missing"), "file-question-mark"),
    (EventKind.COMPLETION, "completed"): (_("What was missing is here"), "file-check"),
    (EventKind.COMPLETION, "withdrawn"): (_("What we asked for is not needed any more"), "circle-minus"),
    (EventKind.BOOKED, "offered"): (_("We asked you to choose an hour"), "calendar-days"),
    (EventKind.BOOKED, "withdrawn"): (_("There is no hour to choose any more"), "circle-minus"),
    (EventKind.PARCEL, "made"): (_("We made a label to send it back"), "printer"),
    (EventKind.PARCEL, "sent"): (_("You sent it back"), "truck"),
    (EventKind.PARCEL, "received"): (_("What you sent is with us"), "package-check"),
    (EventKind.PARCEL, "cancelled"): (_("The label to send it back is not valid any more"), "circle-minus"),
    (EventKind.APPEAL, ""): (_("You asked for a supervisor"), "user-round-search"),
}
# What became of an hour, by what it came to; the words say which.
HOURS = {
    "booked": "calendar-check",
    "moved": "calendar-clock",
    "cancelled": "calendar-x",
    "kept": "calendar-check",
    "done": "circle-check",
    "missed": "circle-x",
}
# What the customer answered on the phone, and who wrote it down.
ON_THE_PHONE: dict[str, str | Promise] = {
    "accepted": _("You accepted the solution on the phone. %(name)s wrote it down"),
    "refused": _("You did not accept the solution on the phone. %(name)s wrote it down"),
}
# Of these, the move to «waiting for your answer» at the same moment says nothing more.
ASKED = (
    (EventKind.PROPOSAL, "made"), (EventKind.COMPLETION, "asked"), (EventKind.BOOKED, "offered"),
    (EventKind.PARCEL, "made"),
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One line of the time line: a message, or something that happened said in `words`."""

    at: dt.datetime
    message: Message | None = None
    words: str | Promise = ""
    icon: str = ""

    @property
    def html(self) -> SafeString:
        """What we said with its bold and its lists; empty when plain words say it all."""
        said = self.message.html if self.message else ""
        return mark_safe(printable(said)) if said else SafeString()  # noqa: S308 (sanitised)

    @property
    def from_us(self) -> bool:
        return self.message is not None and self.message.kind == MessageKind.REPLY


def story_of(ticket: Ticket, now: dt.datetime) -> list[Entry]:
    """The time line of a case, oldest first, with what was said in those merged into it; what is held is not there yet.

    The same five queries however long it is.
    """
    family = family_ids(ticket)
    messages = Message.objects.out(now).filter(ticket__in=family)
    said = {message.pk: message for message in messages.select_related("author").prefetch_related("attachments__file")}
    # Of the cases that came in only the words: what was done in them is their own story.
    events = TicketEvent.objects.filter(Q(ticket=ticket) | Q(ticket__in=family, message__isnull=False))
    events = events.select_related("actor")
    return list(_entries(ticket, _that_happened(events, said), said, family))


def _that_happened(events: Iterable[TicketEvent], said: dict[int, Message]) -> Iterator[TicketEvent]:
    """All lines but those of replies that are held or were taken back, and of what was done with these.

    A move that another line of the same moment says in better words is left out too.
    """
    lines = list(events)
    clearer = {(line.ticket_id, line.at) for line in lines if (line.kind, line.data.get("to")) in ASKED}
    unsaid: tuple[int, dt.datetime] | None = None
    unasked: set[int] = set()
    for line in lines:
        moment = (line.ticket_id, line.at)
        if line.kind == EventKind.MESSAGE and "turn_since" in line.data and line.message_id not in said:
            unsaid = moment
        elif line.kind == EventKind.COMPLETION and (moment == unsaid or line.data["request"] in unasked):
            unasked.add(line.data["request"])
        elif line.kind == EventKind.STATUS and line.to_status == Status.WAITING_CUSTOMER and moment in clearer:
            pass
        elif line.kind != EventKind.STATUS or moment != unsaid:
            yield line


def _entries(
    ticket: Ticket, events: Iterable[TicketEvent], said: dict[int, Message], family: list[int]
) -> Iterator[Entry]:
    taken, looked_up = False, False
    for event in events:
        if event.ticket_id != ticket.pk:
            pass
        elif event.kind == EventKind.OPENED:
            yield Entry(event.at, words=_("Your case was opened"), icon="inbox")
        elif event.kind == EventKind.COVERAGE and event.data.get("person") == "decided":
            yield Entry(event.at, words=_("We decided what covers your product"), icon="shield")
        elif event.kind == EventKind.COVERAGE and not looked_up:
            looked_up = True
            yield Entry(event.at, words=_("We looked up what covers your product"), icon="shield")
        elif event.kind == EventKind.MERGED and event.data["case"] in family:
            yield Entry(event.at, words=_("Another case of yours goes on in this one"), icon="git-merge")
        elif event.kind == EventKind.UNIT:
            yield Entry(event.at, words=_("We wrote down which product your case is about"), icon="package-search")
        elif event.kind == EventKind.ASSIGNED and event.data.get("to") and not taken:
            taken = True
            yield Entry(event.at, words=_("A person of our team took your case"), icon="user-round")
        elif event.kind == EventKind.STATUS and (entry := _moved(event)):
            yield entry
        elif event.kind == EventKind.BOOKED and "starts_at" in event.data:
            yield _hour(event, zone_of(ticket.customer.timezone))
        elif event.kind == EventKind.PROPOSAL and event.data.get("by_phone") and event.actor:
            words = ON_THE_PHONE[event.data["to"]] % {"name": event.actor.get_short_name()}
            yield Entry(event.at, words=words, icon=HAPPENED[event.kind, event.data["to"]][1])
        elif happened := HAPPENED.get((event.kind, event.data.get("to", ""))):
            yield Entry(event.at, words=happened[0], icon=happened[1])
        if message := said.get(event.message_id):
            yield Entry(message.created_at, message=message)  # what was split off was said before its case was opened


def _hour(event: TicketEvent, zone: ZoneInfo) -> Entry:
    """What became of an hour, by the customer's clock."""
    starts_at, ends_at = (dt.datetime.fromisoformat(event.data[name]) for name in ("starts_at", "ends_at"))
    words = happened_sentence(event.data["to"], starts_at, ends_at, zone)
    return Entry(event.at, words=words, icon=HOURS[event.data["to"]])


def _moved(event: TicketEvent) -> Entry | None:
    """What a change of state means for the customer; nothing when it only repeats the message beside it."""
    if event.to_status == Status.RESOLVED:
        icon = "scale" if event.data["resolution"] == Resolution.DECLINED else "circle-check"
        return Entry(event.at, words=RESOLUTIONS[event.data["resolution"]], icon=icon)
    if event.to_status == Status.OPEN and event.from_status in (Status.RESOLVED, Status.CLOSED):
        return Entry(event.at, words=_("Your case was opened again"), icon="rotate-ccw")
    begun = event.from_status in (Status.NEW, Status.WAITING_CUSTOMER)
    if event.to_status == Status.OPEN and (begun or event.actor_kind == ActorKind.CUSTOMER):
        return None
    words, icon = MOVES[event.to_status]
    return Entry(event.at, words=words, icon=icon)
