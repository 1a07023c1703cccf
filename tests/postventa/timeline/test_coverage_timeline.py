"""The drawing of a coverage decision over time: what is drawn, where, and how it reaches the page."""

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from postventa.timeline.axis import Axis, Stretch, Tick
from postventa.timeline.coverage_timeline import Phase, Row, coverage_timeline
from postventa.timeline.flags import Flag
from warranties.coverage import decide
from warranties.decision import Decision, Line, reason
from warranties.facts import Facts, Recall, Stay
from warranties.law import shipped
from warranties.promises import CommercialTerms, PlanTerms
from warranties.rules import Rulebook
from warranties.states import Basis, Regime, Verdict
from warranties.why import Why

TODAY = date(2025, 1, 1)
DELIVERED = Facts(delivery_date=date(2024, 1, 1))
RULES = Rulebook(shipped())


def line(regime: Regime, until: date | None, *steps, **more) -> Line:
    return Line(regime, Verdict.COVERED, steps, basis=Basis.TERM, until=until, **more)


def decision(*lines: Line) -> Decision:
    return Decision(Verdict.COVERED, lines)


def drawn(facts: Facts, *lines: Line, today: date = TODAY):
    return coverage_timeline(decision(*lines), facts, today)


def test_draw_legal_guarantee_shows_every_part_of_it():
    stay, day = Stay(date(2024, 7, 1), date(2024, 7, 31)), date(2025, 6, 1)
    facts = replace(DELIVERED, custody=(stay,), replaced_on=day, delivery_date=date(2024, 1, 1))
    legal = line(
        Regime.LEGAL, date(2027, 12, 31), reason(Why.SUSPENDED, days=30),
        presumption_until=date(2025, 12, 31), same_defect_until=date(2026, 6, 1),
    )  # fmt: skip

    (row,) = drawn(facts, legal, today=date(2026, 1, 1)).rows

    assert row == Row(
        regime=Regime.LEGAL,
        name="",
        phase=Phase.RUNNING,
        since=date(2024, 1, 1),
        until=date(2027, 12, 31),
        bar=Stretch("1.00", "98.00", "99.00"),
        presumed=Stretch("1.00", "49.00", "50.00"),
        presumption_until=date(2025, 12, 31),
        stays=(Stretch("13.22", "2.01", "15.23"),),
        days_added=30,
        stay=stay,
        replaced="35.70",
        replaced_on=day,
        tail=Stretch("35.70", "24.50", "60.20"),
        same_defect_until=date(2026, 6, 1),
    )


@pytest.mark.parametrize(
    ("start", "until", "phase"),
    [
        (date(2024, 1, 1), date(2024, 12, 31), Phase.ENDED),
        (date(2024, 1, 1), date(2025, 1, 1), Phase.RUNNING),
        (date(2025, 1, 1), date(2026, 1, 1), Phase.RUNNING),
        (date(2025, 1, 2), date(2026, 1, 1), Phase.AHEAD),
    ],
)
def test_draw_bar_says_whether_it_runs(start, until, phase):
    (row,) = drawn(replace(DELIVERED, delivery_date=start), line(Regime.WITHDRAWAL, until)).rows

    assert row.phase == phase


def test_draw_bar_begins_on_the_first_day_of_its_line():
    own = replace(line(Regime.EXTENDED, date(2028, 2, 29)), start=date(2026, 2, 28))
    old = line(Regime.COMMERCIAL, date(2026, 1, 31))  # kept before a line knew its first day

    assert [row.since for row in drawn(DELIVERED, own, old).rows] == [date(2026, 2, 28), date(2024, 1, 1)]


def test_draw_open_stay_reaches_today():
    facts = replace(DELIVERED, custody=(Stay(date(2024, 12, 1)),))

    (row,) = drawn(facts, line(Regime.LEGAL, date(2025, 12, 31))).rows

    axis = Axis(date(2024, 1, 1), date(2025, 12, 31))
    assert row.stays == (axis.stretch(date(2024, 12, 1), TODAY),)


