import re
from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override

from tests.warranties.sales import RULES, promise, sale
from warranties.coverage import decide
from warranties.decision import reason
from warranties.states import Ask, Basis, Burden, Regime, Remedy, Verdict
from warranties.why import Why
from warranties.wording import QUESTIONS, SENTENCES, burden_label, question, sentence, sentences, verdict_label

WORDS = {"months": 24, "days": 5, "floor": 12, "years": 10, "km": 2000, "rule": "ES-2022", "part": "compressor"}
DATES = {name: date(2026, 3, 15) for name in ("on", "until", "start", "delivered", "claimed", "returned")}
PARAMS = WORDS | DATES | {"country": "ES", "name": "Total", "guarantor": "Hogarix", "exclusions": "the lamp"}


def test_every_code_has_a_sentence_and_every_question_a_wording():
    assert set(SENTENCES) == set(Why)
    assert set(QUESTIONS) == set(Ask)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("code", list(Why))
def test_every_sentence_renders(code, language):
    with override(language):
        said = sentence(reason(code, **PARAMS))
    assert said.strip()
    assert not re.search(r"%\(|2026-03-15", said)


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_label_renders(language):
    with override(language):
        assert all(question(ask) for ask in Ask)
        assert all(verdict_label(verdict) for verdict in Verdict)
        assert all(burden_label(burden) for burden in Burden)
        assert all(str(remedy.label) for remedy in Remedy)


def test_sentence_writes_dates_as_the_language_does():
    step = reason(Why.PRESUMPTION, until=date(2026, 3, 15))
    with override("en"):
        english = sentence(step)
    with override("es"):
        spanish = sentence(step)
    assert "15 March 2026" in english
    assert "15 de marzo de 2026" in spanish


def test_sentence_counts_in_the_singular():
    with override("en"):
        assert sentence(reason(Why.SUSPENDED, days=1)).endswith("by 1 day.")
        assert sentence(reason(Why.SUSPENDED, days=2)).endswith("by 2 days.")


def test_sentences_tell_the_whole_way_with_its_articles():
    facts = sale(showed="2025-05-10", cause="unknown", stays="2024-02-01/2024-02-11")
    with override("en"):
        told = sentences(decide(facts, RULES, [promise()]).line(Regime.LEGAL))
    assert told == [
        ("The guarantee law for a contract of this date: Spain.", "TRLGDCU 114-124 (RDL 7/2021)"),
        (
            "The product spent time in repair under guarantee, which lengthens the term by 10 days.",
            "TRLGDCU 122.1-2",
        ),
        (
            "Delivered on 15 March 2023, the seller answers for faults that show until 25 March 2026, "
            "that day included.",
            "TRLGDCU 120.1; CC 5.1",
        ),
        ("A fault that shows until 25 March 2025 is taken to have been there at delivery.", "TRLGDCU 121.1"),
        ("The fault showed by 10 May 2025, within the term.", "TRLGDCU 120.1"),
        (
            "Nobody has found the cause yet; on what is known it counts as a defect of the product.",
            "TRLGDCU 115, 117",
        ),
        (
            "The presumption ended on 25 March 2025: the customer must show that the fault was there at delivery.",
            "TRLGDCU 121.1",
        ),
    ]


def test_sentence_leaves_a_name_alone_that_looks_like_a_date():
    with override("en"):
        assert "«2026-99-99»" in sentence(reason(Why.PROMISED, name="2026-99-99", guarantor="2026-01-01", months=24))


def test_words_that_decisions_were_kept_with_are_never_taken_away():
    """Old decisions must go on being shown: a word may be added to the list, never removed or renamed."""
    kept = (Path(__file__).parent / "kept_words.txt").read_text(encoding="utf-8").split()
    now = [
        f"{kind.__name__}.{word.value}" for kind in (Why, Ask, Basis, Burden, Regime, Remedy, Verdict) for word in kind
    ]
    assert set(kept) <= set(now)
    assert kept == sorted(kept), "add new words in their place: " + ", ".join(sorted(set(now) - set(kept)))
    assert set(now) <= set(kept), "write these down in kept_words.txt: " + ", ".join(sorted(set(now) - set(kept)))
