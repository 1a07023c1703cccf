"""The table of moments that were worked out by hand with a calendar: each is what the schedule says."""

import csv
import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from core.places import Place
from customers.rules import QuietHours
from followups import schedule
from followups.attempts import Attempts, Tried, next_attempt
from followups.timetable import Delay, Timetable
from followups.windows import USUAL, Hours, NoHours

with (Path(__file__).parent / "cases" / "schedule.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file, restkey="too many"))
POLICY = SimpleNamespace(transaction_days=90, relation_days=180)


class Row:
    """A line of the table, read."""

    def __init__(self, row):
        self.place = Place(ZoneInfo(row["zone"]), row["country"], row["region"])
        self.hours = Hours(*clocks(row["hours"])) if row["hours"] else USUAL
        self.quiet = QuietHours(*clocks(row["quiet"])) if row["quiet"] else None
        self.given = row["given"]

    def instant(self, text):
        """By the local clock, unless it says its offset from UTC."""
        moment = dt.datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=self.place.zone)

    def last(self, text):
        return None if text == "-" else self.instant(text)

    def delayed(self):
        moment, _plus, delay = self.given.rpartition(" + ")
        number, _blank, unit = delay.partition(" ")
        return self.instant(moment), int(number), unit


def clocks(text):
    return [dt.time.fromisoformat(clock) for clock in text.split("-")]


def call(row):
    fact_at, number, unit = row.delayed()
    found = schedule.first_call_at(fact_at, number, unit, row.place, row.quiet, row.hours)
    table = Timetable(row.place, row.hours, Delay(number, unit), Delay(number, unit), row.quiet)
    assert [table.call_at(fact_at), table.call_at(fact_at)] == [found, found]
    return found


def survey(row):
    fact_at, number, unit = row.delayed()
    found = schedule.survey_at(fact_at, number, unit, row.place)
    table = Timetable(row.place, row.hours, Delay(number, unit), Delay(number, unit))
    assert [table.survey_at(fact_at), table.survey_at(fact_at)] == [found, found]
    return found


def following(row):
    assert schedule.leaves_time(row.quiet, row.place, row.hours)
    return schedule.next_callable(row.instant(row.given), row.place, row.quiet, row.hours)


def agreed(row):
    return schedule.agreed_at(row.instant(row.given), row.place, row.quiet)


def attempt(row):
    given, _bar, policy = row.given.partition(" | ")
    tried = []
    for one in given.split("; "):
        moment, _blank, outcome = one.rpartition(" ")
        tried.append(Tried(row.instant(moment), outcome))
    policy = Attempts(*map(int, policy.split("/"))) if policy else Attempts()
    return next_attempt(tried, policy, row.place, row.quiet, row.hours)


def quarantine(row):
    last_any, last_relation, scope = row.given.split(" / ")
    return schedule.quarantined_until(row.last(last_any), row.last(last_relation), scope, POLICY)


def deadline(row):
    moment, days, _unit = row.delayed()
    return schedule.working_deadline(moment, days, row.place)


def too_late(row):
    moment, days, _unit = row.delayed()
    return schedule.too_late_at(moment, days, row.place)


def day_end(row):
    return schedule.local_day_end(row.instant(row.given), row.place)


def clock(row):
    shown = dt.datetime.fromisoformat(row.given)
    return schedule.clock_at(shown.date(), shown.time(), row.place)


WHAT = {
    "call": call,
    "survey": survey,
    "next": following,
    "agreed": agreed,
    "attempt": attempt,
    "quarantine": quarantine,
    "deadline": deadline,
    "too-late": too_late,
    "day-end": day_end,
    "clock": clock,
}


@pytest.mark.parametrize("row", ROWS, ids=[row["case"] for row in ROWS])
def test_schedule_agrees_with_the_table(row):
    line, work = Row(row), WHAT[row["what"]]
    if row["expected"] == "never" and row["what"] == "next":
        assert not schedule.leaves_time(line.quiet, line.place, line.hours)
        with pytest.raises(NoHours):
            schedule.next_callable(line.instant(line.given), line.place, line.quiet, line.hours)
        return
    found = work(line)
    shown = "never" if found is None else found.astimezone(line.place.zone).isoformat(" ", "minutes")
    assert shown == row["expected"]
    assert found is None or found.tzinfo is dt.UTC


def test_the_cases_are_many_and_each_has_its_name_and_its_reason():
    assert len({row["case"] for row in ROWS}) == len(ROWS) >= 40
    assert all(row["reason"] and row["what"] in WHAT and "too many" not in row for row in ROWS)
