"""Values as people write them."""

import datetime as dt
from decimal import Decimal

import pytest

from core.cells import Cells, parse_amount, parse_moment

NOON_UTC = dt.datetime(2026, 3, 31, 10, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "at", "on", "timed"),
    [
        ("2026-03-31", NOON_UTC, dt.date(2026, 3, 31), False),
        ("31/03/2026", NOON_UTC, dt.date(2026, 3, 31), False),
        ("1/4/2026 9:05", dt.datetime(2026, 4, 1, 7, 5, tzinfo=dt.UTC), dt.date(2026, 4, 1), True),
        ("2026-03-31 12:00:00", NOON_UTC, dt.date(2026, 3, 31), True),
        ("2026-03-31T10:00:00Z", NOON_UTC, dt.date(2026, 3, 31), True),
        # An instant in Brazil that is already the next day in Madrid.
        ("2026-03-31T22:00:00-03:00", dt.datetime(2026, 4, 1, 1, 0, tzinfo=dt.UTC), dt.date(2026, 4, 1), True),
    ],
)
def test_parse_moment_reads_iso_and_spanish_dates(text, at, on, timed):
    assert parse_moment(text, "Europe/Madrid") == (at, on, timed)


@pytest.mark.parametrize(
    "text",
    ["03/31/2026", "31/02/2026", "2026-13-01", "31/03/26", "tomorrow", "0026-03-31", "9999-12-31T23:59:59-12:00"],
)
def test_parse_moment_refuses_what_is_no_date(text):
    with pytest.raises((ValueError, OverflowError)):
        parse_moment(text, "Europe/Madrid")


@pytest.mark.parametrize(
    ("text", "amount"),
    [("99.9", "99.90"), ("99,90", "99.90"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("0", "0.00")],
)
def test_parse_amount_reads_both_commas(text, amount):
    assert parse_amount(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["-1", "1.234", "1,234", "12 €", "nan", "1e3", "99999999999", "¹²", "9" * 29, "1" * 5000]
)
def test_parse_amount_refuses_what_is_not_sure(text):
    with pytest.raises(ValueError, match=r".*"):
        parse_amount(text)


def test_cells_collect_every_fault():
    cells = Cells({"email": "nobody", "phone": "12", "zone": "Mars/Base", "visits": "-1", "sku": ""})
    cells.email("email")
    cells.phone("phone", "ES")
    cells.zone("zone", "Europe/Madrid")
    cells.whole("visits", 1, 9)
    cells.text("sku", 80, required=True)
    assert [column for column in ("email", "phone", "zone", "visits", "sku") if column in " ".join(cells.faults)] == [
        "email",
        "phone",
        "zone",
        "visits",
        "sku",
    ]
    assert len(cells.faults) == 5


@pytest.mark.parametrize("digits", [29, 41, 4301, 9000])
def test_cells_fault_a_number_of_very_many_digits_once(digits):
    cells = Cells({"price": "9" * digits, "visits": "1" * digits})
    assert (cells.amount("price"), cells.whole("visits", 1, 9)) == (None, None)
    assert len(cells.faults) == 2
