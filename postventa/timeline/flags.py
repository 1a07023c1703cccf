"""Two days that cross the whole drawing, today and that of the fault, and where their words stand. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from postventa.timeline.axis import Axis

LABEL = 38.0  # per cent that «Fault 12/06/2025» fills when the drawing is 280 px wide
ROOM_TO_THE_RIGHT = 100 - LABEL


@dataclass(frozen=True, slots=True)
class Flag:
    """A day that crosses all rows. `level` 0 is the upper line of labels, `anchor` the side its words go to."""

    day: date
    x: str
    anchor: str
    level: int = 0

    @property
    def words_at(self) -> int:
        """The foot of its words, in pixels from the top."""
        return 29 if self.level else 13

    @property
    def line_from(self) -> int:
        """Its line begins beside its words, or under them when they stand over it."""
        return self.words_at + (4 if self.anchor == "middle" else -9)


def flags(fault: date | None, today: date, axis: Axis) -> tuple[Flag | None, Flag]:
    """Both days on the axis. Each has its own line of labels, and no words cross the line of the other."""
    x, now = axis.at(fault) if fault else 0.0, axis.at(today)
    if fault is None:
        return None, Flag(today, axis.place(today), _side(now))
    if x < LABEL and abs(now - x) < LABEL:
        upper = Flag(fault, axis.place(fault), "start")
        return upper, Flag(today, axis.place(today), "start" if now < ROOM_TO_THE_RIGHT else "middle", 1)
    lower = Flag(fault, axis.place(fault), "start" if x < LABEL else "end", 1)
    return lower, Flag(today, axis.place(today), _side(now))


def _side(x: float) -> str:
    return "start" if x < LABEL / 2 else "end" if x > 100 - LABEL / 2 else "middle"
