"""When somebody is called or asked by a plan, counted once for all who share a place. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.places import Place
from core.zones import zone_of
from customers.rules import QuietHours
from followups.facts import Person
from followups.schedule import due_after, leaves_time, next_mailable
from followups.states import DelayUnit, Means
from followups.timetable import Delay, Timetable
from followups.windows import Hours

if TYPE_CHECKING:
    from followups.models import PlanVersion


@dataclass(eq=False)
class Times:
    """The hours of a plan at a place, for those who want quiet at the same hours."""

    place: Place
    plan: PlanVersion
    quiet: QuietHours | None
    now: dt.datetime

    def __post_init__(self) -> None:
        hours = Hours(self.plan.call_from, self.plan.call_until)
        # Whether the plan leaves an hour there at all, and whether they do.
        self.is_open = leaves_time(None, self.place, hours)
        self.has_hour = self.is_open and leaves_time(self.quiet, self.place, hours)
        self.call = Delay(self.plan.call_delay, DelayUnit(self.plan.call_unit))
        survey = Delay(self.plan.survey_delay, DelayUnit(self.plan.survey_unit))
        self.table = Timetable(self.place, hours, self.call, survey, self.quiet if self.has_hour else None)
        self._soonest: dt.datetime | None = None

    def call_at(self, at: dt.datetime) -> dt.datetime:
        """When to call; when it would have been, where there is no hour for it."""
        return self.table.call_at(at) if self.has_hour else due_after(at, *self.call, self.place)

    def survey_at(self, at: dt.datetime) -> dt.datetime:
        """When to ask. What was brought late is asked about as soon as a message wakes nobody."""
        due = self.table.survey_at(at)
        if due >= self.now:
            return due
        if self._soonest is None:
            self._soonest = next_mailable(self.now, self.place)
        return self._soonest


class Drawer:
    """The times of a run, by plan, place and quiet hours."""

    def __init__(self, now: dt.datetime) -> None:
        self.now = now
        self._times: dict[tuple[object, ...], Times] = {}
        self._by_address: dict[tuple[object, ...], Times] = {}

    def times(self, plan: PlanVersion, person: Person) -> Times:
        key = (plan.pk, *person[1:5], person.quiet_from, person.quiet_to)
        found = self._by_address.get(key)
        if found is None:
            found = self._by_address[key] = self._at(plan, person)
        return found

    def _at(self, plan: PlanVersion, person: Person) -> Times:
        """One for a whole region, however many postal codes it has."""
        place = Place.of(person.country, person.region, person.postal_code, zone=zone_of(person.zone))
        key = (plan.pk, place, person.quiet_from, person.quiet_to)
        found = self._times.get(key)
        if found is None:
            found = self._times[key] = Times(place, plan, person.quiet, self.now)
        return found

    def plans_without_hours(self) -> set[int]:
        """The plans that call and leave no hour for it at one of these places."""
        calling = (times for times in self._times.values() if times.plan.means != Means.SURVEY)
        return {times.plan.plan_id for times in calling if not times.is_open}
