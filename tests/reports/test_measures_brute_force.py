"""Every measure that is rolled up, over random rows, against its words as a plain Python loop over all of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.actions.counting import count_changes
from reports.measures import BY_CODE
from tests.reports import case_twins, followup_twins
from tests.reports.more_followup_rows import make_everything
from tests.reports.reckoning import House, add_up, rolled_up

pytestmark = pytest.mark.django_db
TWINS = {**case_twins.TWINS, **followup_twins.TWINS}


@contextmanager
def counted_world(seed: int) -> Iterator[House]:
    """Random rows that were counted, and that are gone afterwards: the next example begins with none."""
    with transaction.atomic():
        make_everything(random.Random(seed))
        while count_changes():
            pass
        yield House()
        transaction.set_rollback(True)


def test_every_measure_has_a_twin():
    assert sorted(TWINS) == sorted(BY_CODE)


@settings(deadline=None, max_examples=8)
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_every_measure_equals_its_twin(seed):
    with counted_world(seed) as house:
        for code, twin in TWINS.items():
            assert rolled_up(code) == add_up(twin(house)), code


def test_random_rows_reach_what_is_compared():
    """Else the equality above would say little: each measure counts on several days, tells apart, hits and misses."""
    worlds = {code: [] for code in TWINS}
    for seed in range(10):
        with counted_world(seed) as house:
            for code, twin in TWINS.items():
                worlds[code] += list(twin(house))
    for code, rows in worlds.items():
        measure = BY_CODE[code]
        assert len({row.day for row in rows}) >= 3, code
        assert {row.hit for row in rows} == ({True, False} if measure.hit is not None else {False}), code
        assert (len({row.by for row in rows}) > 1) == (measure.by is not None), code
        assert any(row.amount for row in rows) == (measure.amount is not None), code
        assert any(row.length for row in rows) == (measure.length is not None), code
        assert len({row.country for row in rows}) > 2, code
        assert len({row.channel for row in rows}) > 2, code
        assert (len({row.team for row in rows}) > 1) == (measure.places.team != ""), code
        assert any(len(row.lines) > 1 for row in rows) == measure.places.many_lines, code
