"""The terms of law that come with Postventa, from the reviewed files beside this one. Orientation, not legal advice."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from tickets.law.reading import BadTerm, Entry, NoTerm, entry_from, no_term_from

__all__ = ["BadTerm", "Entry", "NoTerm", "entry_from", "shipped", "shipped_alternatives", "without_term"]


@cache
def shipped() -> tuple[Entry, ...]:
    """All the terms of the file, those that nobody confirmed too. BadTerm when the file has one that is none."""
    return tuple(entry_from(entry) for entry in _read("deadlines.json")["rules"])


@cache
def without_term() -> tuple[NoTerm, ...]:
    """The countries for which no term to answer a complaint was found."""
    return tuple(no_term_from(entry) for entry in _read("deadlines.json")["without"])


@cache
def shipped_alternatives() -> dict[str, dict[str, str]]:
    """What a refusal names, by country and language."""
    return _read("alternatives.json")


def _read(name: str) -> Any:
    return json.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))
