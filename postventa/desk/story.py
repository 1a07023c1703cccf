"""A case's story as one list: what was said, and between it the quiet lines of what happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from core.models import User
from core.pages import Mark
from followups.followed import Followed, followed_up
from postventa.desk.followed_words import ICONS as FOLLOWED
from postventa.desk.followed_words import words as told_of
from postventa.desk.ledger_names import Names
from postventa.desk.ledger_words import ICONS, case_of, words, words_of
from tickets.models import Ticket
from tickets.queries.conversation import Happened, Said, happened, newest_said, said_since
from tickets.queries.queue_rows import Person
from tickets.states import EventKind, MessageKind


@dataclass(frozen=True, slots=True)
class Line:
    """One event in words. `case`: another case that it leads to; `of`: the merged case in which it happened."""

    words: str
    icon: str
    at: dt.datetime
    case: str = ""
    of: str = ""
    said: str = ""
    by: User | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A message with its author and, where it is another, its case; or the lines between two messages."""

    said: Said | None = None
    author: User | None = None
    of: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def by(self) -> Person | None:
        """Its author as a page shows them."""
        return Person(self.author.pk, self.author.name, self.author.email) if self.author else None

    @property
    def toucher(self) -> User | None:
        """The colleague who said or did it."""
        people = [line.by for line in reversed(self.lines)] if not self.said else [self.author]
        return next((person for person in people if person is not None and person.is_agent), None)


@dataclass(frozen=True)
class Story:
    """A piece of it. `seen` and `told` are the newest message and event in it, `earlier` the mark of what is before."""

    entries: list[Entry]
    seen: int = 0
    told: int = 0
    earlier: str = ""

    @property
    def last(self) -> Entry | None:
        """The newest message."""
        return next((entry for entry in reversed(self.entries) if entry.said), None)

    def entry(self, message: int) -> Entry | None:
        return next((entry for entry in self.entries if entry.said and entry.said.pk == message), None)


def tell(ticket: Ticket, family: Sequence[int], *, before: Mark | None = None) -> Story:
    """The newest piece of a case's story, or the one before a mark; the whole one while it is not long."""
    said, mark = newest_said(family, before=before)
    lines = happened(family, since=mark.instant if mark else None, before=before.instant if before else None)
    outside = [
        item
        for item in followed_up(ticket.unit.delivery_id if ticket.unit else None, family)
        if (mark is None or item.at >= mark.instant) and (before is None or item.at < before.instant)
    ]
    return _story(ticket, said, lines, outside, earlier=str(mark or ""))


def tell_more(ticket: Ticket, family: Sequence[int], *, seen: int, told: int) -> Story:
    """What came after a message and an event."""
    return _story(ticket, said_since(family, seen), happened(family, after=told), ())


def _story(
    ticket: Ticket, said: list[Said], lines: list[Happened], outside: Iterable[Followed], *, earlier: str = ""
) -> Story:
    others = {item.ticket_id for item in [*said, *lines]} - {ticket.pk}
    names = Names.of(ticket.customer, lines, people=[one.author_id for one in said], cases=others)
    items: list[tuple[tuple, Said | Line]] = [((one.created_at, 1, one.pk), one) for one in said]
    now = timezone.now()
    items += [((one.at, 1, 0), Line(told_of(one, now), FOLLOWED[one.what], one.at, said=one.said)) for one in outside]
    for event in lines:
        order = (event.at, 0 if event.kind == EventKind.OPENED else 2, event.pk)
        of = names("case", event.ticket_id) if event.ticket_id in others else ""
        by = names("person", event.actor_id) or None
        said_in = words_of(event, names)
        line = Line(words(event, names), ICONS[event.kind], event.at, case_of(event, names), of, said_in, by=by)
        items.append((order, line))
    items.sort(key=lambda pair: pair[0])
    return Story(
        entries=_entries(ticket, (item for _order, item in items), names),
        seen=max((one.pk for one in said), default=0),
        told=max((event.pk for event in lines), default=0),
        earlier=earlier,
    )


def _entries(ticket: Ticket, items: Iterable[Said | Line], names: Names) -> list[Entry]:
    entries: list[Entry] = []
    for item in items:
        if isinstance(item, Said):
            of = names("case", item.ticket_id) if item.ticket_id != ticket.pk else ""
            entries.append(Entry(said=item, author=names("person", item.author_id) or None, of=of))
            continue
        if not entries or entries[-1].said:
            entries.append(Entry())
        entries[-1].lines.append(item)
    return entries


def note_before_reply(story: Story, reader: User) -> Entry | None:
    """The newest message, where it is a note in which a colleague may say how to answer, or not to."""
    last = story.last
    of_colleague = last and last.said and last.said.kind == MessageKind.NOTE and last.said.author_id != reader.pk
    return last if of_colleague else None
