"""The decision on Spanish sales since 2022, case by case. The oven came on 15 March 2023: 3 years end 15 March 2026."""

import pytest

from tests.warranties.sales import RULES, day, promise, sale
from warranties.coverage import decide
from warranties.states import Ask, Regime
from warranties.why import Why

YES, NO, PERSON = "covered", "not_covered_on_these_facts", "needs_person"

# name: (facts, verdict, covered by, burden of proof, liability until, presumption until)
LEGAL = {
    "first day": (sale(showed="2023-03-15"), YES, "legal", "trader", "2026-03-15", "2025-03-15"),
    "last day of the presumption": (sale(showed="2025-03-15"), YES, "legal", "trader", "2026-03-15", "2025-03-15"),
    "day after the presumption": (sale(showed="2025-03-16"), YES, "legal", "consumer", "2026-03-15", "2025-03-15"),
    "last day of the term": (sale(showed="2026-03-15"), YES, "legal", "consumer", "2026-03-15", "2025-03-15"),
    "day after the term": (sale(showed="2026-03-16"), NO, "", "n/a", "2026-03-15", "2025-03-15"),
    "leap day ends on 28 February": (
        sale(delivered="2024-02-29", showed="2027-02-28"),
        *(YES, "legal", "consumer", "2027-02-28", "2026-02-28"),
    ),
    "leap day is over on 1 March": (
        sale(delivered="2024-02-29", showed="2027-03-01"),
        *(NO, "", "n/a", "2027-02-28", "2026-02-28"),
    ),
    "28 February before a leap year": (
        sale(delivered="2025-02-28", showed="2028-02-29"),
        *(NO, "", "n/a", "2028-02-28", "2027-02-28"),
    ),
    "first day of the law": (
        sale(delivered="2022-01-01", showed="2024-06-01"),
        *(YES, "legal", "consumer", "2025-01-01", "2024-01-01"),
    ),
    "last day of the old law": (
        sale(delivered="2021-12-31", showed="2022-06-01"),
        *(YES, "legal", "trader", "2023-12-31", "2022-06-30"),
    ),
    "old contract delivered under the new law": (
        sale(delivered="2022-01-20", contract_date=day("2021-12-28"), showed="2022-07-21"),
        *(YES, "legal", "consumer", "2024-01-20", "2022-07-20"),
    ),
    "other country": (sale(jurisdiction="BR", showed="2023-06-01"), PERSON, "", "n/a", None, None),
    "no country": (sale(jurisdiction="", showed="2023-06-01"), PERSON, "", "n/a", None, None),
    "no contract date": (sale(contract_date=None, showed="2023-06-01"), PERSON, "", "n/a", None, None),
    "no delivery date": (sale(delivery_date=None, showed="2023-06-01"), PERSON, "", "n/a", None, None),
    "nothing shown, nothing claimed": (sale(), PERSON, "", "n/a", "2026-03-15", "2025-03-15"),
    "claimed after the term, shown in it": (
        sale(showed="2026-03-01", claimed="2027-09-01"),
        *(YES, "legal", "consumer", "2026-03-15", "2025-03-15"),
    ),
    "claimed on the last day of five years": (
        sale(showed="2023-05-10", claimed="2028-05-10"),
        *(YES, "legal", "trader", "2026-03-15", "2025-03-15"),
    ),
    "claimed after five years": (
        sale(showed="2023-05-10", claimed="2028-05-11"),
        *(NO, "", "n/a", "2026-03-15", "2025-03-15"),
    ),
    "claimed in the term, first day unknown": (
        sale(claimed="2025-01-10"),
        *(YES, "legal", "trader", "2026-03-15", "2025-03-15"),
    ),
    "claimed after the presumption, first day unknown": (
        sale(claimed="2026-01-10"),
        *(YES, "legal", "consumer", "2026-03-15", "2025-03-15"),
    ),
    "claimed after the term, first day unknown": (
        sale(claimed="2026-04-01"),
        *(PERSON, "", "n/a", "2026-03-15", "2025-03-15"),
    ),
    "cause not found yet": (
        sale(showed="2023-09-01", cause="unknown"),
        *(YES, "legal", "trader", "2026-03-15", "2025-03-15"),
    ),
    "cause not found, past the presumption": (
        sale(showed="2025-09-01", cause="unknown"),
        *(YES, "legal", "consumer", "2026-03-15", "2025-03-15"),
    ),
    "accident": (sale(showed="2023-09-01", cause="accident_consumer"), NO, "", "n/a", "2026-03-15", "2025-03-15"),
    "misuse": (sale(showed="2023-09-01", cause="misuse"), NO, "", "n/a", "2026-03-15", "2025-03-15"),
    "installed by the customer": (
        sale(showed="2023-09-01", cause="bad_installation_by_consumer"),
        *(NO, "", "n/a", "2026-03-15", "2025-03-15"),
    ),
    "badly installed by the trader": (
        sale(showed="2023-04-01", cause="bad_installation_by_trader"),
        *(YES, "legal", "trader", "2026-03-15", "2025-03-15"),
    ),
    "faulty instructions": (
        sale(showed="2023-04-01", cause="bad_installation_faulty_instructions"),
        *(YES, "legal", "trader", "2026-03-15", "2025-03-15"),
    ),
    "bought by a business": (sale(showed="2023-09-01", buyer="business"), NO, "", "n/a", None, None),
    "bought by a charity": (
        sale(showed="2023-09-01", buyer="nonprofit_outside_trade"),
        *(YES, "legal", "trader", "2026-03-15", "2025-03-15"),
    ),
    "buyer unknown": (sale(showed="2023-09-01", buyer="unknown"), PERSON, "", "n/a", "2026-03-15", "2025-03-15"),
    "sold by a neighbour": (sale(showed="2023-09-01", seller="private"), NO, "", "n/a", None, None),
    "seller unknown": (sale(showed="2023-09-01", seller="unknown"), PERSON, "", "n/a", "2026-03-15", "2025-03-15"),
    "a parrot": (sale(showed="2023-09-01", condition="live_animal"), NO, "", "n/a", None, None),
    "used, at an administrative auction": (
        sale(showed="2023-09-01", condition="used", channel="administrative_auction"),
        *(NO, "", "n/a", None, None),
    ),
    "new, at an administrative auction": (
        sale(showed="2023-09-01", channel="administrative_auction"),
        *(YES, "legal", "trader", "2026-03-15", "2025-03-15"),
    ),
    "condition unknown": (sale(showed="2023-09-01", condition=""), PERSON, "", "n/a", None, None),
    "used, nothing agreed": (
        sale(showed="2025-12-01", condition="used"),
        *(YES, "legal", "consumer", "2026-03-15", "2025-03-15"),
    ),
    "used, one year agreed": (
        sale(showed="2024-03-15", condition="used", used_term_agreed_months=12),
        *(YES, "legal", "trader", "2024-03-15", "2024-03-15"),
    ),
    "used, one year agreed and over": (
        sale(showed="2024-03-16", condition="used", used_term_agreed_months=12),
        *(NO, "", "n/a", "2024-03-15", "2024-03-15"),
    ),
    "refurbished, thirty months agreed": (
        sale(showed="2025-08-01", condition="refurbished", used_term_agreed_months=30),
        *(YES, "legal", "consumer", "2025-09-15", "2025-03-15"),
    ),
    "used, three months agreed: the floor holds": (
        sale(showed="2024-03-15", condition="used", used_term_agreed_months=3),
        *(YES, "legal", "trader", "2024-03-15", "2024-03-15"),
    ),
    "used, three months agreed: past the floor": (
        sale(showed="2024-03-16", condition="used", used_term_agreed_months=3),
        *(PERSON, "", "n/a", "2024-03-15", "2024-03-15"),
    ),
    "used, three months agreed: past any reading": (
        sale(showed="2026-03-16", condition="used", used_term_agreed_months=3),
        *(NO, "", "n/a", "2024-03-15", "2024-03-15"),
    ),
    "new, one year agreed: the clause does not count": (
        sale(showed="2025-10-01", used_term_agreed_months=12),
        *(YES, "legal", "consumer", "2026-03-15", "2025-03-15"),
    ),
    "used, five years agreed: the law's term": (
        sale(showed="2026-03-16", condition="used", used_term_agreed_months=60),
        *(NO, "", "n/a", "2026-03-15", "2025-03-15"),
    ),
    "digital content, last day": (
        sale(showed="2025-03-15", condition="digital_content"),
        *(YES, "legal", "consumer", "2025-03-15", "2024-03-15"),
    ),
    "digital content for forty months": (
        sale(showed="2026-07-15", condition="digital_content", digital_supply_months=40),
        *(YES, "legal", "trader", "2026-07-15", "2026-07-15"),
    ),
    "watch with a year of service": (
        sale(showed="2026-03-15", condition="digital_element", digital_supply_months=12),
        *(YES, "legal", "trader", "2026-03-15", "2026-03-15"),
    ),
    "watch with four years of service": (
        sale(showed="2027-03-15", condition="digital_element", digital_supply_months=48),
        *(YES, "legal", "trader", "2027-03-15", "2027-03-15"),
    ),
    "watch with four years of service, its strap": (
        sale(showed="2026-03-15", condition="digital_element", digital_supply_months=48, part="strap"),
        *(YES, "legal", "consumer", "2026-03-15", "2025-03-15"),
    ),
    "watch with four years of service, its strap, past three years": (
        sale(showed="2026-03-16", condition="digital_element", digital_supply_months=48, part="strap"),
        *(PERSON, "", "n/a", "2026-03-15", "2025-03-15"),
    ),
    "watch with four years of service, its strap, past them": (
        sale(showed="2027-03-16", condition="digital_element", digital_supply_months=48, part="strap"),
        *(NO, "", "n/a", "2026-03-15", "2025-03-15"),
    ),
    "installed later, in the sure term": (
        sale(showed="2026-03-15", installed_by_trader_on=day("2023-04-20")),
        *(YES, "legal", "consumer", "2026-03-15", "2025-03-15"),
    ),
    "installed later, between both readings": (
        sale(showed="2026-04-20", installed_by_trader_on=day("2023-04-20")),
        *(PERSON, "", "n/a", "2026-03-15", "2025-03-15"),
    ),
    "installed later, past both readings": (
        sale(showed="2026-04-21", installed_by_trader_on=day("2023-04-20")),
        *(NO, "", "n/a", "2026-03-15", "2025-03-15"),
    ),
    "one repair lengthens both terms": (
        sale(showed="2026-03-24", stays="2024-02-01/2024-02-11"),
        *(YES, "legal", "consumer", "2026-03-25", "2025-03-25"),
    ),
    "two repairs add up": (
        sale(showed="2025-04-01", stays="2024-02-01/2024-02-11 2025-01-10/2025-01-20"),
        *(YES, "legal", "trader", "2026-04-04", "2025-04-04"),
    ),
    "a repair between both terms lengthens one": (
        sale(showed="2026-03-30", stays="2025-12-01/2025-12-16"),
        *(YES, "legal", "consumer", "2026-03-30", "2025-03-15"),
    ),
    "a repair over the end of the term": (
        sale(showed="2026-04-13", stays="2026-03-10/2026-04-09", same_defect_as_repair=False),
        *(YES, "legal", "consumer", "2026-04-14", "2025-03-15"),
    ),
    "a repair after the term adds nothing": (
        sale(showed="2026-05-20", stays="2026-05-01/2026-05-11", same_defect_as_repair=False),
        *(NO, "", "n/a", "2026-03-15", "2025-03-15"),
    ),
    "overlapping repairs count each day once": (
        sale(showed="2026-03-30", stays="2024-02-01/2024-02-11 2024-02-06/2024-02-16"),
        *(YES, "legal", "consumer", "2026-03-30", "2025-03-30"),
    ),
    "still in the workshop": (
        sale(showed="2025-05-01", claimed="2025-05-21", stays="2025-03-01/"),
        *(YES, "legal", "trader", "2026-06-04", "2025-06-04"),
    ),
    "same defect after the term, within the year": (
        sale(showed="2027-01-10", stays="2026-01-05/2026-01-10", same_defect_as_repair=True),
        *(YES, "legal_same_defect_year", "trader", "2026-03-20", "2025-03-15"),
    ),
    "same defect the day after the year": (
        sale(showed="2027-01-11", stays="2026-01-05/2026-01-10", same_defect_as_repair=True),
        *(NO, "", "n/a", "2026-03-20", "2025-03-15"),
    ),
    "another defect within the year": (
        sale(showed="2026-08-01", stays="2026-01-05/2026-01-10", same_defect_as_repair=False),
        *(NO, "", "n/a", "2026-03-20", "2025-03-15"),
    ),
    "perhaps the same defect within the year": (
        sale(showed="2026-08-01", stays="2026-01-05/2026-01-10"),
        *(PERSON, "", "n/a", "2026-03-20", "2025-03-15"),
    ),
    "same defect in the term, past the presumption": (
        sale(showed="2025-11-01", stays="2025-01-05/2025-01-10", same_defect_as_repair=True),
        *(YES, "legal", "trader", "2026-03-20", "2025-03-20"),
    ),
    "same defect within the year, installed later": (
        sale(
            showed="2026-04-01",
            stays="2025-12-01/2025-12-06",
            same_defect_as_repair=True,
            installed_by_trader_on=day("2023-05-20"),
        ),
        *(YES, "legal_same_defect_year", "trader", "2026-03-20", "2025-03-15"),
    ),
    "same defect as a repair that nobody dated": (
        sale(showed="2026-08-01", same_defect_as_repair=True),
        *(PERSON, "", "n/a", "2026-03-15", "2025-03-15"),
    ),
    "same defect as a repair after the term": (
        sale(showed="2026-08-01", stays="2026-05-05/2026-05-10", same_defect_as_repair=True),
        *(PERSON, "", "n/a", "2026-03-15", "2025-03-15"),
    ),
    "the repair after the term is that of this claim": (
        sale(showed="2026-05-01", claimed="2026-05-05", stays="2026-05-05/2026-05-10"),
        *(NO, "", "n/a", "2026-03-15", "2025-03-15"),
    ),
    "the repair after the term came the day before this claim": (
        sale(showed="2026-05-01", claimed="2026-05-06", stays="2026-05-05/2026-05-10"),
        *(PERSON, "", "n/a", "2026-03-15", "2025-03-15"),
    ),
    "returned before it was handed in": (
        sale(showed="2026-03-20", stays="2024-02-11/2024-02-01"),
        *(PERSON, "", "n/a", "2026-03-15", "2025-03-15"),
    ),
    "claimed before delivery": (sale(claimed="2023-03-10"), PERSON, "", "n/a", "2026-03-15", "2025-03-15"),
    "shown after the claim": (
        sale(showed="2030-01-01", claimed="2023-09-01"),
        *(YES, "legal", "trader", "2026-03-15", "2025-03-15"),
    ),
    "shown before delivery": (
        sale(showed="2023-03-14", claimed="2023-03-20"),
        *(YES, "legal", "trader", "2026-03-15", "2025-03-15"),
    ),
}


