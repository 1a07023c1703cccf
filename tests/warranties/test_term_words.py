"""Terms of a rule in words: every one has its own, and every shipped rule can be read out."""

from dataclasses import fields

import pytest
from django.utils.translation import override

from warranties.law import shipped_entries
from warranties.rules import TERMS, Action, Proof, Replacement, Used
from warranties.term_words import FIELDS, WORDS, in_order, terms_in_words


def test_every_term_has_words():
    assert set(FIELDS) == {field.name for terms in TERMS.values() for field in fields(terms)}


def test_every_word_of_a_term_has_words():
    kinds = {"used": Used, "proof": Proof, "replacement": Replacement, "action": Action}
    assert set(WORDS) == {(name, word.value) for name, words in kinds.items() for word in words}


@pytest.mark.parametrize("entry", shipped_entries(), ids=lambda entry: entry["code"])
def test_terms_of_every_shipped_rule_are_read_out(entry):
    rows = list(terms_in_words(entry["terms"]))
    assert [name for _words, name, _value in rows] == list(in_order(entry["terms"]))
    assert [value for _words, _name, value in rows if "%" in value or "_" in value] == []


def test_values_are_said_as_a_person_would():
    terms = {"goods_months": 36, "used": "as_new", "first": ["repair", "replacement"], "nonprofit_counts": True}
    with override("en"):
        said = [value for _words, _name, value in terms_in_words(terms | {"duties": [], "used_months": None})]
    assert said == ["36", "As new ones", "—", "Yes", "Repair, Replacement", "—"]
