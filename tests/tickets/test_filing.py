"""The steps of a complaint on plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.filing import (
    NEEDS_UNIT,
    Step,
    after,
    before,
    dangers_of,
    first_missing,
    goes_on_at,
    is_open,
    later_wishes,
    steps_of,
    wishes_of,
    words_in,
)
from tickets.states import Topic, Wish
from warranties.decision import Decision, Line, RemedyOption
from warranties.states import Regime, Remedy, Verdict

TOPICS = st.sampled_from(list(Topic))
TOLD = st.dictionaries(st.sampled_from([step.value for step in Step]), st.just({"text": "Gotea"}))


@given(TOPICS, st.booleans(), st.booleans())
def test_every_complaint_begins_with_a_question_and_ends_with_sending(topic, has_articles, danger):
    steps = steps_of(topic, has_articles=has_articles, danger=danger)

    assert steps[0] in (Step.WHAT, Step.TERMS)
    assert steps[-1] == Step.CHECK
    assert len(set(steps)) == len(steps)
    assert (Step.ARTICLES in steps) is (topic == Topic.PRODUCT and has_articles and not danger)


@given(TOPICS, st.booleans(), st.booleans())
def test_going_on_from_the_first_step_comes_to_the_last_and_going_back_to_the_first(topic, has_articles, danger):
    steps = steps_of(topic, has_articles=has_articles, danger=danger)
    walked = [steps[0]]
    while walked[-1] != steps[-1]:
        walked.append(after(steps, walked[-1]))
    assert tuple(walked) == steps

    back = [steps[-1]]
    while (step := before(steps, back[-1])) is not None:
        back.append(step)
    assert tuple(reversed(back)) == steps


@given(TOPICS, TOLD, st.booleans(), st.booleans())
def test_answering_what_is_missing_leads_to_sending(topic, told, has_articles, danger):
    steps, told = steps_of(topic, has_articles=has_articles, danger=danger), dict(told)
    asked = []
    while (missing := first_missing(steps, told, danger=danger)) is not None:
        assert missing in steps
        assert missing not in asked
        asked.append(missing)
        told[missing.value] = {"text": "Gotea"}
    assert not danger or set(asked) <= {Step.WHAT}


@given(TOPICS, TOLD, st.booleans())
def test_who_comes_back_goes_on_after_what_they_answered(topic, told, has_articles):
    steps = steps_of(topic, has_articles=has_articles, danger=False)
    place = goes_on_at(steps, told)

    answered = [step for step in steps if step in told]
    assert place == (after(steps, answered[-1]) if answered else steps[0])


@given(TOPICS, TOLD, st.sampled_from(list(Step)))
def test_no_step_but_the_first_is_open_before_it_was_answered(topic, told, step):
    steps = steps_of(topic, has_articles=True, danger=False)

    assert is_open(steps, told, step) is (step in steps and (step == steps[0] or steps[0].value in told))


@pytest.mark.parametrize(("step", "follows"), [(Step.ARTICLES, Step.CHECK), (Step.CHECK, Step.CHECK)])
def test_what_is_no_step_or_the_last_leads_to_sending(step, follows):
    assert after(steps_of(Topic.QUESTION, has_articles=False, danger=False), step) == follows


def test_danger_is_looked_for_in_all_words_and_in_the_symptom():
    told = {"what": {"text": "Gotea", "symptom": 3}, "since": {"before": "Salió humo", "on": "2026-01-01"}}

    assert words_in(told) == "Gotea\nSalió humo"
    assert dangers_of(told, symptom=False) == (True, frozenset({"fire"}))
    assert dangers_of({}, symptom=True) == (True, frozenset())
    assert dangers_of({"what": {"text": "Gotea"}}, symptom=False) == (False, frozenset())


def decided(*options, verdict=Verdict.COVERED):
    line = Line(Regime.LEGAL, verdict, (), remedies=tuple(options))
    return Decision(verdict, (line, Line(Regime.WITHDRAWAL, Verdict.NOT_COVERED, (), in_scope=False)))


def test_wishes_are_the_open_remedies_in_the_order_of_the_law():
    decision = decided(
        RemedyOption(Remedy.REPLACEMENT, 1),
        RemedyOption(Remedy.REPAIR, 1),
        RemedyOption(Remedy.PRICE_REDUCTION, 2, open=False),
        RemedyOption(Remedy.TERMINATION, 2, open=False),
    )

    assert wishes_of(decision) == (Wish.REPLACEMENT, Wish.REPAIR, Wish.ANSWER, Wish.UNSURE)
    assert later_wishes(decision) == (Wish.PRICE_CUT, Wish.REFUND)


def test_where_nothing_covers_it_anything_may_be_wished():
    wishes = wishes_of(decided(verdict=Verdict.NEEDS_PERSON))

    assert wishes == (Wish.REPAIR, Wish.REPLACEMENT, Wish.PRICE_CUT, Wish.REFUND, Wish.ANSWER, Wish.UNSURE)


@pytest.mark.parametrize("remedy", list(Remedy))
def test_every_remedy_leaves_something_to_choose(remedy):
    assert wishes_of(decided(RemedyOption(remedy, 1)))[-2:] == (Wish.ANSWER, Wish.UNSURE)
    assert len(wishes_of(decided(RemedyOption(remedy, 1)))) >= 3


def test_what_needs_a_product_is_about_one():
    assert {Topic.PRODUCT, Topic.DELIVERY, Topic.WITHDRAWAL} == NEEDS_UNIT