@pytest.mark.parametrize(("facts", "verdict", "by", "burden", "until", "presumption"), LEGAL.values(), ids=LEGAL)
def test_decide_legal_gives(facts, verdict, by, burden, until, presumption):
    decision = decide(facts, RULES)
    line = decision.line(Regime.LEGAL)
    assert (
        decision.verdict,
        "+".join(decision.covered_by),
        line.burden,
        line.until and line.until.isoformat(),
        line.presumption_until and line.presumption_until.isoformat(),
    ) == (verdict, by, burden, until, presumption)


# name: (facts, guarantees, verdict, covered by, commercial until)
COMMERCIAL = {
    "both cover": (sale(showed="2024-05-01"), [promise(24)], YES, "legal+commercial", "2025-03-15"),
    "last day": (sale(showed="2025-03-15"), [promise(24)], YES, "legal+commercial", "2025-03-15"),
    "over, the law goes on": (sale(showed="2025-03-16"), [promise(24)], YES, "legal", "2025-03-15"),
    "outlives the law": (sale(showed="2028-01-01"), [promise(60)], YES, "commercial", "2028-03-15"),
    "reaches a business": (sale(showed="2024-05-01", buyer="business"), [promise(24)], YES, "commercial", "2025-03-15"),
    "law not entered": (sale(showed="2024-05-01", jurisdiction="BR"), [promise(24)], YES, "commercial", "2025-03-15"),
    "not in that country": (
        sale(showed="2024-05-01", jurisdiction="BR"),
        [promise(24, territory=("ES", "PT"))],
        *(PERSON, "", None),
    ),
    "country unknown": (
        sale(showed="2024-05-01", jurisdiction=""),
        [promise(territory=("ES",))],
        PERSON,
        "",
        "2025-03-15",
    ),
    "accident": (sale(showed="2024-05-01", cause="accident_consumer"), [promise(24)], NO, "", "2025-03-15"),
    "cause not found yet": (
        sale(showed="2024-05-01", cause="unknown", buyer="business"),
        [promise(24)],
        *(YES, "commercial", "2025-03-15"),
    ),
    "bad installation, read the terms": (
        sale(showed="2024-05-01", cause="bad_installation_by_trader", buyer="business"),
        [promise(24)],
        *(PERSON, "", "2025-03-15"),
    ),
    "delivery unknown": (sale(showed="2024-05-01", delivery_date=None), [promise(24)], PERSON, "", None),
    "first day unknown, claimed late": (
        sale(claimed="2025-06-01", buyer="business"),
        [promise(24)],
        *(PERSON, "", "2025-03-15"),
    ),
    "the second one covers": (
        sale(showed="2027-01-01"),
        [promise(24), promise(60, code="h")],
        *(YES, "commercial", "2025-03-15"),
    ),
    "leap day": (
        sale(delivered="2024-02-29", showed="2025-02-28"),
        [promise(12)],
        YES,
        "legal+commercial",
        "2025-02-28",
    ),
    "repairs do not lengthen it": (
        sale(showed="2025-03-20", stays="2024-02-01/2024-02-11", buyer="business"),
        [promise(24)],
        *(NO, "", "2025-03-15"),
    ),
}


