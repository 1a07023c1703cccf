"""What the composer of a case shows: drafts, what was said meanwhile, the reply that can still be taken back."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import cached_property, lru_cache
from typing import NamedTuple

from core.models import User
from postventa.desk.forms.messages import KINDS, MessageForm
from postventa.desk.story import Entry, Story, note_before_reply, tell_more
from tickets.models import Macro, Ticket
from tickets.queries.beside import Beside
from tickets.queries.drafts import Begun, drafts_of
from tickets.queries.macros import deed_words, deeds_of
from tickets.queries.promises import Owed
from tickets.states import MessageKind, PromiseState

LAST = 2**62  # beyond every event


class Cursor(NamedTuple):
    """Up to which message and which event a page in a browser shows a case."""

    seen: int
    told: int


class Tab(NamedTuple):
    """One of the three things to write, with what was begun of it."""

    kind: str
    label: str
    draft: Begun | None


@lru_cache(1)
def _empty_form() -> MessageForm:
    """The same for all who have begun nothing. What a page sends along is not in it, but in the page."""
    form = MessageForm()
    form.initial |= {"submission": None, "seen": None, "told": None}
    return form


class Composer:
    """Mixed into the page of a case."""

    user: User
    ticket: Ticket
    now: dt.datetime
    family: list[int]
    cursor: Cursor | None
    story: Story
    newest: Story
    last_seen: int
    last_told: int
    beside: Beside

    @cached_property
    def drafts(self) -> list[Begun]:
        return drafts_of(self.ticket, self.user.pk)

    @cached_property
    def draft_deeds(self) -> list[tuple[str, str]]:
        """What the macro of the draft in the form does when it is sent, each as a form carries it and in words."""
        kind = None if self.sent else self.message_form.chosen_kind
        pk = next((draft.macro_id for draft in self.drafts if draft.kind == kind), None)
        macro = Macro.objects.filter(pk=pk, active=True).first() if pk else None
        return deed_words(deeds_of(macro)) if macro else []

    sent: MessageForm | None = None  # what was sent and could not be done

    @cached_property
    def message_form(self) -> MessageForm:
        """As it was sent, or with the words last touched, or empty."""
        if self.sent or self.drafts:
            begun = self.drafts[0] if self.drafts else None
            unsent = self._unsent(begun.seen) if begun else None
            given = {"seen": self.last_seen, "told": self.last_told, "draft": begun, "unsent": unsent}
            return self.sent or MessageForm(**given)
        return _empty_form()

    def _unsent(self, message: int) -> Owed | None:
        """What was promised in a reply that was taken back and is a draft again."""
        withdrawn = (it for it in self.beside.promises if it.state == PromiseState.WITHDRAWN and it.message)
        return next((promise for promise in withdrawn if promise.message == message), None)

    @cached_property
    def submission(self) -> object:
        return self.sent["submission"].value() if self.sent else uuid.uuid4()

    @property
    def composer_seen(self) -> object:
        """The last message that the writer has seen: what was sent, once its newer ones are shown beside it."""
        return self.sent["seen"].value() if self.sent else self.last_seen

    @cached_property
    def last_touch(self) -> User | None:
        """The colleague who last did something, for «who is on this»."""
        return next((entry.toucher for entry in reversed(self.newest.entries) if entry.toucher), None)

    @cached_property
    def tabs(self) -> tuple[Tab, ...]:
        begun = {draft.kind: draft for draft in self.drafts}
        return tuple(Tab(kind, str(label), begun.get(kind)) for kind, label in KINDS)

    @cached_property
    def note_before_reply(self) -> Entry | None:
        """A colleague's note to be read before replying."""
        return note_before_reply(self.newest, self.user)

    @cached_property
    def held(self) -> Entry | None:
        """The reply of this reader that has not gone out yet."""
        mine = [entry for entry in self.newest.entries if entry.said and entry.said.author_id == self.user.pk]
        held = [entry for entry in mine if entry.said.kind == MessageKind.REPLY and entry.said.is_held(self.now)]  # type: ignore[union-attr]
        return held[-1] if held else None

    @property
    def held_seconds(self) -> int:
        """How long it can still be taken back, never promising more than there is."""
        until = self.held.said.held_until if self.held and self.held.said else None
        return int((until - self.now).total_seconds()) if until else 0

    @cached_property
    def newer(self) -> list[Entry]:
        """What somebody else said since the form that was sent had been shown."""
        if not (self.sent and self.sent.newer_than is not None):
            return []
        told = tell_more(self.ticket, self.family, seen=self.sent.newer_than, told=LAST).entries
        return [
            entry for entry in told if entry.said and (entry.said.is_public or entry.said.author_id != self.user.pk)
        ]
