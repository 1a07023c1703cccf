"""What is next in a case: each kind of moment says whose turn it is and what follows."""

import datetime as dt

import pytest
from django.utils.translation import override

from tests.cases import open_case
from tests.factories import NOW
from tests.law_rows import rule
from tickets.nexts import CONSEQUENCES, Next, next_of
from tickets.states import Due, Turn


def test_case_without_a_moment_has_no_next():
    assert next_of(None, "") is None


@pytest.mark.parametrize("due", Due)
def test_every_kind_says_whose_turn_and_what_follows(due):
    told = next_of(NOW, due)
    with override("en"):
        assert (told, str(told.consequence)[:10]) == (Next(NOW, due), "After that")
    assert told.turn == (Turn.CUSTOMER if due == Due.COMPLETION else Turn.US)


def test_no_kind_is_forgotten():
    assert set(CONSEQUENCES) == set(Due)


@pytest.mark.django_db
def test_case_exposes_its_next_moment():
    rule()
    case = open_case()
    assert case.next == Next(case.due_at, Due.LEGAL)
    assert case.next.at.astimezone(dt.UTC).date() == dt.date(2026, 12, 1)
