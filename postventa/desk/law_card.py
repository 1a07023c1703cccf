"""The card «Law» of a case in words: its terms, the dates said, what is asked of the customer, the points."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from tickets.deadline_words import in_language, term_words
from tickets.models import CompletionRequest, LegalStart, Ticket
from tickets.queries.deadlines import term_of
from tickets.queries.law import Law, Running, law_of


@dataclass(frozen=True)
class Term:
    """A term of law as a line: what has to happen, its moment, how long it is and what it is counted from."""

    clock: Running

    @property
    def label(self) -> str:
        return self.clock.rule.get_event_display()

    @property
    def length(self) -> str:
        return term_words(term_of(self.clock.rule))

    @property
    def counted_from(self) -> str:
        match self.clock.anchor.partition(":")[0]:
            case "said":
                return _("the customer's words that opened it again")
            case "completion":
                return _("the day on which it was completed")
            case "start":
                return _("the date that was said")
        return _("the complaint")

    @property
    def scope(self) -> str:
        """Whom it binds."""
        return in_language(self.clock.rule.scope)

    @property
    def note(self) -> str:
        return in_language(self.clock.rule.note)

    @property
    def is_late(self) -> bool:
        """Whether it ended after its moment."""
        return self.clock.ended_at is not None and self.clock.late_at is not None


@dataclass(frozen=True)
class Said:
    """A date that somebody said, and whether any clock counts from it."""

    row: LegalStart
    counts: bool


@dataclass(frozen=True)
class LawCard:
    """`law` is read when the card is drawn."""

    ticket: Ticket
    now: dt.datetime

    @cached_property
    def law(self) -> Law:
        return law_of(self.ticket)

    @property
    def may_change(self) -> bool:
        """Whether dates may be said and the customer be asked."""
        return not self.ticket.aside

    @property
    def terms(self) -> list[Term]:
        return [Term(clock) for clock in self.law.clocks if clock.ended_at is None]

    @property
    def ended(self) -> list[Term]:
        return [Term(clock) for clock in self.law.clocks if clock.ended_at is not None]

    @property
    def said(self) -> list[Said]:
        return [Said(start, self.law.counts_from(start)) for start in self.law.starts]

    @property
    def asked(self) -> CompletionRequest | None:
        """What the customer was asked for and has not sent."""
        row = self.law.completion
        return row if row is not None and row.completed_at is None else None

    @property
    def is_over(self) -> bool:
        """Whether the day for it has passed."""
        return self.asked is not None and self.asked.due_at <= self.now

    @property
    def has_term_to_complete(self) -> bool:
        """Whether a law binds the case that says how long the customer has, and who has to prove what."""
        return any(clock.rule.completion_days for clock in self.law.clocks)

    @property
    def completed(self) -> CompletionRequest | None:
        row = self.law.completion
        return row if row is not None and row.completed_at is not None else None

    @property
    def may_ask(self) -> bool:
        """Whether the customer may be asked now: not while they have time from an earlier request."""
        return self.ticket.is_active and (self.asked is None or self.is_over)
