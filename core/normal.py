"""One form for each thing people write in many: e-mail addresses, phones and names. Pure."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers

_LABEL = r"(?!-)(?:[^\W_]|-){1,63}(?<!-)"  # letters of any alphabet, digits, hyphens inside
_EMAIL = re.compile(rf"[^@\s,;:<>()\[\]\\\"]+@(?:{_LABEL}\.)+{_LABEL}")


# Letters to Unicode, nothing to the eye: the fillers of Hangul and the blank of Braille.
_UNSEEN = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# They turn the words around them the other way round, also those of the page that come after.
_TURNS = dict.fromkeys([0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069])


def is_unseen(text: str) -> bool:
    """Whether nobody would see anything of it: blanks, control characters, joiners, marks of direction."""
    return all(c in _UNSEEN or unicodedata.category(c) in ("Cc", "Cf", "Zs", "Zl", "Zp") for c in text)


def plain_words(text: str) -> str:
    """Words of one line with single blanks, without NUL or marks that turn a line around; "" when none can be seen."""
    text = " ".join(text.replace("\x00", "").translate(_TURNS).split())
    return "" if is_unseen(text) else text


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
