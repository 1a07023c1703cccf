"""What is rolled up is what a count of everything says, whatever was written and in whatever order."""

from __future__ import annotations

import random

import pytest
from django.db import transaction

from customers.models import Delivery, Unit
from reports.actions.counting import count_changes
from reports.actions.rebuilding import check, rebuild
from reports.actions.recounting import runs
from reports.measures import BY_CODE, MEASURES
from reports.models import Change, Tally
from reports.states import Cut, Source
from tests.factories import LineFactory
from tests.reports.more_followup_rows import make_everything
from tests.reports.rows import case, day, deliver
from tests.reports.test_brute_force import make_answers, make_calls, make_cases, make_deliveries
from tests.reports.writes import CASES, FOLLOWUPS, WRITES, move_stay, stay
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def settle() -> None:
    while count_changes():
        pass


def told(code: str, cut: Cut = Cut.WHOLE) -> dict[str, tuple[int, int]]:
    rows = Tally.objects.filter(measure=code, cut=cut).order_by("day")
    return {row.day.isoformat()[5:]: (row.n, row.hits) for row in rows}


def everything(seed: int) -> list:
    rng = random.Random(seed)
    lines = [LineFactory(), LineFactory()]
    deliveries = make_deliveries(rng, lines)
    make_answers(rng, deliveries)
    make_cases(rng, deliveries)
    make_calls(rng)
    return lines


def test_codes_are_told_apart():
    assert len(BY_CODE) == len(MEASURES)
    assert all(len(code) <= 24 for code in BY_CODE)


@pytest.mark.parametrize("seed", [1, 2])
def test_count_of_changes_is_a_count_of_everything(seed):
    everything(seed)
    settle()
    assert list(check()) == []
    assert Tally.objects.count() > 500
    assert Change.objects.count() == 0


def test_rebuild_makes_the_same_again():
    everything(3)
    settle()
    before = sorted(Tally.objects.values_list("measure", "day", "cut", "by", "line", "team", "n", "hits", "amount"))
    Tally.objects.all().delete()
    for measure in MEASURES:
        list(rebuild(measure=measure))
    after = sorted(Tally.objects.values_list("measure", "day", "cut", "by", "line", "team", "n", "hits", "amount"))
    assert after == before


def test_check_names_what_was_tampered_with():
    deliver("03-10", "03-10")
    deliver("03-12", "03-10")
    settle()
    Tally.objects.filter(measure="on_time", day=day("03-12"), cut=Cut.WHOLE).update(hits=1)
    assert [(wrong.measure, wrong.days) for wrong in check()] == [("on_time", [day("03-12")])]
    assert Tally.objects.get(measure="on_time", day=day("03-12"), cut=Cut.WHOLE).hits == 1


def test_delivery_that_moves_leaves_its_day():
    delivery = deliver("03-10", "03-10")
    settle()
    assert told("on_time") == {"03-10": (1, 1)}
    Delivery.objects.filter(pk=delivery.pk).update(delivered_on=day("03-14"))
    settle()
    assert told("on_time") == {"03-14": (1, 0)}


def test_case_that_is_set_aside_leaves_every_figure():
    ticket = case("03-10 10:00", replied="03-10 12:00", story=(("resolved", "03-12 10:00"),))
    settle()
    assert (told("opened"), told("resolved")) == ({"03-10": (1, 0)}, {"03-12": (1, 0)})
    Ticket.objects.filter(pk=ticket.pk).update(aside="spam")
    settle()
    assert Tally.objects.count() == 0


def test_delivery_of_two_lines_counts_once_and_in_each():
    one, two = LineFactory(), LineFactory()
    delivery = deliver("03-10", "03-10", one)
    other = deliver("03-10", "03-10", two)
    Unit.objects.filter(delivery=other).update(delivery=delivery)
    settle()
    assert told("arrived") == {"03-10": (2, 2)}
    lines = Tally.objects.filter(measure="arrived", cut=Cut.LINES).values_list("line", "n").order_by("line")
    assert list(lines) == [(0, 1), (one.pk, 1), (two.pk, 1)]


def test_runs_join_days_that_lie_close():
    days = [day(text) for text in ("03-01", "03-02", "03-05", "03-09")]
    assert list(runs(days)) == [days[:3], days[3:]]


WRITES_OF_A_STORY = 40


def figures() -> set[tuple]:
    rows = Tally.objects.values_list(
        "measure", "day", "cut", "by", "line", "channel", "country", "team", "n", "hits", "amount", "buckets"
    )
    return {(*row[:-1], tuple(row[-1])) for row in rows}


@pytest.mark.parametrize("writes", [CASES, FOLLOWUPS], ids=["cases", "followups"])
def test_each_write_moves_figures_to_what_a_count_of_everything_says(writes):
    """One at a time, so that no other write has the same days counted again by chance."""
    rng = random.Random(1)
    for _company in range(2):
        make_everything(rng)
    settle()
    before = figures()
    without_effect, wrong = set(writes), {}
    for name, write in sorted(writes.items()):
        for _attempt in range(10):
            with transaction.atomic():
                write(rng)
                settle()
                moved = figures() != before
                found = [one.measure for one in check()]
                transaction.set_rollback(True)
            if moved:
                without_effect.discard(name)
            if found:
                wrong[name] = found
            if moved or found:
                break
    assert (wrong, sorted(without_effect)) == ({}, [])


def test_writes_are_of_every_source():
    rng = random.Random(1)
    make_everything(rng)
    stay(rng)
    Change.objects.all().delete()
    for write in [*WRITES.values(), move_stay]:
        write(rng)
    assert set(Change.objects.values_list("source", flat=True)) == set(Source.values)


@pytest.mark.parametrize("seed", range(4))
def test_any_story_ends_as_a_count_of_everything(seed):
    rng = random.Random(seed)
    make_everything(rng)
    if seed % 2:
        settle()
    for _number in range(WRITES_OF_A_STORY):
        WRITES[rng.choice(sorted(WRITES))](rng)
        if rng.random() < 0.3:
            count_changes(limit=rng.choice([1, 10, 1000]))
    settle()
    assert list(check()) == []
