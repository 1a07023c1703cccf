"""What must hold for every history, whatever its facts."""

import json
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.warranties.sales import promise
from warranties.calendar import add_months
from warranties.coverage import decide
from warranties.decision import Decision
from warranties.facts import CommercialTerms, Facts, Stay
from warranties.rules import RULES
from warranties.states import Buyer, Cause, Channel, Condition, Regime, Seller, Severity, Verdict
from warranties.wording import question, sentence

RANK = {Verdict.COVERED: 2, Verdict.NEEDS_PERSON: 1, Verdict.NOT_COVERED: 0}
days = st.dates(date(2021, 6, 1), date(2032, 12, 31))
words = st.sampled_from


def maybe(strategy):
    return st.none() | strategy


stays = st.builds(Stay, days, maybe(days))
good_stays = st.builds(lambda start, length: Stay(start, start + timedelta(length)), days, st.integers(0, 90))
facts = st.builds(
    Facts,
    jurisdiction=words(["ES", "ES", "ES", "BR", "", "es", "??"]),
    contract_date=maybe(days),
    delivery_date=maybe(days),
    installed_by_trader_on=maybe(days),
    condition=words([*Condition.values, "", "service_repair"]),
    buyer=words([*Buyer.values, ""]),
    seller=words([*Seller.values, ""]),
    channel=words([*Channel.values, ""]),
    used_term_agreed_months=maybe(st.integers(-5, 10**6)),
    digital_supply_months=maybe(st.integers(-5, 10**6)),
    custody=st.lists(stays, max_size=4).map(tuple),
    cause=words([*Cause.values, "", "defect_fan"]),
    severity=words([*Severity.values, ""]),
    same_defect_as_repair=maybe(st.booleans()),
    failed_repair_before=maybe(st.booleans()),
    defect_date=maybe(days),
    claim_date=maybe(days),
)
# Histories that the law reaches, so that the dates decide.
sales = st.builds(
    lambda f, contract, wait, installed, custody: replace(
        f,
        jurisdiction="ES",
        contract_date=contract,
        delivery_date=contract + timedelta(wait),
        buyer="consumer",
        seller="trader",
        channel="online",
        installed_by_trader_on=installed,
        condition=f.condition if f.condition in {"new", "used", "refurbished", "digital_content"} else "new",
        custody=tuple(custody),
    ),
    facts,
    st.dates(date(2022, 1, 1), date(2026, 12, 31)),
    st.integers(0, 60),
    maybe(st.dates(date(2022, 1, 1), date(2027, 6, 30))),
    st.lists(good_stays, max_size=3),
)
terms = st.builds(
    CommercialTerms,
    code=st.just("g"),
    name=st.text(max_size=5),
    guarantor=st.text(max_size=5),
    months=st.integers(0, 10**6),
    territory=words([(), ("ES",), ("PT", "FR")]),
    parts=st.booleans(),
    labour=st.booleans(),
    travel=st.booleans(),
    exclusions=st.text(max_size=5),
    terms_url=words(["", "https://tienda.example/garantia"]),
)
promises = st.lists(terms, max_size=3)


@given(facts, promises)
@settings(max_examples=400)
def test_decide_answers_whatever_is_missing(given_facts, given_promises):
    decision = decide(given_facts, RULES, given_promises)
    assert {line.regime for line in decision.lines} == set(Regime)
    for line in decision.lines:
        assert line.reasons
        assert (line.verdict == Verdict.COVERED) == bool(line.remedies)
        assert all(sentence(step) for step in line.reasons)
        assert all(question(ask) for ask in line.questions)
        if line.regime != Regime.COMMERCIAL:
            assert all(step.cite for step in line.reasons)


@given(facts, promises)
@settings(max_examples=200)
def test_decide_gives_the_same_decision_again_and_through_json(given_facts, given_promises):
    decision = decide(given_facts, RULES, given_promises)
    kept = json.loads(json.dumps(given_facts.to_json()))
    assert Facts.from_json(kept) == given_facts
    assert decide(Facts.from_json(kept), RULES, given_promises) == decision
    assert Decision.from_json(json.loads(json.dumps(decision.to_json()))) == decision


@given(facts, promises, promises)
@settings(max_examples=200)
def test_legal_line_does_not_depend_on_promises(given_facts, some, others):
    one, other = decide(given_facts, RULES, some), decide(given_facts, RULES, others)
    for regime in (Regime.LEGAL, Regime.WITHDRAWAL):
        assert one.line(regime) == other.line(regime)


@given(sales, good_stays)
@settings(max_examples=400)
def test_adding_a_suspension_never_shortens_a_term(sale, stay):
    before = decide(sale, RULES).line(Regime.LEGAL)
    after = decide(replace(sale, custody=(*sale.custody, stay)), RULES).line(Regime.LEGAL)
    assert after.until >= before.until
    assert after.presumption_until >= before.presumption_until


@given(sales, days, st.integers(0, 2000), st.integers(0, 3000), promises)
@settings(max_examples=600)
def test_earlier_manifestation_is_never_less_covered(sale, first, later, claim, given_promises):
    """As long as the claim comes within the five years in which it can be brought (TRLGDCU 124)."""
    claimed = first + timedelta(claim)
    assume(claimed <= add_months(max(first, sale.delivery_date), 60))
    early = replace(sale, defect_date=first, claim_date=claimed)
    late = replace(early, defect_date=first + timedelta(later))
    one, other = decide(early, RULES, given_promises), decide(late, RULES, given_promises)
    assert RANK[one.verdict] >= RANK[other.verdict]
    assert RANK[one.line(Regime.LEGAL).verdict] >= RANK[other.line(Regime.LEGAL).verdict]


@given(sales, days, st.integers(1, 400))
@settings(max_examples=200)
def test_withdrawal_once_ended_stays_ended(sale, claimed, more):
    bought = replace(sale, condition="new")
    now = decide(replace(bought, claim_date=claimed), RULES).line(Regime.WITHDRAWAL)
    then = decide(replace(bought, claim_date=claimed + timedelta(more)), RULES).line(Regime.WITHDRAWAL)
    assert RANK[now.verdict] >= RANK[then.verdict]


def test_a_promise_of_no_months_covers_the_day_of_delivery():
    sale = Facts(delivery_date=date(2024, 5, 5), claim_date=date(2024, 5, 5))
    assert decide(sale, RULES, [promise(0)]).covered_by == ("commercial",)
