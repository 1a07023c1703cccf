"""A case as its customer reads it: plain words, one line after another, nothing internal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actors import ActorKind
from tickets.models import Message, Ticket, TicketEvent
from tickets.states import EventKind, MessageKind, Resolution, Status

# The state of a case for its customer: word, tone, icon.
STATES: dict[str, tuple[str | Promise, str, str]] = {
    Status.NEW: (_("Received"), "info", "inbox"),
    Status.OPEN: (_("In our hands"), "accent", "circle-dot"),
    Status.WAITING_CUSTOMER: (_("Waiting for your answer"), "warn", "message-circle-question-mark"),
    Status.WAITING_PART: (_("Waiting for a part"), "info", "package"),
    Status.RESOLVED: (_("Resolved"), "good", "circle-check"),
    Status.CLOSED: (_("Closed"), "neutral", "archive"),
}

# Whose turn it is, and what that means: title, sentence.
TURNS: dict[str, tuple[str | Promise, str | Promise]] = {
    Status.NEW: (_("It is our turn"), _("We have your case. A person reads it and answers you here and by e-mail.")),
    Status.OPEN: (_("It is our turn"), _("We are working on it. You will find our answer here and in your e-mail.")),
    Status.WAITING_CUSTOMER: (_("It is your turn"), _("We need something from you to go on. Please answer below.")),
    Status.WAITING_PART: (
        _("We are waiting for a part"),
        _("You do not have to do anything. We go on when it arrives."),
    ),
    Status.RESOLVED: (_("It is resolved"), _("If something is still wrong, write below and your case opens again.")),
    Status.CLOSED: (_("It is closed"), _("If something is still wrong, write below and your case opens again.")),
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


@dataclass(frozen=True)
class Entry:
    """One line of the time line: a message, or something that happened said in `words`."""

    at: dt.datetime
    message: Message | None = None
    words: str | Promise = ""
    icon: str = ""

    @property
    def from_us(self) -> bool:
        return self.message is not None and self.message.kind == MessageKind.REPLY


def story_of(ticket: Ticket) -> list[Entry]:
    """The time line of a case, oldest first. The same four queries however long it is."""
    messages = ticket.messages.public().select_related("author").prefetch_related("attachments__file")
    said = {message.pk: message for message in messages}
    return list(_entries(ticket.events.all(), said))


def _entries(events: Iterable[TicketEvent], said: dict[int, Message]) -> Iterator[Entry]:
    taken, looked_up = False, False
    for event in events:
        if event.kind == EventKind.OPENED:
            yield Entry(event.at, words=_("Your case was opened"), icon="inbox")
        elif event.kind == EventKind.COVERAGE and event.data.get("person") == "decided":
            yield Entry(event.at, words=_("We decided what covers your product"), icon="shield")
        elif event.kind == EventKind.COVERAGE and not looked_up:
            looked_up = True
            yield Entry(event.at, words=_("We looked up what covers your product"), icon="shield")
        elif event.kind == EventKind.UNIT:
            yield Entry(event.at, words=_("We wrote down which product your case is about"), icon="package-search")
        elif event.kind == EventKind.ASSIGNED and event.data.get("to") and not taken:
            taken = True
            yield Entry(event.at, words=_("A person of our team took your case"), icon="user-round")
        elif event.kind == EventKind.STATUS and (entry := _moved(event)):
            yield entry
        if event.message_id in said:
            yield Entry(event.at, message=said[event.message_id])


def _moved(event: TicketEvent) -> Entry | None:
    """What a change of state means for the customer; nothing when it only repeats the message beside it."""
    if event.to_status == Status.RESOLVED:
        return Entry(event.at, words=RESOLUTIONS[event.data["resolution"]], icon="circle-check")
    if event.to_status == Status.OPEN and event.from_status in (Status.RESOLVED, Status.CLOSED):
        return Entry(event.at, words=_("Your case was opened again"), icon="rotate-ccw")
    begun = event.from_status in (Status.NEW, Status.WAITING_CUSTOMER)
    if event.to_status == Status.OPEN and (begun or event.actor_kind == ActorKind.CUSTOMER):
        return None
    words, icon = MOVES[event.to_status]
    return Entry(event.at, words=words, icon=icon)