@pytest.mark.parametrize(("facts", "guarantees", "verdict", "by", "until"), COMMERCIAL.values(), ids=COMMERCIAL)
def test_decide_commercial_gives(facts, guarantees, verdict, by, until):
    decision = decide(facts, RULES, guarantees)
    line = decision.line(Regime.COMMERCIAL)
    assert (decision.verdict, "+".join(decision.covered_by), line.until and line.until.isoformat()) == (
        *(verdict, by, until),
    )


# name: (facts, verdict, until)
WITHDRAWAL = {
    "last day": (sale(channel="online", claimed="2023-03-29"), YES, "2023-03-29"),
    "day after": (sale(channel="online", claimed="2023-03-30"), NO, "2023-03-29"),
    "by telephone": (sale(channel="phone", claimed="2023-03-20"), YES, "2023-03-29"),
    "in a shop": (sale(channel="store", claimed="2023-03-20"), NO, None),
    "channel unknown": (sale(channel="unknown", claimed="2023-03-20"), PERSON, "2023-03-29"),
    "channel unknown, last day": (sale(channel="unknown", claimed="2023-03-29"), PERSON, "2023-03-29"),
    "channel unknown, day after": (sale(channel="unknown", claimed="2023-03-30"), NO, "2023-03-29"),
    "before it arrived": (sale(channel="online", claimed="2023-03-10"), YES, "2023-03-29"),
    "business": (sale(channel="online", claimed="2023-03-20", buyer="business"), NO, None),
    "buyer unknown": (sale(channel="online", claimed="2023-03-20", buyer="unknown"), PERSON, "2023-03-29"),
    "delivery unknown": (sale(channel="online", claimed="2023-03-20", delivery_date=None), PERSON, None),
    "digital content": (
        sale(channel="online", claimed="2023-03-20", condition="digital_content"),
        PERSON,
        "2023-03-29",
    ),
    "an accident does not end it": (
        sale(channel="online", claimed="2023-03-20", cause="accident_consumer"),
        *(YES, "2023-03-29"),
    ),
    "law not entered": (sale(channel="online", claimed="2023-03-20", jurisdiction="BR"), PERSON, None),
    "across February": (sale(channel="online", delivered="2024-02-20", claimed="2024-03-05"), YES, "2024-03-05"),
}


