"""Chance that can be told again: who is held out of the call, and who is in the sample. Pure.

A seed and a name give the same answer in every process and in every version of Python: all of it is SHA-256.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from math import gcd

SMALLEST_BLOCK = 10
HUNDRED = 100


def held_out(seed: int, stratum: str, place: int, percent: int) -> bool:
    """Whether who has that place in its stratum, counted from 0, is not called: so many in a hundred (0 to 100).

    Places go round in blocks, and of each full block exactly that share is held out: permuted blocks, of the smallest
    length of ten or more in which the share is whole (10 for 10 %, 20 for 15 %, 100 for 33 %). Which places of a block
    they are says the seed, so that nobody can arrange who comes to them.
    """
    length = block_length(percent)
    block, within = divmod(place, length)
    return within in _held(seed, stratum, block, percent)


def sampled(seed: int, fact: str, percent: int) -> bool:
    """Whether a fact («delivery:123») is one of the so many in a hundred that are asked or called at all."""
    return _draw("sample", seed, fact) % HUNDRED < percent


def stratum_of(*, country: str, line: int | None, late: bool | None) -> str:
    """The group in which called and held out are balanced: «ES/12/late». Few groups, so that their blocks get full."""
    arrived = {True: "late", False: "on-time", None: ""}[late]
    return f"{country.upper()}/{line or ''}/{arrived}"


def block_length(percent: int) -> int:
    """How many places a block has."""
    whole = HUNDRED // gcd(percent, HUNDRED)
    return whole * -(-SMALLEST_BLOCK // whole)


@lru_cache(maxsize=4096)
def _held(seed: int, stratum: str, block: int, percent: int) -> frozenset[int]:
    """The places within a block that are held out: those with the lowest draws."""
    length = block_length(percent)
    shuffled = sorted(range(length), key=lambda within: _draw("block", seed, stratum, block, within))
    return frozenset(shuffled[: length * percent // HUNDRED])


def _draw(*names: object) -> int:
    """A number of 64 bits, as good as drawn at random."""
    # With their lengths, so that no two lists of names read the same.
    text = "".join(f"{len(name)}:{name}," for name in map(str, names))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
