"""Who is held out and who is in the sample: by chance, and by the same chance tomorrow."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.arms import block_length, held_out, sampled, stratum_of

percents = st.integers(0, 50)
KNOWN_HELD_OUT = [6, 14, 25, 37, 43, 59]
KNOWN_SAMPLED = [6, 7, 21, 22, 25]


@pytest.mark.parametrize(("percent", "length"), [(0, 10), (1, 100), (5, 20), (10, 10), (15, 20), (33, 100), (50, 10)])
def test_block_is_the_shortest_in_which_the_share_is_whole(percent, length):
    assert block_length(percent) == length


@given(st.integers(), st.text(max_size=20), percents, st.integers(0, 1000))
def test_share_of_every_full_block_is_exact(seed, stratum, percent, block):
    length = block_length(percent)
    places = range(block * length, (block + 1) * length)
    assert sum(held_out(seed, stratum, place, percent) for place in places) * 100 == percent * length


def test_held_out_are_the_same_for_ever():
    """Written down, so that no change of the code gives somebody another arm than they were given."""
    found = [place for place in range(60) if held_out(2026, "ES/12/late", place, 10)]
    assert found == KNOWN_HELD_OUT
    assert [n for n in range(40) if sampled(2026, f"delivery:{n}", 20)] == KNOWN_SAMPLED


def test_held_out_do_not_depend_on_the_process():
    """Python's own `hash` is another in every process."""
    code = "from followups.arms import held_out; print([held_out(7, 'x', n, 30) for n in range(50)])"
    told = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout.strip()
        for seed in ("0", "1", "2")
    }
    assert told == {str([held_out(7, "x", n, 30) for n in range(50)])}


def test_strata_and_seeds_are_shuffled_apart():
    def arms(seed, stratum):
        return [held_out(seed, stratum, place, 10) for place in range(500)]

    assert arms(1, "ES/1/late") != arms(1, "ES/1/on-time")
    assert arms(1, "ES/1/late") != arms(2, "ES/1/late")


def test_places_of_a_block_are_held_out_equally_often():
    """Chi-square of 10 places over 2,000 blocks; 33.7 is passed once in ten thousand seeds."""
    counts = [0] * 10
    for place in range(20_000):
        counts[place % 10] += held_out(5, "PT//", place, 10)
    assert sum(counts) == 2000
    assert sum((count - 200) ** 2 / 200 for count in counts) < 33.7


@given(st.integers(), st.text(max_size=20))
def test_sample_of_all_is_all_and_of_more_holds_that_of_fewer(seed, fact):
    assert sampled(seed, fact, 100)
    assert not sampled(seed, fact, 0)
    assert sampled(seed, fact, 40) or not sampled(seed, fact, 20)


def test_sample_has_about_its_share():
    count = sum(sampled(3, f"delivery:{n}", 30) for n in range(20_000))
    assert abs(count - 6000) < 300  # more than four and a half standard deviations


@pytest.mark.parametrize(
    ("country", "line", "late", "stratum"),
    [("es", 12, True, "ES/12/late"), ("ES", None, False, "ES//on-time"), ("", 3, None, "/3/")],
)
def test_stratum_says_country_line_and_lateness(country, line, late, stratum):
    assert stratum_of(country=country, line=line, late=late) == stratum
