"""The sealed file: all that was held of a person, that nobody can read without the key of this house.

What is sealed is a ZIP. It is encrypted piece by piece (Fernet: AES-128-CBC with HMAC-SHA256, a version and a time in
each), so that it never has to be in memory whole. Each piece says whose it is, which it is and whether it is the last:
pieces that were swapped, left out or taken from another file are refused.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import struct
import uuid
from collections.abc import Iterator, Sequence
from typing import IO

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

PIECE = 1 << 20
_HEAD = struct.Struct(">16sQ?")
_UID = 36  # letters of a number, as it is written


class BrokenSeal(Exception):
    """It is not what was sealed, or none of the keys that we have sealed it."""


def sealed_name(uid: uuid.UUID) -> str:
    """Where what is sealed under that number is kept: another place at each call, so that no try harms another's."""
    return f"sealed/{uid}-{secrets.token_hex(8)}.sealed"


def uid_in(name: str) -> uuid.UUID:
    """The number under which the file of that name was sealed."""
    return uuid.UUID(name.rsplit("/", 1)[-1][:_UID])


def lock_of(keys: Sequence[str]) -> MultiFernet:
    """What seals with the first key and opens with any. A key is any long, random text."""
    return MultiFernet([Fernet(_key(key)) for key in keys])


def sealed(source: IO[bytes], *, uid: uuid.UUID, lock: MultiFernet) -> Iterator[bytes]:
    """The lines of the sealed file of what `source` holds from here on."""
    number, piece = 0, source.read(PIECE)
    while True:
        following = source.read(PIECE)
        yield lock.encrypt(_HEAD.pack(uid.bytes, number, not following) + piece) + b"\n"
        if not following:
            return
        number, piece = number + 1, following


def opened(source: IO[bytes], *, uid: uuid.UUID, lock: MultiFernet) -> Iterator[bytes]:
    """What was sealed, piece by piece. Raises BrokenSeal; nothing that was given out before it may be trusted."""
    last, number = False, 0
    for number, line in enumerate(source):
        try:
            piece = lock.decrypt(line.strip())
            whose, place, is_last = _HEAD.unpack_from(piece)
        except (InvalidToken, struct.error) as error:
            raise BrokenSeal(f"piece {number}") from error
        if last or (whose, place) != (uid.bytes, number):
            raise BrokenSeal(f"piece {number}")
        last = is_last
        yield piece[_HEAD.size :]
    if not last:
        raise BrokenSeal(f"it ends after piece {number}")


def _key(key: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"postventa.seal\0{key}".encode()).digest())
