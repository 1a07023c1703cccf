"""Since when and until when what was sealed is kept."""

import datetime as dt

import pytest

from privacy.states import Keeping
from privacy.terms import first_rules, kept_until, terms

TODAY = dt.date(2026, 11, 16)


@pytest.mark.parametrize(
    ("country", "last", "until"),
    [
        ("ES", {"request": TODAY}, dt.date(2029, 11, 16)),
        ("ES", {"sale": dt.date(2026, 2, 7), "request": TODAY}, dt.date(2034, 2, 7)),
        ("ES", {"sale": dt.date(2016, 2, 7), "case": dt.date(2026, 11, 1), "request": TODAY}, dt.date(2031, 11, 1)),
        ("ES", {"letter": dt.date(2026, 11, 1), "case": dt.date(2026, 11, 1)}, dt.date(2032, 11, 1)),
        ("ES", {"stay": dt.date(2024, 2, 29)}, dt.date(2029, 2, 28)),
        ("AR", {"sale": dt.date(2026, 2, 7), "request": TODAY}, dt.date(2034, 2, 7)),
        ("", {"request": TODAY}, dt.date(2029, 11, 16)),
    ],
)
def test_keep_until_the_longest_term_of_what_they_had(country, last, until):
    assert kept_until(country, last, terms()).until == until


def test_keep_says_each_law_once_with_its_own_end():
    last = {"sale": dt.date(2026, 2, 7), "letter": dt.date(2026, 11, 1), "request": TODAY}
    told = [(term.cites, end.isoformat()) for term, end in kept_until("ES", last, terms()).by]
    assert told == [("TRLGDCU 120.1, 124", "2034-02-07"), ("C. Com. 30", "2032-11-01"), ("", "2029-11-16")]


def test_keep_without_any_event_has_no_end():
    with pytest.raises(ValueError, match="nothing to count from"):
        kept_until("ES", {}, terms())


def test_terms_cite_a_law_or_are_the_houses_own():
    assert [term for term in terms() if bool(term.cites) != term.confirmed] == []
    assert {term.after for term in terms()} == {"sale", "letter", "case", "stay", "request"}


def test_rules_are_about_everything_and_begin_within_the_law():
    assert {*first_rules()} == {*Keeping.values}
    assert [rule.about for rule in first_rules().values() if rule.months < rule.least] == []
