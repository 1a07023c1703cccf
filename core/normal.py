"""One form for each thing people write in many: e-mail addresses and phones. Pure."""

from __future__ import annotations

import re

import phonenumbers

_LABEL = r"(?!-)(?:[^\W_]|-){1,63}(?<!-)"  # letters of any alphabet, digits, hyphens inside
_EMAIL = re.compile(rf"[^@\s,;:<>()\[\]\\\"]+@(?:{_LABEL}\.)+{_LABEL}")


def normal_email(text: str) -> str:
    """Lower-case, trimmed address; "" for empty; ValueError when it cannot be an address."""
    text = text.strip().lower()
    if text and (len(text) > 254 or not _EMAIL.fullmatch(text)):
        raise ValueError(text)
    return text


def normal_phone(text: str, country: str) -> str:
    """E.164 form of a phone written in `country` (ISO 3166 alpha-2); "" for empty; ValueError when impossible."""
    text = text.strip()
    if not text:
        return ""
    try:
        number = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException as error:
        raise ValueError(text) from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError(text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
