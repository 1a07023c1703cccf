"""Hours of a day as people write them («9:00–14:00, 16:00–20:00»), and what is wrong with them. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

from django.utils.translation import gettext as _

from core.errors import Refused
from core.worktime import DAY_MINUTES, Block, Blocks

MOST_BLOCKS = 8
TIME = r"(\d{1,2})(?:[:.](\d{2}))?\s*h?"
ONE_BLOCK = re.compile(rf"{TIME}\s*[-–—]\s*{TIME}", re.ASCII)
NEXT = re.compile(r"[,;\n]")


def read_blocks(text: str) -> Blocks:
    """The blocks of a day, in their order; none for no text. Refused with the sentence that says what is wrong."""
    blocks = tuple(_block(part.strip()) for part in NEXT.split(text) if part.strip())
    return check_blocks(sorted(blocks))


def check_blocks(blocks: list[Block] | Blocks) -> Blocks:
    """The same blocks. Refused ("hours_backwards", "hours_overlap", "hours_outside", "hours_many")."""
    if len(blocks) > MOST_BLOCKS:
        raise Refused(_("A day has at most %(limit)s blocks of hours.") % {"limit": MOST_BLOCKS}, code="hours_many")
    for start, end in blocks:
        if not (0 <= start <= DAY_MINUTES and 0 <= end <= DAY_MINUTES):
            raise Refused(_("A day goes from 0:00 to 24:00."), code="hours_outside")
        if end <= start:
            raise Refused(
                _("«%(block)s» ends before it begins. For a night write 22:00–24:00, and 0:00–6:00 on the next day.")
                % {"block": block_text((start, end))},
                code="hours_backwards",
            )
    for before, after in pairwise(blocks):
        if after[0] < before[1]:
            raise Refused(
                _("«%(one)s» and «%(other)s» overlap.") % {"one": block_text(before), "other": block_text(after)},
                code="hours_overlap",
            )
    return tuple(blocks)


def blocks_text(blocks: Blocks) -> str:
    """«9:00–14:00, 16:00–20:00»; empty for a day without hours."""
    return ", ".join(map(block_text, blocks))


def block_text(block: Block) -> str:
    return f"{clock_text(block[0])}–{clock_text(block[1])}"


def clock_text(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _block(text: str) -> Block:
    found = ONE_BLOCK.fullmatch(text)
    parts = [int(part or 0) for part in found.groups()] if found else []
    if not parts or parts[1] > 59 or parts[3] > 59:
        raise Refused(
            _("«%(text)s» are no hours. An example of them: 9:00–14:00, 16:00–20:00.") % {"text": text[:40]},
            code="hours_unreadable",
        )
    start, end = parts[0] * 60 + parts[1], parts[2] * 60 + parts[3]
    return start, end or DAY_MINUTES  # a block that ends at 0:00 ends at midnight
