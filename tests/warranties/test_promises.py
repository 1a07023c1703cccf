"""Which purchases a commercial guarantee came with."""

import pytest

from tests.warranties.made_up import given
from tests.warranties.sales import day


@pytest.mark.parametrize(
    ("first", "last", "on", "offered"),
    [
        ("2024-01-01", "2024-12-31", "2024-01-01", True),
        ("2024-01-01", "2024-12-31", "2024-12-31", True),
        ("2024-01-01", "2024-12-31", "2023-12-31", False),
        ("2024-01-01", "2024-12-31", "2025-01-01", False),
        ("2024-01-01", "", "2999-01-01", True),
        ("", "2024-12-31", "1900-01-01", True),
    ],
)
def test_offered_on_says_whether_a_purchase_came_with_it(first, last, on, offered):
    terms = given(contract_from=day(first) if first else None, contract_to=day(last) if last else None)
    assert terms.offered_on(day(on)) is offered
