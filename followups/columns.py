"""What one line of an earlier system's survey answers says. Pure: a row's cells in, facts or sentences out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.cells import Cells

REQUIRED = ("order_ref", "answered_at", "csat")
COLUMNS = ("order_ref", "asked_at", "answered_at", "csat", "comment")
MAX_COMMENT = 10_000


class AnswerLine(NamedTuple):
    """`asked_at` is the instant of the answer when the file does not say when it was asked."""

    order_ref: str
    asked_at: dt.datetime
    answered_at: dt.datetime
    csat: int
    comment: str


def read_answer(values: Mapping[str, str], *, zone: str, now: dt.datetime) -> AnswerLine | list[str]:
    """The answer, or the sentences that say what to mend. Times without an offset are local to `zone`."""
    cells = Cells(values)
    order_ref = cells.text("order_ref", 80, required=True)
    asked = cells.moment("asked_at", zone)
    answered = cells.moment("answered_at", zone, required=True)
    csat = cells.whole("csat", 1, 5, required=True)
    comment = cells.text("comment", MAX_COMMENT)
    if asked and answered and answered.is_before(asked):
        cells.before("answered_at", "asked_at")
    if answered and answered.is_after_now(now, zone):
        cells.fault(_("%(column)s (%(value)s) is in the future. Check it."), "answered_at")
    if cells.faults or answered is None or csat is None:
        return cells.faults
    return AnswerLine(order_ref, asked.at if asked else answered.at, answered.at, csat, comment)
