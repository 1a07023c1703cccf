"""Worked examples from the literature, with the tolerance within which each is to be met.

Their marks say how sure the example itself is: [V] read at the source, [S] seen on a second page, [K-high] data known
by heart whose totals match what was published; «computed» and «recomputed» were worked out apart with other software.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Example:
    given: dict[str, Any]
    expected: dict[str, Any]
    tolerance: dict[str, float]

    def near(self, name: str) -> Any:
        return pytest.approx(self.expected[name], **self.tolerance)


@cache
def _all() -> dict[str, Any]:
    rows = json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))
    return {row["id"]: row for row in rows}


def example(name: str) -> Example:
    row = _all()[name]
    # What pytest would add by itself, a relative millionth, is not part of the example.
    tolerance = row["tol"] if isinstance(row["tol"], dict) else {"abs": row["tol"], "rel": 0}
    return Example(row["input"], row["expected"], tolerance)
