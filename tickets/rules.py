"""Decisions about cases on plain values. Pure."""

from __future__ import annotations

import datetime as dt

# No I, L, O, U, 0 or 1: a reference is read out on the phone and copied from paper.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
REFERENCE_LENGTH = 8

MAX_TEXT = 20_000
MAX_FILES = 5
MAX_TAG = 40  # characters of a tag
MAX_TAGS = 20  # of a case
MAX_POINTS = 50  # of a checklist
MAX_FIELD = 1_000  # characters of a field of one's own
MAX_MINUTES = 1_440  # of one entry of time spent
UNDO_SECONDS = 10  # how long a reply can be taken back before it goes out


def opens_again(resolved_at: dt.datetime, days: int | None, now: dt.datetime) -> bool:
    """Whether a customer's words open a resolved case again: within so many days; always, when nobody said how many."""
    return days is None or now <= resolved_at + dt.timedelta(days=days)


def reference_of(letters: str) -> str:
    """«PV-7K3M-92QX» from eight letters of REFERENCE_ALPHABET."""
    return f"PV-{letters[:4]}-{letters[4:]}"


def subject_of(text: str, limit: int = 100) -> str:
    """A subject from the first words of a description, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"
