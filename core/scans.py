"""How many times a JPEG draws over its picture. Pure.

A progressive photo arrives in some ten passes, each over the whole picture. A pass may be of a few bytes, so that a
small file can ask for hours of work: they are counted before anything is drawn.
"""

from __future__ import annotations

import re

MAX_SCANS = 100
# Beyond what the longest notes and colour profiles of a camera take.
MAX_MARKERS = 5_000

# What comes after the bytes of a pass: FF is followed there by 0, or by the number of a restart (D0 to D7).
_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")
_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_FIRST_WITH_LENGTH = 0xC0


def has_too_many_scans(data: bytes) -> bool:
    """Whether it is a JPEG of more passes, or more parts, than any camera makes.

    Parts are stepped over by their length, as a decoder does, so that a small picture in the notes is no pass of it;
    what follows its end (a second picture, a short film) is nothing to a decoder.
    """
    if not data.startswith(b"\xff\xd8"):
        return False
    scans, place = 0, 0
    for _number in range(MAX_MARKERS):
        found = _MARKER.search(data, place)
        if found is None or found[1][0] == _END:
            return False
        place = found.end()
        if found[1][0] == _SCAN:
            scans += 1
            if scans > MAX_SCANS:
                return True
        # A decoder may step over an unknown marker alone: what follows it counts, whatever length it says it has.
        if found[1][0] >= _FIRST_WITH_LENGTH and found[1][0] != _START:
            place += int.from_bytes(data[place : place + 2])
    return True
