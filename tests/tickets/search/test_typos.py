import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.rules import REFERENCE_ALPHABET
from tickets.search.typos import near_references, near_words


def test_near_references_are_one_slip_away():
    near = near_references("7K3M92QX")
    assert {"PV-7K3M-92QZ", "PV-K73M-92QX", "PV-7K39-M2QX"} <= set(near)
    assert "PV-7K3M-92QX" not in near
    assert len(near) == 8 * 29 + 7


def test_near_reference_mends_a_letter_that_no_reference_has():
    assert "PV-7K3M-92QX" in near_references("7K3M92OX")
    assert near_references("0O3M92QX") == []


@pytest.mark.parametrize("letters", ["", "7K3M92Q", "7K3M-2QX", "lavadora1"])
def test_near_references_of_what_cannot_be_one_are_none(letters):
    assert near_references(letters) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("gonzales", "gonzalez"), ("martines", "martinez"), ("gozalez", "gonzalez"), ("lpoez", "lopez")],
)
def test_near_words_have_the_name_that_was_meant(typed, meant):
    assert meant in near_words(typed)


@pytest.mark.parametrize("word", ["gil", "", "a" * 25, "xr200", "peña"])
def test_near_words_of_short_and_odd_words_are_none(word):
    assert near_words(word) == frozenset()


@given(st.text(alphabet=REFERENCE_ALPHABET, min_size=8, max_size=8))
def test_near_references_are_near_both_ways(letters):
    one = near_references(letters)[0].removeprefix("PV-").replace("-", "")
    assert f"PV-{letters[:4]}-{letters[4:]}" in near_references(one)
