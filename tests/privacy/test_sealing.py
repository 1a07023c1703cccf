"""A sealed file opens with a key that sealed it, whole and for the erasure that it is of; otherwise not at all."""

import io
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy import sealing
from privacy.sealing import BrokenSeal, lock_of, opened, sealed

UID = uuid.UUID(int=7)
KEYS = ["one key that is long enough", "an earlier key"]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(sealing, "PIECE", 10)


def seal(data: bytes, keys=KEYS, uid=UID) -> list[bytes]:
    return list(sealed(io.BytesIO(data), uid=uid, lock=lock_of(keys)))


def unseal(lines, keys=KEYS, uid=UID) -> bytes:
    return b"".join(opened(io.BytesIO(b"".join(lines)), uid=uid, lock=lock_of(keys)))


@given(data=st.binary(max_size=200))
@settings(max_examples=50, deadline=None)
def test_open_gives_what_was_sealed(data):
    assert unseal(seal(data)) == data


def test_open_with_an_earlier_key_that_is_still_there():
    assert unseal(seal(b"hola", keys=KEYS[1:])) == b"hola"


def test_seal_shows_nothing_of_what_it_holds():
    assert b"Marta" not in b"".join(seal(b"Marta Gil " * 9))


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda lines: lines[:-1],
        lambda lines: lines[1:],
        lambda lines: [lines[1], lines[0], *lines[2:]],
        lambda lines: [*lines, lines[-1]],
        lambda lines: [lines[0][:-6] + b"AAAA=\n", *lines[1:]],
        lambda lines: [],
        lambda lines: [*lines[:-1], *seal(b"of another", uid=uuid.UUID(int=8))],
    ],
)
def test_open_refuses_what_is_not_as_it_was_sealed(spoilt):
    with pytest.raises(BrokenSeal):
        unseal(spoilt(seal(b"what a court may ask for, once")))


def test_open_refuses_a_stranger_and_another_erasure():
    lines = seal(b"hola")
    with pytest.raises(BrokenSeal):
        unseal(lines, keys=["somebody else's key"])
    with pytest.raises(BrokenSeal):
        unseal(lines, uid=uuid.UUID(int=8))
