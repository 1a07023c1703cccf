"""How calls ended, in the words of survey research."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followups.aapor import DISPOSITIONS, Rate, Rates, disposition, disposition_of_reason, final_outcome, rates
from followups.states import TRY_AGAIN, Outcome, Reason


def test_every_outcome_has_its_code():
    assert set(DISPOSITIONS) == set(Outcome)


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        ("content", "1.1"),
        ("partial", "1.2"),
        ("refused", "2.112"),
        ("third_party", "2.21"),
        ("voicemail_left", "2.221"),
        ("voicemail", "2.222"),
        ("deceased", "2.31"),
        ("busy", "3.12"),
        ("no_answer", "3.13"),
        ("disconnected", "4.32"),
    ],
)
def test_outcome_has_the_code_of_the_standard(outcome, code):
    assert disposition(outcome).code == code


@pytest.mark.parametrize(
    ("reason", "code"),
    [("too_late", "3.11"), ("capacity", "3.11"), ("held_out", "4.10"), ("opted_out", "4.10"), ("minor", "4.10")],
)
def test_call_that_was_not_made_counts_when_it_was_ours_to_make(reason, code):
    assert disposition_of_reason(reason).code == code


def test_rates_of_a_hundred_calls_by_hand():
    """100 eligible: 50 to the end, 5 broken off, 5 refused, 10 with somebody else, 20 not reached, 10 too late."""
    outcomes = {"content": 40, "unhappy": 10, "partial": 5, "refused": 5, "third_party": 10, "no_answer": 20}
    outcomes |= {"disconnected": 7, "wrong_number": 3}  # of whom we have no number
    found = rates(outcomes, {"too_late": 10, "held_out": 12, "open_case": 4})
    assert found == Rates(Rate(70, 100), Rate(50, 100), Rate(50, 70), Rate(60, 100))
    assert [found.contact.value, found.completion.value] == [0.7, 0.5]


def test_rates_of_no_calls_are_none():
    assert [rate.value for rate in rates({}, {Reason.MINOR: 3})] == [None, None, None, None]


@pytest.mark.parametrize(
    ("attempts", "final"),
    [
        (["no_answer", "busy", "no_answer", "no_answer"], "busy"),
        (["voicemail_left", "third_party", "no_answer", "busy"], "third_party"),
        (["call_back", "no_answer"], "call_back"),
        (["no_answer", "content"], "content"),
        (["declined", "refused"], "refused"),
        (["third_party", "wrong_number"], "wrong_number"),
        (["content", "no_answer"], "content"),
    ],
)
def test_final_outcome_is_what_ended_it_or_came_nearest(attempts, final):
    assert final_outcome(attempts) == final


@given(
    st.dictionaries(st.sampled_from(Outcome), st.integers(0, 50)), st.dictionaries(st.sampled_from(Reason), st.just(2))
)
def test_rates_are_shares(outcomes, suppressed):
    for rate in rates(outcomes, suppressed):
        assert 0 <= rate.part <= rate.whole
    assert rates(outcomes, suppressed).completion.part <= rates(outcomes, suppressed).right_party.part


@given(st.lists(st.sampled_from(TRY_AGAIN), min_size=1))
def test_final_outcome_of_attempts_that_missed_is_one_of_them(attempts):
    assert final_outcome(attempts) in attempts
