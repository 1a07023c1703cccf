"""What a page and a paper say of an erasure: how far it is, what was blocked, what keeps it and until when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from privacy.held import holds_over
from privacy.models import Erasure, Hold
from privacy.queries import WAITS
from privacy.states import ErasureState
from privacy.titles import TITLES

_OWN = {"stored_files": gettext_lazy("Files that were uploaded")}


@dataclass(frozen=True)
class Kept:
    """A term, with the law that gives it, or "" where it is the house's own."""

    cites: str
    until: dt.date


@dataclass(frozen=True)
class Told:
    """An erasure in words; it names nobody. `held`: the dispute because of which what was sealed is not destroyed."""

    erasure: Erasure
    number: str
    waits: list[str | Promise]
    counts: list[tuple[str | Promise, int]]
    kept: list[Kept]
    held: Hold | None

    @property
    def last_day(self) -> dt.date | None:
        """Until when the sealed copy is kept, that day included."""
        day = self.erasure.destroy_on
        return day - dt.timedelta(days=1) if day else None

    @property
    def can_be_called_off(self) -> bool:
        return self.erasure.state == ErasureState.ASKED


def told(erasure: Erasure, holds: Mapping[int, Hold] | None = None) -> Told:
    """`holds`: those of `holds_over`, where many are told at once."""
    holds = holds_over([erasure]) if holds is None else holds
    titles = {**TITLES, **_OWN}
    counts = [(title, erasure.counts[name]) for name, title in titles.items() if name in erasure.counts]
    kept = [Kept(term["cites"], dt.date.fromisoformat(term["until"])) for term in erasure.kept_by]
    waits = [WAITS[code] for code in erasure.waits_for if code in WAITS]
    return Told(erasure, number_of(erasure), waits, counts, kept, holds.get(erasure.pk))


def number_of(erasure: Erasure) -> str:
    """What people quote: the beginning of its number, which names nobody."""
    return f"E-{erasure.uid.hex[:10].upper()}"
