"""The guarantee of a paid repair: of a repair that was sold alone, and of the last one that a unit had."""

from dataclasses import replace

import pytest

from tests.warranties.made_up import (
    at,
    bought,
    rule,
    shape,
    told,
)
from tests.warranties.sales import day
from warranties.coverage import decide
from warranties.rules import (
    RecallTerms,
    RepairTerms,
    Rulebook,
)
from warranties.states import Regime

PAID = at("2024-05-01/2024-05-10", paid=True)
REPAIR = rule(RepairTerms(3), "repair")
CARS = rule(RepairTerms(3, goods="vehicle", km=2000), "repair", code="XX-cars")
BOOK = Rulebook([REPAIR])

# name: (what is decided, the line, its steps)
CASES = {
    "none": ((bought(showed="2024-06-01"), BOOK), "not covered out of scope", "no_paid_repair @"),
    "one that was not paid": (
        (bought(showed="2024-06-01", stays="2024-05-01/2024-05-10"), BOOK),
        "not covered out of scope",
        "no_paid_repair @",
    ),
    "paid, not back yet": (
        (bought(showed="2024-06-01", custody=at("2024-05-01/", paid=True)), BOOK),
        "not covered out of scope",
        "no_paid_repair @",
    ),
    "the same fault again": (
        (bought(showed="2024-06-01", same_defect_as_repair=True, custody=PAID), BOOK),
        "covered XX-repair term from=2024-05-10 until=2024-08-10 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_in_term @term on=2024-06-01 until=2024-08-10"
        ),
    ),
    "perhaps the same fault": (
        (bought(showed="2024-06-01", custody=PAID), BOOK),
        "a person XX-repair from=2024-05-10 until=2024-08-10 asks=same_defect_as_repair",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "ask_same_defect_as_repair @term until=2024-08-10"
        ),
    ),
    "another fault": (
        (bought(showed="2024-06-01", same_defect_as_repair=False, custody=PAID), BOOK),
        "not covered XX-repair from=2024-05-10 until=2024-08-10",
        ("repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | other_defect @term"),
    ),
    "the last of two": (
        (
            bought(
                showed="2024-06-01",
                same_defect_as_repair=True,
                custody=(*PAID, *at("2024-02-01/2024-02-10", paid=True)),
            ),
            BOOK,
        ),
        "covered XX-repair term from=2024-05-10 until=2024-08-10 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_in_term @term on=2024-06-01 until=2024-08-10"
        ),
    ),
    "another one not back yet": (
        (bought(showed="2024-06-01", same_defect_as_repair=True, custody=(*PAID, *at("2024-05-20/", paid=True))), BOOK),
        "covered XX-repair term from=2024-05-10 until=2024-08-10 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_in_term @term on=2024-06-01 until=2024-08-10"
        ),
    ),
    "on the day it came back": (
        (bought(showed="2024-05-10", same_defect_as_repair=True, custody=PAID), BOOK),
        "covered XX-repair term from=2024-05-10 until=2024-08-10 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_in_term @term on=2024-05-10 until=2024-08-10"
        ),
    ),
    "before it came back": (
        (bought(showed="2024-05-09", same_defect_as_repair=True, custody=PAID), BOOK),
        "not covered XX-repair from=2024-05-10 until=2024-08-10",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_later @term on=2024-05-09 returned=2024-05-10"
        ),
    ),
    "last day": (
        (bought(showed="2024-08-10", same_defect_as_repair=True, custody=PAID), BOOK),
        "covered XX-repair term from=2024-05-10 until=2024-08-10 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_in_term @term on=2024-08-10 until=2024-08-10"
        ),
    ),
    "day after": (
        (bought(showed="2024-08-11", same_defect_as_repair=True, custody=PAID), BOOK),
        "not covered XX-repair from=2024-05-10 until=2024-08-10",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_ended @term on=2024-08-11 until=2024-08-10"
        ),
    ),
    "claimed the day after, first day unknown": (
        (bought(claimed="2024-08-11", same_defect_as_repair=True, custody=PAID), BOOK),
        "a person XX-repair from=2024-05-10 until=2024-08-10 asks=defect_date",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "ask_defect_date @term until=2024-08-10"
        ),
    ),
    "claimed in its months, first day unknown": (
        (bought(claimed="2024-06-01", same_defect_as_repair=True, custody=PAID), BOOK),
        "covered XX-repair term from=2024-05-10 until=2024-08-10 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_in_term @term on=2024-06-01 until=2024-08-10"
        ),
    ),
    "claimed on the last day, first day unknown": (
        (bought(claimed="2024-08-10", same_defect_as_repair=True, custody=PAID), BOOK),
        "covered XX-repair term from=2024-05-10 until=2024-08-10 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_in_term @term on=2024-08-10 until=2024-08-10"
        ),
    ),
    "cause unknown": (
        (bought(showed="2024-06-01", cause="unknown", same_defect_as_repair=True, custody=PAID), BOOK),
        "covered XX-repair term from=2024-05-10 until=2024-08-10 burden=trader 1:repair_again asks=cause",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_in_term @term on=2024-06-01 until=2024-08-10"
        ),
    ),
    "the customer broke it": (
        (bought(showed="2024-06-01", cause="misuse", same_defect_as_repair=True, custody=PAID), BOOK),
        "not covered XX-repair from=2024-05-10 until=2024-08-10",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "cause_misuse @conformity"
        ),
    ),
    "a repair that was sold": (
        (bought(showed="2024-03-01", condition="service_repair"), BOOK),
        "covered XX-repair term from=2024-01-10 until=2024-04-10 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-01-10 until=2024-04-10 | "
            "repair_in_term @term on=2024-03-01 until=2024-04-10"
        ),
    ),
    "a repair that was sold, another fault": (
        (bought(showed="2024-03-01", condition="service_repair", same_defect_as_repair=False), BOOK),
        "not covered XX-repair from=2024-01-10 until=2024-04-10",
        ("repair_rule @law country=XX | repair_term @term start=2024-01-10 until=2024-04-10 | other_defect @term"),
    ),
    "a repair that was sold, its day unknown": (
        (bought(showed="2024-03-01", condition="service_repair", delivery_date=None), BOOK),
        "a person XX-repair asks=delivery_date",
        "repair_rule @law country=XX | ask_delivery_date @start",
    ),
    "a repair that was sold, another one since": (
        (bought(showed="2024-03-01", condition="service_repair", custody=PAID), BOOK),
        "covered XX-repair term from=2024-01-10 until=2024-04-10 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-01-10 until=2024-04-10 | "
            "repair_in_term @term on=2024-03-01 until=2024-04-10"
        ),
    ),
    "to a business": (
        (bought(showed="2024-06-01", buyer="business", custody=PAID), BOOK),
        "not covered out of scope XX-repair",
        "repair_rule @law country=XX | buyer_in_trade @consumer",
    ),
    "by a neighbour": (
        (bought(showed="2024-06-01", seller="private", custody=PAID), BOOK),
        "not covered out of scope XX-repair",
        "repair_rule @law country=XX | seller_private @trader",
    ),
    "buyer unknown": (
        (bought(showed="2024-06-01", buyer="", custody=PAID), BOOK),
        "a person XX-repair asks=buyer",
        "repair_rule @law country=XX | ask_buyer @consumer",
    ),
    "bought on a day nobody knows": (
        (bought(showed="2024-06-01", delivery_date=None, custody=PAID), BOOK),
        "a person XX-repair asks=delivery_date",
        "repair_rule @law country=XX | ask_delivery_date @start",
    ),
    "no day of the claim": (
        (bought(custody=PAID), BOOK),
        "a person XX-repair asks=claim_date",
        "repair_rule @law country=XX | ask_claim_date @term",
    ),
    "in days": (
        (
            bought(showed="2024-06-09", same_defect_as_repair=True, custody=PAID),
            Rulebook([rule(RepairTerms(days=30), "repair")]),
        ),
        "covered XX-repair term from=2024-05-10 until=2024-06-09 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-06-09 | "
            "repair_in_term @term on=2024-06-09 until=2024-06-09"
        ),
    ),
    "the rule of a vehicle": (
        (
            bought(showed="2024-06-01", goods="vehicle", same_defect_as_repair=True, custody=PAID),
            Rulebook([REPAIR, CARS]),
        ),
        "covered XX-cars term from=2024-05-10 until=2024-08-10 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_km @term km=2000 | repair_in_term @term on=2024-06-01 until=2024-08-10"
        ),
    ),
    "the general rule, though one for vehicles came later": (
        (bought(showed="2024-06-01", same_defect_as_repair=True, custody=PAID), Rulebook([CARS, REPAIR])),
        "covered XX-repair term from=2024-05-10 until=2024-08-10 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_in_term @term on=2024-06-01 until=2024-08-10"
        ),
    ),
    "a vehicle where only the general rule is known": (
        (bought(showed="2024-06-01", goods="vehicle", same_defect_as_repair=True, custody=PAID), BOOK),
        "covered XX-repair term from=2024-05-10 until=2024-08-10 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_in_term @term on=2024-06-01 until=2024-08-10"
        ),
    ),
    "other goods where only vehicles have a rule": (
        (bought(showed="2024-06-01", same_defect_as_repair=True, custody=PAID), Rulebook([CARS])),
        "a person",
        "no_rule_for_date @Rome I, Reg. (EC) 593/2008, art. 6 country=XX on=2024-01-10",
    ),
    "another country": (
        (bought(showed="2024-06-01", jurisdiction="YY", custody=PAID), BOOK),
        "a person",
        "no_repair_rule @Rome I, Reg. (EC) 593/2008, art. 6 country=YY",
    ),
    "nobody confirmed the rule": (
        (bought(showed="2024-06-01", custody=PAID), Rulebook([replace(REPAIR, confirmed=False)])),
        "a person",
        "rule_unconfirmed @law country=XX rule=XX-repair",
    ),
    "bought before the rule, back on its first day": (
        (
            bought(showed="2024-06-01", same_defect_as_repair=True, custody=PAID),
            Rulebook([replace(REPAIR, contract_from=day("2024-05-10"))]),
        ),
        "covered XX-repair term from=2024-05-10 until=2024-08-10 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_in_term @term on=2024-06-01 until=2024-08-10"
        ),
    ),
    "back the day before the rule": (
        (
            bought(delivered="2024-05-10", showed="2024-06-01", custody=PAID),
            Rulebook([replace(REPAIR, contract_from=day("2024-05-11"))]),
        ),
        "a person",
        "no_rule_for_date @Rome I, Reg. (EC) 593/2008, art. 6 country=XX on=2024-05-10",
    ),
    "bought under a rule that had ended when it came back": (
        (
            bought(showed="2024-06-01", same_defect_as_repair=True, custody=PAID),
            Rulebook(
                [
                    replace(REPAIR, code="old", contract_to=day("2024-05-09"), terms=RepairTerms(1)),
                    replace(REPAIR, contract_from=day("2024-05-10")),
                ]
            ),
        ),
        "covered XX-repair term from=2024-05-10 until=2024-08-10 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_in_term @term on=2024-06-01 until=2024-08-10"
        ),
    ),
    "no day of contract": (
        (bought(showed="2024-06-01", contract_date=None, same_defect_as_repair=True, custody=PAID), BOOK),
        "covered XX-repair term from=2024-05-10 until=2024-08-10 burden=trader 1:repair_again",
        (
            "repair_rule @law country=XX | repair_term @term start=2024-05-10 until=2024-08-10 | "
            "repair_in_term @term on=2024-06-01 until=2024-08-10"
        ),
    ),
    "a repair that was sold, its day unknown, contract before the rule": (
        (
            bought(showed="2024-03-01", condition="service_repair", delivery_date=None),
            Rulebook([replace(REPAIR, contract_from=day("2024-01-11"))]),
        ),
        "a person",
        "no_rule_for_date @Rome I, Reg. (EC) 593/2008, art. 6 country=XX on=2024-01-10",
    ),
    "a repair that was sold, its day and that of the contract unknown": (
        (bought(showed="2024-03-01", condition="service_repair", delivery_date=None, contract_date=None), BOOK),
        "a person asks=contract_date",
        "ask_contract_date @Rome I, Reg. (EC) 593/2008, art. 6",
    ),
    "a rule with the terms of another": (
        (bought(showed="2024-06-01", custody=PAID), Rulebook([rule(RecallTerms(), "repair")])),
        "a person",
        "no_rule_for_date @Rome I, Reg. (EC) 593/2008, art. 6 country=XX on=2024-01-10",
    ),
}


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_paid_repair_gives(facts, line, steps):
    assert shape(decide(*facts).line(Regime.REPAIR)) == line


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_paid_repair_tells(facts, line, steps):
    assert told(decide(*facts).line(Regime.REPAIR).reasons) == steps
