"""What must hold for every history, whatever its facts and its country: each property is tried on 10,000 of them."""

import json
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.warranties.histories import days, facts, good_stays, plans, promises, sales
from tests.warranties.sales import RULES, promise
from warranties.coverage import decide
from warranties.decision import Decision
from warranties.facts import Facts
from warranties.states import Burden, Regime, Verdict
from warranties.why import Why
from warranties.wording import question, sentence

RANK = {Verdict.COVERED: 2, Verdict.NEEDS_PERSON: 1, Verdict.NOT_COVERED: 0}
OF_THE_LAW = (Regime.LEGAL, Regime.WITHDRAWAL)
# The same histories every time, so that a change is judged by itself. Drop `derandomize` to look for new ones.
histories = settings(max_examples=10_000, derandomize=True, suppress_health_check=list(HealthCheck), deadline=None)


@given(facts, promises, plans)
@histories
def test_decide_answers_whatever_is_missing(given_facts, given_promises, given_plans):
    decision = decide(given_facts, RULES, given_promises, given_plans)
    assert {line.regime for line in decision.lines} == set(Regime)
    for line in decision.lines:
        assert line.reasons
        assert (line.verdict == Verdict.COVERED) == bool(line.remedies)
        assert line.verdict == Verdict.COVERED or line.burden == Burden.NOT_APPLICABLE
        told = (*line.reasons, *line.duties, *line.deadlines)
        assert all(sentence(step) for step in told)
        assert all(question(ask) for ask in line.questions)
        if line.regime in OF_THE_LAW or (line.regime == Regime.REPAIR and line.in_scope):
            assert all(step.cite for step in told)
    assert bool(decision.covered_by) == (decision.verdict == Verdict.COVERED)


@given(facts, promises, plans)
@histories
def test_decide_gives_the_same_decision_again_and_through_json(given_facts, given_promises, given_plans):
    decision = decide(given_facts, RULES, given_promises, given_plans)
    kept = json.loads(json.dumps(given_facts.to_json()))
    assert Facts.from_json(kept) == given_facts
    assert decide(Facts.from_json(kept), RULES, given_promises, given_plans) == decision
    assert Decision.from_json(json.loads(json.dumps(decision.to_json()))) == decision


@given(facts, promises, promises, plans, plans)
@histories
def test_legal_line_does_not_depend_on_promises(given_facts, some, others, bought, other_plans):
    one, other = decide(given_facts, RULES, some, bought), decide(given_facts, RULES, others, other_plans)
    for regime in (*OF_THE_LAW, Regime.REPAIR, Regime.RECALL):
        assert one.line(regime) == other.line(regime)


@given(sales(), good_stays, promises)
@histories
def test_adding_a_suspension_never_shortens_a_term(sale, stay, given_promises):
    before = decide(sale, RULES, given_promises)
    after = decide(replace(sale, custody=(*sale.custody, stay)), RULES, given_promises)
    for regime in (Regime.LEGAL, Regime.COMMERCIAL):
        one, other = before.line(regime), after.line(regime)
        assert (one.until is None) == (other.until is None)
        assert other.until is None or other.until >= one.until
        assert other.presumption_until is None or other.presumption_until >= one.presumption_until


@given(sales(), days, st.integers(0, 2000), st.integers(0, 3000), promises)
@histories
def test_earlier_manifestation_is_never_less_covered(sale, first, later, claim, given_promises):
    """As long as the claim comes while it can still be brought (in Spain five years, TRLGDCU 124)."""
    early = replace(sale, defect_date=first, claim_date=first + timedelta(claim))
    one = decide(early, RULES, given_promises)
    assume(all(step.code != Why.ACTION_LAPSED for step in one.line(Regime.LEGAL).reasons))
    other = decide(replace(early, defect_date=first + timedelta(later)), RULES, given_promises)
    assert RANK[one.verdict] >= RANK[other.verdict]
    assert RANK[one.line(Regime.LEGAL).verdict] >= RANK[other.line(Regime.LEGAL).verdict]


@given(sales(), days, st.integers(1, 400))
@histories
def test_withdrawal_once_ended_stays_ended(sale, claimed, more):
    bought = replace(sale, condition="new", jurisdiction="ES")
    now = decide(replace(bought, claim_date=claimed), RULES).line(Regime.WITHDRAWAL)
    then = decide(replace(bought, claim_date=claimed + timedelta(more)), RULES).line(Regime.WITHDRAWAL)
    assert RANK[now.verdict] >= RANK[then.verdict]


def test_a_promise_of_no_months_covers_the_day_of_delivery():
    sale = Facts(delivery_date=date(2024, 5, 5), claim_date=date(2024, 5, 5))
    assert decide(sale, RULES, [promise(0)]).covered_by == ("commercial",)