@pytest.mark.parametrize(("facts", "verdict", "until"), WITHDRAWAL.values(), ids=WITHDRAWAL)
def test_decide_withdrawal_gives(facts, verdict, until):
    line = decide(facts, RULES).line(Regime.WITHDRAWAL)
    assert (line.verdict, line.until and line.until.isoformat()) == (verdict, until)


# name: (facts, guarantees, open questions)
QUESTIONS = {
    "everything known": (sale(showed="2023-09-01"), [], ()),
    "nobody diagnosed it": (sale(showed="2023-09-01", cause="unknown"), [promise()], (Ask.CAUSE,)),
    "no delivery": (sale(showed="2023-09-01", delivery_date=None), [promise()], (Ask.DELIVERY_DATE,)),
    "no country": (sale(showed="2023-09-01", jurisdiction=""), [], (Ask.JURISDICTION,)),
    "no contract date": (sale(showed="2023-09-01", contract_date=None), [], (Ask.CONTRACT_DATE,)),
    "burden on the customer, first day known": (sale(showed="2025-06-01"), [], ()),
    "presumed, first day unknown": (sale(claimed="2023-09-01"), [], ()),
    "burden hangs on the first day": (sale(claimed="2025-06-01"), [], (Ask.DEFECT_DATE,)),
    "claimed after the term": (sale(claimed="2026-06-01"), [], (Ask.DEFECT_DATE,)),
    "perhaps the same defect": (sale(showed="2026-08-01", stays="2026-01-05/2026-01-10"), [], (Ask.SAME_DEFECT,)),
    "wrong repair": (sale(showed="2023-09-01", stays="2023-08-11/2023-08-01"), [], (Ask.CUSTODY,)),
    "void clause": (sale(showed="2023-09-01", condition="used", used_term_agreed_months=3), [], (Ask.USED_TERM,)),
    "supply unknown": (sale(showed="2023-09-01", condition="digital_element"), [], (Ask.SUPPLY,)),
    "prescribed": (sale(showed="2023-05-10", claimed="2029-05-11"), [], (Ask.EARLIER_CLAIM,)),
    "prescribed, and nobody claimed before": (
        sale(showed="2023-05-10", claimed="2029-05-11", no_earlier_claim=True),
        *([], ()),
    ),
    "nothing known of the sale": (
        sale(showed="2023-03-20", buyer="unknown", seller="unknown", channel="unknown"),
        [],
        (Ask.BUYER, Ask.SELLER, Ask.CHANNEL),
    ),
    "nothing known of the sale, too late to withdraw": (
        sale(showed="2023-09-01", buyer="unknown", seller="unknown", channel="unknown"),
        [],
        (Ask.BUYER, Ask.SELLER),
    ),
}


