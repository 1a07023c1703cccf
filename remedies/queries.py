"""Reads of the hours that the house offers: the days on which it rests, and what stands in the way of a new hour."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from core.models import WorkCalendar
from core.queries import calendars
from core.worktime import Calendar
from core.zones import zone_of
from remedies.models import Slot
from remedies.slots import Hour


@dataclass(frozen=True)
class RestOf(Container[dt.date]):
    """The days on which a work calendar is closed though their weekday may not be: its holidays and closed days."""

    calendar: Calendar | None

    def __contains__(self, day: object) -> bool:
        if self.calendar is None or not isinstance(day, dt.date):
            return False
        own = self.calendar.days.get(day)
        return not own if own is not None else day in self.calendar.holidays


def house_calendar() -> Calendar | None:
    """The usual work calendar; None in a house that has none."""
    usual = WorkCalendar.objects.filter(is_default=True).values_list("pk", flat=True).first()
    return calendars()[usual] if usual else None


def house_zone(calendar: Calendar | None) -> ZoneInfo:
    """By whose clock hours are offered."""
    return calendar.zone if calendar else zone_of("")


def in_the_way(who: str, hours: Sequence[Hour]) -> list[Slot]:
    """The hours that the same technician, van or counter has already and that overlap with these, in their order."""
    if not hours:
        return []
    span = {"starts_at__lt": hours[-1].ends_at, "ends_at__gt": hours[0].starts_at}
    theirs = Slot.objects.filter(closed=False, who__iexact=who, **span).order_by("starts_at")
    return [slot for slot in theirs if any(slot.starts_at < b and a < slot.ends_at for a, b in hours)]