@pytest.mark.parametrize(
    "stay",
    [
        Stay(date(2024, 5, 1), date(2024, 5, 9), paid=True),
        Stay(date(2024, 5, 1), date(2024, 5, 9), outcome="no_fault"),
        Stay(date(2024, 5, 9), date(2024, 5, 1)),
        Stay(date(2023, 12, 1), date(2023, 12, 9)),
        Stay(date(2026, 2, 1), date(2026, 2, 9)),
    ],
)
def test_draw_stay_that_stops_no_clock_leaves_the_bar_whole(stay):
    (row,) = drawn(replace(DELIVERED, custody=(stay,)), line(Regime.LEGAL, date(2026, 1, 1))).rows

    assert (row.stays, row.stay, row.tail) == ((), None, None)


def test_draw_recall_of_an_old_unit_marks_its_day():
    facts = Facts(delivery_date=date(2015, 1, 1), recalls=(Recall(date(2024, 12, 1), "Battery"),))
    lines = [line(Regime.LEGAL, date(2017, 1, 1)), line(Regime.RECALL, None, name="Battery")]

    rows = drawn(facts, *lines).rows

    assert [(row.regime, row.name, row.phase) for row in rows] == [
        (Regime.LEGAL, "", Phase.ENDED),
        (Regime.RECALL, "Battery", Phase.RUNNING),
    ]
    assert (rows[0].bar, rows[1].bar, rows[1].mark) == (Stretch("1.00", "19.61", "20.61"), None, "98.17")


@pytest.mark.parametrize(
    ("facts", "it"),
    [
        (Facts(), line(Regime.COMMERCIAL, None)),
        (Facts(recalls=(Recall(date(2024, 1, 1)),)), line(Regime.RECALL, None)),
        (DELIVERED, line(Regime.LEGAL, None)),
        (DELIVERED, line(Regime.LEGAL, date(2026, 1, 1), in_scope=False)),
        (DELIVERED, line(Regime.LEGAL, date(2023, 1, 1))),
    ],
)
def test_draw_nothing_without_dates(facts, it):
    assert drawn(facts, it) is None
    template = Template("{% load coverage %}[{% coverage_timeline decision facts today %}]")
    assert "".join(template.render(Context({"decision": decision(it), "facts": facts, "today": TODAY})).split()) == "[]"


def test_draw_guarantee_for_life_leaves_room_for_the_others():
    legal, forever = line(Regime.LEGAL, date(2027, 1, 1)), line(Regime.COMMERCIAL, date.max)

    rows = drawn(DELIVERED, legal, replace(forever, reasons=(reason(Why.PROMISED, months=120000),))).rows

    assert [row.bar for row in rows] == [Stretch("1.00", "9.47", "10.47"), Stretch("1.00", "98.00", "99.00")]


@pytest.mark.parametrize(
    ("first", "last", "ticks"),
    [
        (date(2024, 3, 15), date(2027, 3, 15), [(2025, True, True), (2026, True, False), (2027, True, False)]),
        (date(2015, 5, 1), date(2026, 11, 1), [(year, True, year == 2018) for year in range(2018, 2027, 2)]),
        (date(2024, 3, 15), date(2024, 3, 29), []),
    ],
)
def test_mark_axis_with_round_years(first, last, ticks):
    assert [(tick.day.year, tick.year, tick.wide) for tick in Axis(first, last).ticks()] == ticks


def test_mark_short_axis_with_months():
    ticks = Axis(date(2026, 10, 15), date(2027, 1, 13)).ticks()

    assert ticks == (
        Tick("52.18", date(2026, 12, 1), year=False),
        Tick("85.93", date(2027, 1, 1), year=False),
    )


AXIS = Axis(date(2024, 1, 1), date(2024, 4, 10))  # a hundred days


