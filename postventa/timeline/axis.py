"""A stretch of days as a ruler: where a day falls, in per cent of its width, and which days get a label. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

EDGE = 1.0  # per cent kept free at each side, so that nothing drawn on the first or last day is cut
LEAST = 1.5  # per cent: what is shorter could not be seen on a phone
FIRST_LABEL, FIRST_LABEL_WIDE = 27.0, 14.0  # per cent that the label of the first day fills at 280 px and at 512 px
STEPS = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 24000)  # months; the last ones for slips of the pen
MOST_YEARS, MOST_MONTHS = 7, 4  # labels that fit beside each other at 280 px: «2026», «abr 2026»


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is drawn across, in per cent: always with a dot, whatever the language."""

    x: str
    width: str
    end: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A day with a label under it; `year` when the year alone says it, `wide` when only a wide axis has room for it."""

    x: str
    day: date
    year: bool
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """From the first day to the last one, both of them inside."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """Where a day falls; what lies outside falls on the edge."""
        share = (min(max(day, self.first), self.last) - self.first) / max(self.last - self.first, timedelta(days=1))
        return EDGE + (100 - 2 * EDGE) * share

    def place(self, day: date) -> str:
        return f"{self.at(day):.2f}"

    def stretch(self, start: date, end: date) -> Stretch:
        """From one day to another; never so short that it cannot be seen."""
        width = max(self.at(end) - self.at(start), LEAST)
        x = min(self.at(start), 100 - EDGE - width)
        return Stretch(f"{x:.2f}", f"{width:.2f}", f"{x + width:.2f}")

    def ticks(self) -> tuple[Tick, ...]:
        """Round days, evenly apart, that leave room for the label of the first day; none on a very short axis."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = next(step for step in STEPS if months / step <= (MOST_YEARS if step >= 12 else MOST_MONTHS))
        half = 6.0 if step >= 12 else 12.0
        found = []
        for day in self._round_days(step):
            x = self.at(day)
            if FIRST_LABEL_WIDE + half <= x <= 100 - half:
                found.append(Tick(self.place(day), day, year=step >= 12, wide=x < FIRST_LABEL + half))
        return tuple(found)

    def _round_days(self, step: int) -> list[date]:
        month = self.first.year * 12 + self.first.month - 1
        until = self.last.year * 12 + self.last.month - 1
        months = range(-(-month // step) * step, until + 1, step)
        return [day for at in months if (day := date(at // 12, at % 12 + 1, 1)) > self.first]
