"""The day of a visit in words."""

import datetime as dt

import pytest
from django.utils.translation import override

from tickets.visits import day_in_full


@pytest.mark.parametrize(
    ("language", "within", "said"),
    [
        ("es", False, "Martes, 24 de noviembre de 2026"),
        ("es", True, "martes, 24 de noviembre de 2026"),
        ("en", True, "Tuesday, 24 November 2026"),
    ],
)
def test_weekday_is_written_as_its_place_wants(language, within, said):
    with override(language):
        assert day_in_full(dt.date(2026, 11, 24), within=within) == said
