"""What is next in a case: by when, of which kind, whose turn it is, and what follows if it does not happen. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from tickets.states import Due, Turn

_OURS = _("After that it is later than we set ourselves, and the steps of its policy follow.")
CONSEQUENCES: dict[Due, Lazy] = {
    Due.FIRST: _OURS,
    Due.NEXT: _OURS,
    Due.RESOLUTION: _OURS,
    Due.LEGAL: _("After that the term of the law is missed: it counts against the company, and the case stays open."),
    Due.COMPLETION: _("After that nothing closes by itself: a person decides how the case goes on without it."),
    Due.PROMISE: _("After that a promise to the customer is broken, and the steps for promises follow."),
}


@dataclass(frozen=True, slots=True)
class Next:
    """The next moment of a case. `at` is an instant."""

    at: dt.datetime
    due: Due

    @property
    def turn(self) -> Turn:
        """Who has to do it."""
        return Turn.CUSTOMER if self.due == Due.COMPLETION else Turn.US

    @property
    def consequence(self) -> Lazy:
        """What follows if it does not happen."""
        return CONSEQUENCES[self.due]


def next_of(due_at: dt.datetime | None, due_kind: str) -> Next | None:
    """What is next by the columns of a case that say so; None when nothing is set."""
    return Next(due_at, Due(due_kind)) if due_at else None