@pytest.mark.parametrize(("facts", "guarantees", "questions"), QUESTIONS.values(), ids=QUESTIONS)
def test_decide_leaves_open(facts, guarantees, questions):
    assert decide(facts, RULES, guarantees).questions == questions


REMEDIES = {
    "a first fault": (sale(showed="2023-09-01"), "repair replacement (price_reduction) (termination)"),
    "serious": (sale(showed="2023-09-01", severity="serious"), "repair replacement price_reduction termination"),
    "minor": (sale(showed="2023-09-01", severity="minor"), "repair replacement (price_reduction)"),
    "after a failed repair": (
        sale(showed="2023-09-01", failed_repair_before=True),
        "repair replacement price_reduction termination",
    ),
    "after any attempt": (
        sale(showed="2023-09-01", stays="2023-06-01/2023-06-10"),
        "repair replacement price_reduction termination",
    ),
    "after an attempt that cannot be read": (
        sale(showed="2023-09-01", stays="2023-06-10/2023-06-01"),
        "repair replacement (price_reduction) (termination)",
    ),
    "before the attempt": (
        sale(showed="2023-09-01", stays="2023-09-05/2023-09-10"),
        "repair replacement (price_reduction) (termination)",
    ),
    "digital": (
        sale(showed="2023-09-01", condition="digital_content"),
        "bring_into_conformity (price_reduction) (termination)",
    ),
    "not covered": (sale(showed="2026-09-01"), ""),
}


