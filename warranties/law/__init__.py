"""The law that comes with Postventa, from the reviewed file beside this one. Orientation, not legal advice."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from warranties.law.reading import BadRule, rule_from
from warranties.rules import Rule

__all__ = ["BadRule", "rule_from", "shipped", "shipped_entries"]


@cache
def shipped() -> tuple[Rule, ...]:
    """All the rules of the file, those that nobody confirmed too. BadRule when the file has one that is none."""
    return tuple(rule_from(entry) for entry in shipped_entries())


def shipped_entries() -> tuple[dict[str, Any], ...]:
    """The rules as they are written, each with its `source` and `note`; the caller's own to change."""
    return tuple(json.loads(_text())["rules"])


@cache
def _text() -> str:
    return files(__name__).joinpath("guarantee_rules.json").read_text(encoding="utf-8")
