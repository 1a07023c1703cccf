import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.own_fields import BadValue, read_value
from tickets.states import FieldType

READ = [
    (FieldType.TEXT, "  hola ", "hola"),
    (FieldType.TEXT, "   ", None),
    (FieldType.TEXT, None, None),
    (FieldType.TEXT, "a\x00b", "ab"),
    (FieldType.NUMBER, "12,50", "12.5"),
    (FieldType.NUMBER, "12.50", "12.5"),
    (FieldType.NUMBER, "100", "100"),
    (FieldType.NUMBER, "1e3", "1000"),
    (FieldType.NUMBER, "-0", "0"),
    (FieldType.NUMBER, 7, "7"),
    (FieldType.NUMBER, "", None),
    (FieldType.DATE, "2026-02-28", "2026-02-28"),
    (FieldType.DATE, dt.date(2026, 2, 28), "2026-02-28"),
    (FieldType.CHOICE, "rojo", "rojo"),
    (FieldType.CHOICE, "", None),
    (FieldType.YES_NO, True, True),
    (FieldType.YES_NO, "no", False),
    (FieldType.YES_NO, "on", True),
    (FieldType.YES_NO, "", None),
]
BAD = [
    (FieldType.TEXT, "x" * 1_001),
    (FieldType.NUMBER, "doce"),
    (FieldType.NUMBER, "NaN"),
    (FieldType.NUMBER, "Infinity"),
    (FieldType.NUMBER, "1e999999"),
    (FieldType.NUMBER, "1" * 40),
    (FieldType.NUMBER, "1,2,3"),
    (FieldType.DATE, "2026-02-30"),
    (FieldType.DATE, "mañana"),
    (FieldType.CHOICE, "verde"),
    (FieldType.YES_NO, "quizá"),
]


@pytest.mark.parametrize(("type", "said", "kept"), READ)
def test_value_is_read_as_it_is_kept(type, said, kept):
    assert read_value(type, said, ["rojo", "azul"]) == kept


@pytest.mark.parametrize(("type", "said"), BAD)
def test_value_that_does_not_fit_is_bad(type, said):
    with pytest.raises(BadValue):
        read_value(type, said, ["rojo", "azul"])


@given(st.sampled_from(list(FieldType)), st.text() | st.integers() | st.booleans() | st.dates() | st.decimals())
def test_value_that_was_kept_is_read_as_itself(type, said):
    try:
        kept = read_value(type, said, ["rojo"])
    except BadValue:
        return
    assert read_value(type, kept, ["rojo"]) == kept


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=4))
def test_number_loses_nothing(number):
    assert Decimal(read_value(FieldType.NUMBER, str(number))) == number
