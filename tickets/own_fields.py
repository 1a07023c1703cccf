"""Reading what somebody filled in for a field of the company's own. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from tickets.rules import MAX_FIELD
from tickets.states import FieldType

Value = str | bool
YES, NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
_MOST_DIGITS = 30


class BadValue(ValueError):
    """It cannot be read as what the field holds."""


def read_value(type: str, given: object, choices: Sequence[str] = ()) -> Value | None:
    """The value as it is kept in JSON; None when nothing was said.

    A number is kept as its digits («12.5») and a date as ISO 8601, so that neither loses anything. A decimal comma is
    read too. Raises BadValue for what is not of the type, too long, or not in the list.
    """
    if given is None:
        return None
    if type == FieldType.YES_NO:
        return _yes_or_no(given)
    text = str(given).replace("\x00", "").strip()
    if not text:
        return None
    if type == FieldType.NUMBER:
        return _number(text)
    if type == FieldType.DATE:
        return _date(text)
    if len(text) > MAX_FIELD or (type == FieldType.CHOICE and text not in choices):
        raise BadValue(text[:80])
    return text


def _yes_or_no(given: object) -> bool | None:
    text = str(given).strip().lower()
    if text in YES or text in NO:
        return text in YES
    if text:
        raise BadValue(text[:80])
    return None


def _number(text: str) -> str:
    try:
        number = Decimal(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except InvalidOperation:
        raise BadValue(text[:80]) from None
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS or len(number.as_tuple().digits) > _MOST_DIGITS:
        raise BadValue(text[:80])
    plain = f"{number:f}"
    plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if plain == "-0" else plain


def _date(text: str) -> str:
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError:
        raise BadValue(text[:80]) from None
