"""Countries as the rules of law name them: by ISO 3166, save the United Kingdom, which everybody calls UK. Pure."""

from __future__ import annotations

import unicodedata
from functools import cache

from babel import Locale
from django.utils.translation import get_language

# Addresses and names of countries go by ISO 3166.
LAW_OF_ISO = {"GB": "UK"}
ISO_OF_LAW = {law: iso for iso, law in LAW_OF_ISO.items()}
# Codes of two letters that are no country: the Unions, the United Nations, unknown regions, made-up ones.
NO_COUNTRY = frozenset({"ZZ", "EU", "EZ", "UN", "QO", "XA", "XB"})


def jurisdiction(country: str) -> str:
    """The jurisdiction of a country of ISO 3166, in capitals or not; one that is a jurisdiction already stays."""
    code = country.strip().upper()
    return LAW_OF_ISO.get(code, code)


def country_name(code: str) -> str:
    """The name of a jurisdiction in the active language; the code itself where it has none."""
    return _territories().get(ISO_OF_LAW.get(code, code), code)


def every_jurisdiction() -> list[str]:
    """All the countries that there are, by the code that the rules of law use."""
    codes = (code for code in _territories() if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY)
    return [jurisdiction(code) for code in codes]


def country_called(words: str) -> str | None:
    """The code (ISO 3166) of a country by its code or by its name, in English, in Spanish or in the active language."""
    code = words.strip().upper()
    code = ISO_OF_LAW.get(code, code)
    if code in {ISO_OF_LAW.get(one, one) for one in every_jurisdiction()}:
        return code
    found = (_called(language).get(_bare(words)) for language in ("es", "en", get_language() or "es"))
    return next(filter(None, found), None)


def _territories() -> dict[str, str]:
    return _names(get_language() or "es")


@cache
def _called(language: str) -> dict[str, str]:
    found = {_bare(name): code for code, name in _names(language).items() if len(code) == 2 and code.isalpha()}
    return {name: code for name, code in found.items() if code not in NO_COUNTRY}


def _bare(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


@cache
def _names(language: str) -> dict[str, str]:
    return dict(Locale.parse(language, sep="-").territories)
