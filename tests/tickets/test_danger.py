"""What is danger and what only sounds like it."""

import csv
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.danger import _DANGERS, SLIP_FROM, _has_one_slip, dangers_in, mentions_danger

with (Path(__file__).parent / "data/danger.csv").open(encoding="utf-8") as file:
    PHRASES = [(row["text"], set(row["dangers"].split())) for row in csv.DictReader(file)]


@pytest.mark.parametrize(("text", "dangers"), PHRASES, ids=[text for text, _dangers in PHRASES])
def test_danger_is_what_the_table_says(text, dangers):
    assert {str(danger) for danger in dangers_in(text)} == dangers
    assert mentions_danger(text) is bool(dangers)


def test_the_table_has_enough_of_both():
    dangerous = sum(bool(dangers) for _text, dangers in PHRASES)
    assert (len(PHRASES) >= 100, dangerous >= 40, len(PHRASES) - dangerous >= 40) == (True, True, True)


LONG = st.sampled_from(sorted(word for word in _DANGERS if len(word) >= SLIP_FROM))
LETTER = st.sampled_from(string.ascii_lowercase)


def slip(word, kind, place, letter):
    place %= len(word)
    head, tail = word[:place], word[place:]
    return {
        "left out": head + tail[1:],
        "put in": head + letter + tail,
        "changed": head + letter + tail[1:],
        "swapped": head + tail[1:2] + tail[:1] + tail[2:],
    }[kind]


@given(LONG, st.sampled_from(["left out", "put in", "changed", "swapped"]), st.integers(0, 30), LETTER)
def test_one_slip_in_a_long_word_is_forgiven(word, kind, place, letter):
    written = slip(word, kind, place, letter)

    assert written == word or _has_one_slip(written, word)


@given(st.text(alphabet="aeo", min_size=5, max_size=7), st.text(alphabet="aeo", min_size=5, max_size=7))
def test_one_slip_is_what_the_distance_says(one, other):
    assert _has_one_slip(one, other) is (distance(one, other) == 1)


def distance(one, other):
    """Damerau–Levenshtein by the book (optimal string alignment)."""
    rows = [[i + j if not i * j else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            same = one[i - 1] == other[j - 1]
            rows[i][j] = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (not same))
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                rows[i][j] = min(rows[i][j], rows[i - 2][j - 2] + 1)
    return rows[-1][-1]


@given(st.text(max_size=300))
def test_whatever_is_written_can_be_asked(text):
    assert mentions_danger(text) in (True, False)


def test_a_very_long_text_is_read_at_once():
    assert mentions_danger("la lavadora hace un ruido raro cuando centrifuga " * 400 + "y sale humo")
