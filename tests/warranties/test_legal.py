"""Whom and what the guarantee of the law reaches, and what is asked when that is not known."""

from dataclasses import replace

import pytest

from tests.warranties.made_up import (
    COVERED,
    bought,
    country,
    rule,
    sale_terms,
    shape,
    told,
)
from tests.warranties.sales import day
from warranties.coverage import decide
from warranties.rules import (
    ExtensionTerms,
    RecallTerms,
    Rulebook,
    Used,
)
from warranties.states import Regime

SALE = rule(sale_terms())
NORTH = replace(SALE, code="north", region="North", confirmed=False)

# name: (what is decided, the line, its steps)
CASES = {
    "reached": (
        (bought(showed="2024-06-01"), country()),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "sold by a neighbour": (
        (bought(showed="2024-06-01", seller="private"), country()),
        "not covered out of scope XX-sale",
        "rule | seller_private @trader",
    ),
    "to a business, left out": (
        (bought(showed="2024-06-01", buyer="business"), country(business_excluded=True)),
        "not covered out of scope XX-sale",
        "rule | buyer_in_trade @business",
    ),
    "to a business, nothing said": (
        (bought(showed="2024-06-01", buyer="business"), country()),
        "a person XX-sale",
        "rule | business_unstated @business",
    ),
    "to a charity, counted": (
        (bought(showed="2024-06-01", buyer="nonprofit_outside_trade"), country(nonprofit_counts=True)),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "to a charity, nothing said": (
        (bought(showed="2024-06-01", buyer="nonprofit_outside_trade"), country()),
        "a person XX-sale",
        "rule | nonprofit_unstated @consumer",
    ),
    "an animal, left out": (
        (bought(showed="2024-06-01", condition="live_animal"), country(live_animals_excluded=True)),
        "not covered out of scope XX-sale",
        "rule | live_animal @excluded",
    ),
    "an animal, nothing said": (
        (bought(showed="2024-06-01", condition="live_animal"), country()),
        "a person XX-sale",
        "rule | live_animal_unstated @excluded",
    ),
    "used at an auction, left out": (
        (
            bought(showed="2024-06-01", condition="used", channel="administrative_auction"),
            country(auctions_excluded=True),
        ),
        "not covered out of scope XX-sale",
        "rule | used_at_auction @excluded",
    ),
    "used at an auction, nothing said": (
        (bought(showed="2024-06-01", condition="used", channel="administrative_auction"), country()),
        "a person XX-sale",
        "rule | auction_unstated @excluded",
    ),
    "used, left out": (
        (bought(showed="2024-06-01", condition="used"), country(used=Used.EXCLUDED)),
        "not covered out of scope XX-sale",
        "rule | used_left_out @used",
    ),
    "used, nothing said": (
        (bought(showed="2024-06-01", condition="used"), country(used=Used.UNSTATED)),
        "a person XX-sale",
        "rule | used_unstated @used",
    ),
    "waived in writing, which counts": (
        (bought(showed="2024-06-01", condition="used_waived_in_writing"), country(used_waivable=True)),
        "not covered out of scope XX-sale",
        "rule | waived_in_writing @used",
    ),
    "waived in writing, which does not count": (
        (bought(showed="2024-06-01", condition="used_waived_in_writing"), country()),
        COVERED,
        "rule | waiver_void @used | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "used and not waived where it could be": (
        (bought(showed="2024-06-01", condition="used"), country(used_waivable=True)),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "no term": (
        (bought(showed="2024-06-01"), country(goods_months=None)),
        "a person XX-sale",
        "rule | no_fixed_term @term country=XX",
    ),
    "no term, but the customer broke it": (
        (bought(showed="2024-06-01", cause="misuse"), country(goods_months=None)),
        "not covered XX-sale",
        "rule | no_fixed_term @term country=XX | cause_misuse @conformity",
    ),
    "a term in days": (
        (bought(showed="2024-04-09"), country(goods_months=None, goods_days=90)),
        "covered XX-sale term from=2024-01-10 until=2024-04-09 presumed=2024-04-09 burden=trader 1:repair (2:refund)",
        (
            "rule | term @term; counting start=2024-01-10 until=2024-04-09 | "
            "presumption @presumption until=2024-04-09 | shown_in_term @term on=2024-04-09 until=2024-04-09 | "
            "cause_defect | presumed @presumption until=2024-04-09"
        ),
    ),
    "digital content, nothing said": (
        (bought(showed="2024-06-01", condition="digital_content"), country()),
        "a person XX-sale",
        "rule | digital_unstated @digital",
    ),
    "goods with a digital service, nothing said": (
        (bought(showed="2024-06-01", condition="digital_element"), country()),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader "
            "1:bring_into_conformity (2:refund)"
        ),
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "buyer and seller unknown": (
        (bought(showed="2024-06-01", buyer="", seller=""), country()),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=buyer+seller",
        "rule | term | presumption | ask_buyer @consumer | ask_seller @trader",
    ),
    "condition and days unknown": (
        (bought(condition="", delivery_date=None), country()),
        "a person XX-sale asks=condition+delivery_date+claim_date",
        "rule | ask_condition @term | ask_delivery_date @start | ask_claim_date @term",
    ),
    "condition unknown": (
        (bought(showed="2024-06-01", condition="antique"), country()),
        "a person XX-sale asks=condition",
        "rule | ask_condition @term",
    ),
    "delivery unknown": (
        (bought(showed="2024-06-01", delivery_date=None), country()),
        "a person XX-sale asks=delivery_date",
        "rule | ask_delivery_date @start",
    ),
    "no day of the claim": (
        (bought(), country()),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=claim_date",
        "rule | term | presumption | ask_claim_date @term",
    ),
    "claimed before delivery": (
        (bought(claimed="2024-01-09"), country()),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=delivery_date",
        "rule | term | presumption | claim_before_delivery @start on=2024-01-09 delivered=2024-01-10",
    ),
    "no country": (
        (bought(jurisdiction=""), country()),
        "a person asks=jurisdiction",
        "ask_jurisdiction @Rome I, Reg. (EC) 593/2008, art. 6",
    ),
    "another country": (
        (bought(jurisdiction="YY"), country()),
        "a person",
        "no_rule @Rome I, Reg. (EC) 593/2008, art. 6 country=YY",
    ),
    "no day of contract": (
        (bought(contract_date=None), country()),
        "a person asks=contract_date",
        "ask_contract_date @Rome I, Reg. (EC) 593/2008, art. 6",
    ),
    "before the law": (
        (bought(delivered="2019-12-31"), Rulebook([replace(SALE, contract_from=day("2020-01-01"))])),
        "a person",
        "no_rule_for_date @Rome I, Reg. (EC) 593/2008, art. 6 country=XX on=2019-12-31",
    ),
    "on the first day of the law": (
        (bought(delivered="2020-01-01"), Rulebook([replace(SALE, contract_from=day("2020-01-01"))])),
        "a person XX-sale from=2020-01-01 until=2022-01-01 presumed=2021-01-01 asks=claim_date",
        (
            "rule | term @term; counting start=2020-01-01 until=2022-01-01 | "
            "presumption @presumption until=2021-01-01 | ask_claim_date @term"
        ),
    ),
    "before the law of a country of the Union": (
        (
            bought(delivered="2019-12-31", jurisdiction="NL"),
            Rulebook([replace(SALE, jurisdiction="NL", contract_from=day("2020-01-01"))]),
        ),
        "a person",
        "no_rule_for_date @Dir. (EU) 2019/771, art. 24.2 country=NL on=2019-12-31",
    ),
    "nobody confirmed the law": (
        (bought(), Rulebook([replace(SALE, code="waiting", confirmed=False)])),
        "a person",
        "rule_unconfirmed @law country=XX rule=waiting",
    ),
    "nobody confirmed the law of the region": (
        (bought(region="North"), country(NORTH)),
        "a person",
        "rule_unconfirmed @law country=XX rule=north",
    ),
    "the law of the region": (
        (bought(showed="2024-06-01", region="North"), country(replace(NORTH, confirmed=True))),
        "covered north term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader 1:repair (2:refund)",
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "a paid repair": (
        (bought(showed="2024-06-01", condition="service_repair"), country()),
        "not covered out of scope",
        "about_paid_repair @law",
    ),
    "a paid repair in another country": (
        (bought(showed="2024-06-01", condition="service_repair", jurisdiction="YY"), country()),
        "not covered out of scope",
        "about_paid_repair @Rome I, Reg. (EC) 593/2008, art. 6",
    ),
    "a law with the terms of another": (
        (bought(), Rulebook([replace(SALE, terms=RecallTerms())])),
        "a person",
        "no_rule_for_date @Rome I, Reg. (EC) 593/2008, art. 6 country=XX on=2024-01-10",
    ),
}


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_legal_gives(facts, line, steps):
    assert shape(decide(*facts).line(Regime.LEGAL)) == line


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_legal_tells(facts, line, steps):
    assert told(decide(*facts).line(Regime.LEGAL).reasons) == steps


DUTIES = ("receipts", "spare_parts")
OWED = country(duties=DUTIES, deadlines=(("deadline_repair", 30), ("deadline_refund", 14)), spare_parts_years=10)


def test_legal_line_that_covers_tells_what_the_seller_owes_and_when():
    line = decide(bought(showed="2024-06-01"), OWED).line(Regime.LEGAL)
    assert told(line.duties) == "receipts @duties | spare_parts @duties years=10"
    assert told(line.deadlines) == "deadline_repair @deadlines days=30 | deadline_refund @deadlines days=14"


def test_legal_line_names_spare_parts_without_years_where_the_law_sets_none():
    line = decide(bought(showed="2024-06-01"), country(duties=DUTIES)).line(Regime.LEGAL)
    assert told(line.duties) == "receipts @duties | spare_parts @duties"


def test_legal_line_that_does_not_cover_tells_no_duties():
    line = decide(bought(showed="2026-06-01"), OWED).line(Regime.LEGAL)
    assert (line.duties, line.deadlines) == ((), ())


def test_legal_line_leaves_out_duties_about_things_for_digital_content():
    law = country(duties=("inform_choice", "free_of_charge", *DUTIES), digital_months=24)
    thing, content = (bought(showed="2024-06-01", condition=condition) for condition in ("new", "digital_content"))
    assert told(decide(thing, law).line(Regime.LEGAL).duties) == (
        "inform_choice @duties | free_of_charge @duties | receipts @duties | spare_parts @duties"
    )
    assert told(decide(content, law).line(Regime.LEGAL).duties) == "free_of_charge @duties"


def test_legal_line_tells_first_that_a_repair_lengthens_the_term_where_a_rule_says_so():
    longer = rule(ExtensionTerms(12), "extension", cites={"law": "longer", "duties": "longer 2"})
    law, waiting = country(longer, duties=DUTIES), country(replace(longer, confirmed=False), duties=DUTIES)
    owed = [decide(bought(showed="2024-06-01"), book).line(Regime.LEGAL).duties for book in (law, waiting)]
    assert [told(duties) for duties in owed] == [
        "inform_extension @longer 2 months=12 | receipts @duties | spare_parts @duties",
        "receipts @duties | spare_parts @duties",
    ]
    assert decide(bought(showed="2026-06-01"), law).line(Regime.LEGAL).duties == ()
