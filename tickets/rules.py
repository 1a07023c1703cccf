"""Decisions about cases on plain values. Pure."""

from __future__ import annotations

import re
import unicodedata

# No I, L, O, U, 0 or 1: a reference is read out on the phone and copied from paper.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 8

MAX_TEXT = 20_000
MAX_FILES = 5

# Beginnings of words, without accents, in Spanish and English: any of them makes a person look first.
_DANGER = re.compile(
    r"\b(humo|incendi|fuego\b|llamas|quemad|quemo|chispa|calambre|descarga electrica|electrocut|explo|escape de gas|"
    r"olor a gas|herid|lesion|hospital|smoke|fire|flame|burn|spark|electric shock|electrocut|explod|gas leak|"
    r"smell of gas|injur|hurt)"
)


def mentions_danger(text: str) -> bool:
    """Whether a customer's words speak of smoke, fire, shock, gas or injury."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return bool(_DANGER.search("".join(c for c in plain if not unicodedata.combining(c))))


def reference_of(letters: str) -> str:
    """«PV-7K3M-92QX» from eight letters of REFERENCE_ALPHABET."""
    return f"PV-{letters[:4]}-{letters[4:]}"


def subject_of(text: str, limit: int = 100) -> str:
    """A subject from the first words of a description, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
