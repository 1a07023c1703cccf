"""The answers of `schedule` for very many facts of one plan in one place: each is worked out once for its day. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from core.places import Place, RestDays
from customers.rules import QuietHours
from followups.schedule import DAY, MAIL_AT, MAIL_FROM, MAIL_UNTIL, clock_at, first_call_at, next_callable, survey_at
from followups.states import DelayUnit
from followups.windows import Hours, Span, free_spans

Stretches = tuple[tuple[dt.datetime, dt.datetime], ...]
END_OF_TIME = dt.datetime.max.replace(tzinfo=dt.UTC)


class Delay(NamedTuple):
    number: int
    unit: DelayUnit | str

    @property
    def is_of_days(self) -> bool:
        """Whether it ends at the beginning of a day, so that all facts of a local day are due at one moment."""
        return self.number > 0 and self.unit != DelayUnit.HOURS


class Timetable:
    """When calls and surveys about facts in a place are due.

    It remembers every local day that it met, a few hundred bytes each. Keep one while a batch is planned.
    """

    def __init__(
        self, place: Place, hours: Hours | None, call: Delay, survey: Delay, quiet: QuietHours | None = None
    ) -> None:
        self.place, self.hours, self.call, self.survey, self.quiet = place, hours, call, survey, quiet
        # Of a delay of days, what is due by the fact's day; of any other, when there is an hour on the day it ends.
        self._call_by_day: dict[dt.date, dt.datetime] = {}
        self._survey_by_day: dict[dt.date, dt.datetime] = {}
        self._call_stretches: dict[dt.date, Stretches] = {}
        self._survey_stretches: dict[dt.date, Stretches] = {}
        self._call_wait, self._survey_wait = dt.timedelta(hours=call.number), dt.timedelta(hours=survey.number)
        self._call_in_days, self._survey_in_days = call.is_of_days, survey.is_of_days

    def call_at(self, fact_at: dt.datetime) -> dt.datetime:
        """As `first_call_at`. NoHours when there is none."""
        if not self._call_in_days:
            return self._call_within_a_day(fact_at)
        day = fact_at.astimezone(self.place.zone).date()
        found = self._call_by_day.get(day)
        if found is None:
            found = self._call_by_day[day] = self._call_at(fact_at)
        return found

    def survey_at(self, fact_at: dt.datetime) -> dt.datetime:
        """As `schedule.survey_at`."""
        if not self._survey_in_days:
            return self._survey_within_a_day(fact_at)
        day = fact_at.astimezone(self.place.zone).date()
        found = self._survey_by_day.get(day)
        if found is None:
            found = self._survey_by_day[day] = survey_at(fact_at, *self.survey, self.place)
        return found

    def _call_at(self, fact_at: dt.datetime) -> dt.datetime:
        return first_call_at(fact_at, *self.call, self.place, self.quiet, self.hours)

    def _call_within_a_day(self, fact_at: dt.datetime) -> dt.datetime:
        moment = _utc(fact_at) + self._call_wait
        day = moment.astimezone(self.place.zone).date()
        stretches = self._call_stretches.get(day)
        if stretches is None:
            stretches = self._call_stretches[day] = self._call_stretches_of(day)
        return _first(stretches, moment) or self._call_at(fact_at)

    def _survey_within_a_day(self, fact_at: dt.datetime) -> dt.datetime:
        moment = _utc(fact_at) + self._survey_wait
        day = moment.astimezone(self.place.zone).date()
        stretches = self._survey_stretches.get(day)
        if stretches is None:
            stretches = self._survey_stretches[day] = self._survey_stretches_of(day)
        return _first(stretches, moment) or survey_at(fact_at, *self.survey, self.place)

    def _call_stretches_of(self, day: dt.date) -> Stretches:
        rests = day in RestDays(self.place.country, self.place.region)
        spans = () if rests else free_spans(self.place.country, day.weekday(), self.hours, self.quiet)
        ends = clock_at(day + DAY, dt.time(), self.place)
        return self._stretches(day, spans, next_callable(ends, self.place, self.quiet, self.hours))

    def _survey_stretches_of(self, day: dt.date) -> Stretches:
        begins = MAIL_FROM if self.survey.unit == DelayUnit.HOURS else MAIL_AT
        return self._stretches(day, [(begins, MAIL_UNTIL)], clock_at(day + DAY, MAIL_FROM, self.place))

    def _stretches(self, day: dt.date, spans: Iterable[Span], then: dt.datetime) -> Stretches:
        """From when until when there is an hour on a day, and from its end on; none where its clock changes."""
        if clock_at(day + DAY, dt.time(), self.place) - clock_at(day, dt.time(), self.place) != DAY:
            return ()
        own = [(clock_at(day, start, self.place), clock_at(day, until, self.place)) for start, until in spans]
        return (*own, (then, END_OF_TIME))


def _first(stretches: Stretches, moment: dt.datetime) -> dt.datetime | None:
    for begins, ends in stretches:
        if moment < ends:
            return moment if moment > begins else begins
    return None


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo is dt.UTC else moment.astimezone(dt.UTC)