@pytest.mark.parametrize(("facts", "remedies"), REMEDIES.values(), ids=REMEDIES)
def test_decide_offers_remedies_in_order(facts, remedies):
    line = decide(facts, RULES).line(Regime.LEGAL)
    said = [option.remedy.value if option.open else f"({option.remedy})" for option in line.remedies]
    assert " ".join(said) == remedies
    assert [option.rank for option in line.remedies] == sorted(option.rank for option in line.remedies)


ACTION = {
    "five years from the first day": (sale(showed="2025-05-10"), "2030-05-10"),
    "leap day": (sale(showed="2024-02-29"), "2029-02-28"),
    "first day unknown": (sale(claimed="2025-01-10"), None),
    "not covered": (sale(showed="2027-01-01"), None),
}


@pytest.mark.parametrize(("facts", "until"), ACTION.values(), ids=ACTION)
def test_decide_says_until_when_to_sue(facts, until):
    line = decide(facts, RULES).line(Regime.LEGAL)
    assert (line.action_until and line.action_until.isoformat()) == until


def test_decide_tells_what_is_odd_about_the_dates():
    facts = sale(showed="2023-03-01", claimed="2023-09-01", stays="2023-06-01/2023-06-10 2023-06-05/")
    codes = [step.code for step in decide(facts, RULES).line(Regime.LEGAL).reasons]
    assert {Why.DEFECT_BEFORE_DELIVERY, Why.STAYS_OVERLAP, Why.STILL_IN_WORKSHOP} <= set(codes)


def test_decision_until_is_the_last_day_of_what_covers():
    assert decide(sale(showed="2024-05-01"), RULES, [promise(24)]).until == day("2026-03-15")
    assert decide(sale(showed="2024-05-01"), RULES, [promise(60)]).until == day("2028-03-15")
    assert decide(sale(showed="2024-05-01", buyer="business"), RULES, [promise(24)]).until == day("2025-03-15")
    assert decide(sale(showed="2029-05-01"), RULES, [promise(24)]).until == day("2026-03-15")
    back = sale(showed="2027-01-10", stays="2026-01-05/2026-01-10", same_defect_as_repair=True)
    assert decide(back, RULES).until == day("2027-01-10")


def test_out_of_scope_is_said_apart_from_out_of_term():
    late = decide(sale(showed="2026-09-01"), RULES).line(Regime.LEGAL)
    trade = decide(sale(showed="2023-09-01", buyer="business"), RULES).line(Regime.LEGAL)
    assert (late.in_scope, trade.in_scope) == (True, False)
    assert [step.cite for step in trade.reasons] == [
        "TRLGDCU 114-124 (RDL 7/2021)",
        "TRLGDCU 3; CC 1484-1490; C.Com 342",
    ]
