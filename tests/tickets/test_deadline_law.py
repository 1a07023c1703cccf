"""The file of the terms of law: what it says holds together, and an entry that does not is told."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from django.utils.translation import override

from tickets.deadline_words import in_language, term_words
from tickets.deadlines import Term
from tickets.law import BadTerm, entry_from, no_term_from, shipped, shipped_alternatives, without_term
from tickets.states import TermUnit
from warranties.states import Source

ENTRY = next(
    one
    for one in json.loads(files("tickets.law").joinpath("deadlines.json").read_text(encoding="utf-8"))["rules"]
    if one["code"] == "ES-ANSWER"
)


def test_shipped_terms_have_a_code_each():
    codes = [entry.code for entry in shipped()]
    assert len(set(codes)) == len(codes) == 20


def test_shipped_terms_count_only_where_the_text_was_read_and_anybody_is_bound():
    assert {entry.code for entry in shipped() if entry.source != Source.PRIMARY} == {
        "ES-AN-FORM", "PT-ANSWER", "CO-ANSWER",
    }  # fmt: skip
    assert [entry.code for entry in shipped() if entry.confirmed and entry.source != Source.PRIMARY] == []
    assert [entry.code for entry in shipped() if entry.code.startswith("ES-10-2025") and entry.applies] == []
    assert {entry.code for entry in shipped() if entry.applies and entry.confirmed} == {
        "ES-ANSWER", "ES-ALTERNATIVES", "ES-REFUND", "PT-CONFORMITY", "PT-REFUND", "FR-CONFORMITY", "FR-REFUND",
        "UK-REFUND", "PE-ANSWER", "CO-REPAIR", "CO-REPLACEMENT", "CO-REFUND",
    }  # fmt: skip


def test_countries_without_a_term_have_no_rule():
    without = {one.jurisdiction for one in without_term()}
    assert without == {"CL", "MX", "DE", "IT"}
    assert without.isdisjoint({entry.jurisdiction[:2] for entry in shipped()})


def test_shipped_alternatives_are_in_both_languages():
    assert all(set(texts) == {"es", "en"} and all(texts.values()) for texts in shipped_alternatives().values())
    assert {"ES"} <= set(shipped_alternatives())


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "es answer"}, "code"),
        ({"version": 0}, "version"),
        ({"jurisdiction": "Spain"}, "jurisdiction"),
        ({"event": "reply"}, "event"),
        ({"scope": {"es": "Todos"}}, "scope"),
        ({"scope": {"es": "Todos", "en": " "}}, "scope"),
        ({"note": {"en": "Only English"}}, "note"),
        ({"kinds": ["complaint", "letter"]}, "kinds"),
        ({"kinds": []}, "kinds"),
        ({"amount": 0}, "amount"),
        ({"amount": 1001}, "amount"),
        ({"amount": "15"}, "amount"),
        ({"unit": "weeks"}, "unit"),
        ({"unit": "hours", "counts_first_day": True}, "counts_first_day"),
        ({"completion_days": 9}, "completion_days"),
        ({"cites": " "}, "cites"),
        ({"cites": "x" * 201}, "cites"),
        ({"source": "hearsay"}, "source"),
        ({"source": "own_knowledge"}, "confirmed"),
        ({"valid_from": "28/12/2025"}, "valid_from"),
        ({"valid_to": "2025-12-27"}, "valid_to"),
        ({"until": "2026-01-01"}, "until"),
    ],
)
def test_entry_from_names_what_does_not_hold(changes, field):
    with pytest.raises(BadTerm, match=rf"^(ES-ANSWER|es answer): {field}\b"):
        entry_from(ENTRY | changes)


def test_entry_from_misses_a_field():
    with pytest.raises(BadTerm, match=r"^ES-ANSWER: cites: missing"):
        entry_from({name: value for name, value in ENTRY.items() if name != "cites"})


def test_entry_from_refuses_what_is_no_object():
    with pytest.raises(BadTerm):
        entry_from(["ES-ANSWER"])


@pytest.mark.parametrize("changes", [{"jurisdiction": "Chile"}, {"note": {}}, {"amount": 3}])
def test_no_term_from_names_what_does_not_hold(changes):
    with pytest.raises(BadTerm):
        no_term_from({"jurisdiction": "CL", "note": {"es": "Nada", "en": "None"}, "source": "secondary"} | changes)


@pytest.mark.parametrize(
    ("term", "words"),
    [
        (Term(15, TermUnit.CALENDAR_DAYS), "15 calendar days, the first not counted"),
        (Term(1, TermUnit.CALENDAR_DAYS), "1 calendar day, the first not counted"),
        (Term(14, TermUnit.CALENDAR_DAYS, True), "14 calendar days, the first counted"),
        (Term(15, TermUnit.WORKING_DAYS), "15 working days, the first not counted"),
        (Term(15, TermUnit.WORKING_DAYS, True), "15 working days, the first counted"),
        (Term(1, TermUnit.MONTHS), "1 month, from date to date"),
        (Term(2, TermUnit.MONTHS, True), "2 months, the first day counted"),
        (Term(72, TermUnit.HOURS), "72 hours, to the minute"),
    ],
)
def test_term_words_say_whether_the_first_day_counts(term, words):
    with override("en"):
        assert term_words(term) == words


@pytest.mark.parametrize(("language", "words"), [("es", "Hola"), ("en", "Hello"), ("en-gb", "Hello"), ("de", "Hola")])
def test_in_language_falls_back_to_spanish(language, words):
    with override(language):
        assert in_language({"es": "Hola", "en": "Hello"}) == words
