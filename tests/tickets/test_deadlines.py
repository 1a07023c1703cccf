"""The terms of the law by a table that was worked out by hand (data/deadlines.csv), and what holds for all of them.

A row of the table says where the customer is, what happened by their clock, and every clock of the law that the case
has then: rule, anchor, last day («-» while it stands still) and, when it does not run, its state. Rules that ship off
count only where the row names them.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.places import Place
from tickets.clock_facts import Change, History
from tickets.deadlines import (
    BindingRule,
    Completion,
    Start,
    Term,
    due_moment,
    jurisdictions,
    last_day,
    wanted,
)
from tickets.law import shipped
from tickets.states import ClockState, Due, TermUnit, Turn

TABLE = Path(__file__).parent / "data" / "deadlines.csv"
CASES = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
RULES = [
    BindingRule(
        id=number,
        jurisdiction=entry.jurisdiction,
        event=entry.event,
        term=Term(entry.amount, entry.unit, entry.counts_first_day),
        kinds=entry.kinds,
        consumers_only=entry.consumers_only,
        completion_days=entry.completion_days,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
    )
    for number, entry in enumerate(shipped())
]
CODES = [entry.code for entry in shipped()]
END_OF_DAY = dt.time(23, 59, 59)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_wanted_agrees_with_the_table(case):
    assert told(case) == [one for one in case["expected"].split("|") if one]


def test_the_table_knows_every_jurisdiction_and_every_rule():
    assert len(CASES) >= 40
    assert len({case["case"] for case in CASES}) == len(CASES)
    assert {case["country"] for case in CASES} == {"ES", "PT", "FR", "GB", "PE", "CO", "AR", "CL", "MX", "DE", "IT"}
    told_of = {clock.split()[0] for case in CASES for clock in case["expected"].split("|") if clock}
    assert told_of == set(CODES)
    assert all(case["cites"] and case["why"] for case in CASES)


def told(case: dict[str, str]) -> list[str]:
    """The clocks of a row as its `expected` writes them, in the order of the rules."""
    zone = ZoneInfo(case["zone"])
    history, starts, completions = lived(case, zone)
    bound = case["bound"].split()
    found = wanted(
        history,
        kinds=case["kinds"].split(),
        is_consumer=case["buyer"] == "consumer",
        jurisdictions=jurisdictions(case["country"], case["region"]),
        rules=[
            rule
            for rule, entry in zip(RULES, shipped(), strict=True)
            if entry.code in bound or (entry.applies and entry.confirmed)
        ],
        starts=starts,
        completions=completions,
        place=Place(zone, case["country"], case["region"]),
    )
    return [written(clock, zone) for clock in found if clock.due == Due.LEGAL]


def written(clock, zone: ZoneInfo) -> str:
    due = "-"
    if clock.due_at:
        local = clock.due_at.astimezone(zone)
        due = f"{local:%Y-%m-%d}" if local.time() == END_OF_DAY else f"{local:%Y-%m-%d %H:%M}"
    state = "" if clock.state == ClockState.RUNNING else f" {clock.state.value}"
    return f"{CODES[clock.rule]} {clock.anchor} {due}{state}"


def lived(case: dict[str, str], zone: ZoneInfo) -> tuple[History, list[Start], list[Completion]]:
    opened = instant(case["opened"], zone)
    changes, aside = [Change(opened, Turn.US, True, 1)], False
    starts: list[Start] = []
    completions: list[Completion] = []
    for verb, said, at in steps(case["story"]):
        now = instant(at, zone) if at else opened
        match verb:
            case "aside":
                aside = True
            case "resolved":
                changes.append(Change(now, Turn.NOBODY, False, None, said))
            case "us":
                changes.append(Change(now, Turn.US, False))
            case "said":
                changes.append(Change(now, Turn.US, True, int(said)))
            case "start":
                starts.append(Start(len(starts) + 1, said, now))
            case "done":
                starts[-1] = Start(starts[-1].id, starts[-1].event, starts[-1].at, now)
            case "asked":
                completions.append(Completion(len(completions) + 1, now, instant(said, zone)))
            case "completed":
                last = completions[-1]
                completions[-1] = Completion(last.id, last.asked_at, last.due_at, now)
    return History(opened, "portal", tuple(changes), (), aside), starts, completions


def steps(story: str) -> Iterator[tuple[str, str, str]]:
    """What happened: the verb, what goes with it, and when."""
    for step in filter(None, story.split("|")):
        verb, *rest = step.replace(":", " ", 1).split() if step.startswith("said:") else step.split()
        at, rest = (" ".join(rest[-2:]), rest[:-2]) if len(rest) > 1 else ("", rest)
        if verb == "asked":  # from when, until when
            yield verb, at, " ".join(rest)
        else:
            yield verb, " ".join(rest), at


def instant(text: str, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(dt.UTC)


# — What holds for all terms

PLACES = [
    Place(ZoneInfo("Europe/Madrid"), "ES", "Madrid"),
    Place(ZoneInfo("Atlantic/Canary"), "ES", "Canarias"),
    Place(ZoneInfo("Europe/Lisbon"), "PT"),
    Place(ZoneInfo("America/Bogota"), "CO"),
    Place(ZoneInfo("America/Santiago"), "CL"),
    Place(ZoneInfo("Asia/Tokyo")),
]
places = st.sampled_from(PLACES)
units = st.sampled_from(list(TermUnit))
amounts = st.integers(1, 60)
instants = st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2030, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001


@given(unit=units, amount=amounts, start=instants, place=places, first=st.booleans())
def test_a_longer_term_is_never_due_earlier(unit, amount, start, place, first):
    first = first and unit != TermUnit.HOURS
    shorter, longer = Term(amount, unit, first), Term(amount + 1, unit, first)
    assert due_moment(shorter, start, place) < due_moment(longer, start, place)


@given(amount=amounts, start=instants, place=places, first=st.booleans())
def test_a_holiday_never_brings_a_term_forward(amount, start, place, first):
    term = Term(amount, TermUnit.WORKING_DAYS, first)
    without = Place(place.zone)
    assert due_moment(term, start, place) >= due_moment(term, start, without)


@given(unit=units, amount=amounts, start=instants, later=st.timedeltas(dt.timedelta(), dt.timedelta(90)), place=places)
def test_what_begins_later_is_never_due_earlier(unit, amount, start, later, place):
    term = Term(amount, unit)
    assert due_moment(term, start, place) <= due_moment(term, start + later, place)


@given(unit=units, amount=amounts, start=instants, place=places)
def test_a_first_day_that_counts_never_makes_a_term_longer(unit, amount, start, place):
    if unit != TermUnit.HOURS:
        assert due_moment(Term(amount, unit, True), start, place) <= due_moment(Term(amount, unit), start, place)


@given(amount=amounts, start=instants, place=places)
def test_a_term_of_working_days_ends_on_one_and_has_as_many(amount, start, place):
    day = start.astimezone(place.zone).date()
    last = last_day(Term(amount, TermUnit.WORKING_DAYS), day, place)
    between = [day + dt.timedelta(n) for n in range(1, (last - day).days + 1)]
    assert place.is_working_day(last)
    assert sum(map(place.is_working_day, between)) == amount


@given(unit=units, amount=amounts, start=instants, place=places)
def test_a_term_in_days_ends_with_the_last_second_of_the_customers_day(unit, amount, start, place):
    due = due_moment(Term(amount, unit), start, place)
    if unit == TermUnit.HOURS:
        assert due - start == dt.timedelta(hours=amount)
    else:
        assert due.astimezone(place.zone).time() == END_OF_DAY


def test_last_day_refuses_hours():
    with pytest.raises(ValueError, match="hours"):
        last_day(Term(2, TermUnit.HOURS), dt.date(2026, 1, 1), PLACES[0])


@pytest.mark.parametrize(
    ("country", "region", "expected"),
    [
        ("ES", "Andalucía", ("ES", "ES-AN")),
        ("es", "comunidad de madrid", ("ES", "ES-MD")),
        ("ES", "", ("ES",)),
        ("ES", "Atlantis", ("ES",)),
        ("GB", "Scotland", ("UK", "UK-SCT")),
        ("PE", "Lima", ("PE",)),
        ("XX", "Nowhere", ("XX",)),
        ("", "", ("",)),
    ],
)
def test_jurisdictions_name_the_country_and_a_known_region(country, region, expected):
    assert jurisdictions(country, region) == expected


COMPLETED = [
    (Completion(4, instant("2026-02-04 12:00", PLACES[0].zone), instant("2026-02-18 12:00", PLACES[0].zone)), None),
    (
        Completion(4, *[instant(f"2026-02-{day} 12:00", PLACES[0].zone) for day in ("04", "18", "10")]),
        "2026-02-10 12:00",
    ),
]


@pytest.mark.parametrize(("asked", "ended"), COMPLETED, ids=["open", "completed"])
def test_wanted_watches_what_the_customer_has_to_send(asked, ended):
    """Whatever rules count here: it is the customer's own time, and ours to know."""
    zone = PLACES[0].zone
    opened = instant("2026-02-02 10:00", zone)
    history = History(opened, "portal", (Change(opened, Turn.US, True, 1),), ())
    (clock,) = wanted(
        history, kinds=["complaint"], is_consumer=True, jurisdictions=["ES"], rules=[], completions=[asked],
        place=PLACES[0],
    )  # fmt: skip
    assert (clock.due, clock.anchor, clock.rule) == (Due.COMPLETION, "completion:4", None)
    assert clock.due_at == asked.due_at
    assert clock.ended_at == (instant(ended, zone) if ended else None)
    assert clock.state == (ClockState.ENDED if ended else ClockState.RUNNING)