@pytest.mark.parametrize(
    ("fault", "today", "placed"),
    [
        (None, 50, (None, ("middle", 0))),
        (None, 3, (None, ("start", 0))),
        (None, 99, (None, ("end", 0))),
        (60, 70, (("end", 1), ("middle", 0))),
        (5, 90, (("start", 1), ("end", 0))),
        (5, 10, (("start", 0), ("start", 1))),
        (30, 66, (("start", 0), ("middle", 1))),
    ],
)
def test_place_words_of_both_days_apart(fault, today, placed):
    def day(after: int) -> date:
        return AXIS.first + timedelta(days=after)

    facts = replace(DELIVERED, defect_date=None if fault is None else day(fault))
    found = drawn(facts, line(Regime.LEGAL, AXIS.last), today=day(today))

    def side(flag: Flag | None):
        return flag and (flag.anchor, flag.level)

    assert (side(found.fault), side(found.today)) == placed


def test_place_fault_before_the_sale_at_the_edge():
    found = drawn(replace(DELIVERED, defect_date=date(1924, 1, 1)), line(Regime.LEGAL, date(2026, 1, 1)))

    assert (found.first, found.fault) == (date(2024, 1, 1), Flag(date(1924, 1, 1), "1.00", "start", 1))


days = st.dates(date(1, 1, 1), date(9999, 12, 31))
maybe = st.none() | days


@settings(max_examples=300, deadline=None)
@given(
    delivered=maybe, fault=maybe, replaced=maybe, today=days, stays=st.lists(st.builds(Stay, days, maybe)), recall=maybe
)
def test_draw_any_history_stays_inside(delivered, fault, replaced, today, stays, recall):
    facts = Facts(
        jurisdiction="ES", contract_date=date(2024, 1, 1), delivery_date=delivered, defect_date=fault, claim_date=today,
        replaced_on=replaced, custody=tuple(stays), buyer="consumer", channel="online",
        recalls=(Recall(recall),) if recall else (),
    )  # fmt: skip
    promises = (CommercialTerms("g", "Total", "Hogarix", 60),), (PlanTerms("p", "Calm", "Hogarix", ("extension",), 24),)

    found = coverage_timeline(decide(facts, RULES, *promises), facts, today)

    for row in found.rows if found else ():
        for part in filter(None, (row.bar, row.presumed, row.tail, *row.stays)):
            assert 1 <= float(part.x) < float(part.end) <= 99.01
    for one, other in pairwise(found.ticks if found else ()):
        assert float(other.x) - float(one.x) > 10


FULL = replace(
    DELIVERED, jurisdiction="ES", contract_date=date(2023, 12, 20), buyer="consumer", channel="online", cause="defect",
    custody=(Stay(date(2024, 5, 1), date(2024, 5, 31)),), defect_date=date(2024, 12, 1), claim_date=TODAY,
    recalls=(Recall(date(2024, 11, 1), "Battery"),),
)  # fmt: skip


def page(language: str) -> str:
    plan = PlanTerms("p", "Calm <&>", "Hogarix", ("extension",), 24, starts_on=date(2027, 1, 1))
    context = Context({"decision": decide(FULL, RULES, (), (plan,)), "facts": FULL, "today": TODAY})
    with translation.override(language):
        return Template("{% load coverage %}{% coverage_timeline decision facts today %}").render(context)


def test_render_timeline_obeys_the_content_policy():
    html = page("es")

    assert re.findall(r"\sstyle=|<style|<script|\son\w+=|\sid=|url\(|&amp;amp;|<&>", html) == []
    assert html.count('role="img"') == html.count("<title>") == 4


def test_render_timeline_says_its_days_in_words():
    words = " ".join(re.sub(r"<[^>]+>", " ", page("en")).split())

    assert words == (
        "Fault 01/12/2024 Today 01/01/2025 "
        "Legal guarantee until 31/01/2027 From 01/01/2024 to 31/01/2027 "
        "The seller must prove otherwise: until 31/01/2026 30 days in the workshop, added to the term "
        "If the same fault comes back: until 31/05/2025 "
        "Calm &lt;&amp;&gt; until 01/01/2029 From 01/01/2027 to 01/01/2029 Begins on 01/01/2027 "
        "Right of withdrawal ended 15/01/2024 From 01/01/2024 to 15/01/2024 "
        "Battery 01/11/2024 Announced on 01/11/2024 "
        "01/01/2024 2025 2026 2027 2028"
    )
