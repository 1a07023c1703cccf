"""How long the seller answers for one kind of goods: what was announced, agreed or supplied."""

import pytest

from tests.warranties.made_up import (
    COVERED,
    bought,
    country,
    shape,
    told,
)
from warranties.coverage import decide
from warranties.rules import (
    Action,
    Used,
)
from warranties.states import Regime

# name: (what is decided, the line, its steps)
CASES = {
    "announced term counts": (
        (bought(showed="2024-06-01", announced_months=30), country(announced_term_counts=True)),
        "covered XX-sale term from=2024-01-10 until=2026-07-10 presumed=2025-01-10 burden=trader 1:repair (2:refund)",
        (
            "rule | term_announced @term months=30 | term @term; counting start=2024-01-10 until=2026-07-10 | "
            "presumption | shown_in_term @term on=2024-06-01 until=2026-07-10 | cause_defect | presumed"
        ),
    ),
    "announced term of one month": (
        (bought(showed="2024-02-01", announced_months=1), country(announced_term_counts=True)),
        "covered XX-sale term from=2024-01-10 until=2024-02-10 presumed=2024-02-10 burden=trader 1:repair (2:refund)",
        (
            "rule | term_announced @term months=1 | term @term; counting start=2024-01-10 until=2024-02-10 | "
            "presumption @presumption until=2024-02-10 | shown_in_term @term on=2024-02-01 until=2024-02-10 | "
            "cause_defect | presumed @presumption until=2024-02-10"
        ),
    ),
    "announced term of none": (
        (bought(showed="2024-06-01", announced_months=0), country(announced_term_counts=True)),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "announced term where it does not count": (
        (bought(showed="2024-06-01", announced_months=30), country()),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "new, a clause for the same term": (
        (bought(showed="2024-06-01", used_term_agreed_months=24), country()),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "new, a clause for less": (
        (bought(showed="2024-06-01", used_term_agreed_months=23), country()),
        COVERED,
        "rule | term_not_reducible @used | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "new, a clause for more": (
        (bought(showed="2024-06-01", used_term_agreed_months=25), country()),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "new, a clause for none where the term is in days": (
        (bought(showed="2024-02-01", used_term_agreed_months=0), country(goods_months=None, goods_days=90)),
        "covered XX-sale term from=2024-01-10 until=2024-04-09 presumed=2024-04-09 burden=trader 1:repair (2:refund)",
        (
            "rule | term @term; counting start=2024-01-10 until=2024-04-09 | "
            "presumption @presumption until=2024-04-09 | shown_in_term @term on=2024-02-01 until=2024-04-09 | "
            "cause_defect | presumed @presumption until=2024-04-09"
        ),
    ),
    "used with a term of its own": (
        (
            bought(showed="2024-06-01", condition="used", used_term_agreed_months=3),
            country(used=Used.OWN_TERM, used_months=6, used_floor_months=1),
        ),
        "covered XX-sale term from=2024-01-10 until=2024-07-10 presumed=2024-07-10 burden=trader 1:repair (2:refund)",
        (
            "rule | term_of_used @used months=6 | term @term; counting start=2024-01-10 until=2024-07-10 | "
            "presumption @presumption until=2024-07-10 | shown_in_term @term on=2024-06-01 until=2024-07-10 | "
            "cause_defect | presumed @presumption until=2024-07-10"
        ),
    ),
    "used where the term is in days, last day": (
        (bought(showed="2024-04-09", condition="used"), country(goods_months=None, goods_days=90)),
        "covered XX-sale term from=2024-01-10 until=2024-04-09 presumed=2024-04-09 burden=trader 1:repair (2:refund)",
        (
            "rule | term @term; counting start=2024-01-10 until=2024-04-09 | "
            "presumption @presumption until=2024-04-09 | shown_in_term @term on=2024-04-09 until=2024-04-09 | "
            "cause_defect | presumed @presumption until=2024-04-09"
        ),
    ),
    "used where the term is in days, the day after": (
        (bought(showed="2024-04-10", condition="used"), country(goods_months=None, goods_days=90)),
        "not covered XX-sale from=2024-01-10 until=2024-04-09 presumed=2024-04-09",
        (
            "rule | term @term; counting start=2024-01-10 until=2024-04-09 | "
            "presumption @presumption until=2024-04-09 | shown_after_term @term on=2024-04-10 until=2024-04-09"
        ),
    ),
    "used with months of its own where the term is in days": (
        (
            bought(showed="2024-06-01", condition="used"),
            country(goods_months=None, goods_days=90, used=Used.OWN_TERM, used_months=6),
        ),
        "covered XX-sale term from=2024-01-10 until=2024-07-10 presumed=2024-07-10 burden=trader 1:repair (2:refund)",
        (
            "rule | term_of_used @used months=6 | term @term; counting start=2024-01-10 until=2024-07-10 | "
            "presumption @presumption until=2024-07-10 | shown_in_term @term on=2024-06-01 until=2024-07-10 | "
            "cause_defect | presumed @presumption until=2024-07-10"
        ),
    ),
    "used with a presumption of its own": (
        (bought(showed="2024-06-01", condition="used"), country(presumption_used_months=6)),
        "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2024-07-10 burden=trader 1:repair (2:refund)",
        (
            "rule | term | presumption @presumption until=2024-07-10 | shown_in_term | cause_defect | "
            "presumed @presumption until=2024-07-10"
        ),
    ),
    "used, a clause where none counts": (
        (bought(showed="2024-06-01", condition="used", used_term_agreed_months=12), country()),
        COVERED,
        "rule | term_not_reducible @used | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "used, a clause for the floor": (
        (
            bought(showed="2024-06-01", condition="used", used_term_agreed_months=12),
            country(used_floor_months=12, presumption_reduced_months=6),
        ),
        "covered XX-sale term from=2024-01-10 until=2025-01-10 presumed=2024-07-10 burden=trader 1:repair (2:refund)",
        (
            "rule | term_agreed @used months=12 | term @term; counting start=2024-01-10 until=2025-01-10 | "
            "presumption @presumption until=2024-07-10 | shown_in_term @term on=2024-06-01 until=2025-01-10 | "
            "cause_defect | presumed @presumption until=2024-07-10"
        ),
    ),
    "used, a clause under the floor": (
        (bought(showed="2024-06-01", condition="used", used_term_agreed_months=11), country(used_floor_months=12)),
        (
            "covered XX-sale term from=2024-01-10 until=2025-01-10 presumed=2025-01-10 burden=trader 1:repair "
            "(2:refund) asks=used_term_agreed_months"
        ),
        (
            "rule | term_below_floor @used months=11 floor=12 | "
            "term @term; counting start=2024-01-10 until=2025-01-10 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2025-01-10 | cause_defect | presumed"
        ),
    ),
    "used, a clause under the floor, in doubt": (
        (bought(showed="2025-06-01", condition="used", used_term_agreed_months=11), country(used_floor_months=12)),
        "a person XX-sale from=2024-01-10 until=2025-01-10 presumed=2025-01-10 asks=used_term_agreed_months",
        (
            "rule | term_below_floor @used months=11 floor=12 | "
            "term @term; counting start=2024-01-10 until=2025-01-10 | presumption | "
            "shown_in_doubt @start on=2025-06-01 until=2026-01-10"
        ),
    ),
    "refurbished, where only used may be shortened": (
        (
            bought(showed="2024-06-01", condition="refurbished", used_term_agreed_months=12),
            country(used_floor_months=12, refurbished_reducible=False),
        ),
        COVERED,
        "rule | term_not_reducible @used | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "refurbished, a clause that counts": (
        (
            bought(showed="2024-06-01", condition="refurbished", used_term_agreed_months=12),
            country(used_floor_months=12),
        ),
        "covered XX-sale term from=2024-01-10 until=2025-01-10 presumed=2025-01-10 burden=trader 1:repair (2:refund)",
        (
            "rule | term_agreed @used months=12 | term @term; counting start=2024-01-10 until=2025-01-10 | "
            "presumption | shown_in_term @term on=2024-06-01 until=2025-01-10 | cause_defect | presumed"
        ),
    ),
    "digital content, one supply": (
        (
            bought(showed="2024-06-01", condition="digital_content"),
            country(digital_months=18, digital_presumption_months=6, supply_floor_months=30),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2025-07-10 presumed=2024-07-10 burden=trader "
            "1:bring_into_conformity (2:refund)"
        ),
        (
            "rule | term @term; counting start=2024-01-10 until=2025-07-10 | "
            "presumption @presumption until=2024-07-10 | shown_in_term @term on=2024-06-01 until=2025-07-10 | "
            "cause_defect | presumed @proof until=2024-07-10"
        ),
    ),
    "digital content, supplied over time": (
        (
            bought(showed="2024-06-01", condition="digital_content", digital_supply_months=5),
            country(digital_months=18, supply_floor_months=30),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2024-06-10 presumed=2024-06-10 burden=trader "
            "1:bring_into_conformity (2:refund)"
        ),
        (
            "rule | term_supply @supply; proof months=5 | term @supply; counting start=2024-01-10 until=2024-06-10 | "
            "presumption @proof until=2024-06-10 | shown_in_term @term on=2024-06-01 until=2024-06-10 | "
            "cause_defect | presumed @proof until=2024-06-10"
        ),
    ),
    "digital content, supplied over time, a part of it": (
        (
            bought(showed="2027-05-10", condition="digital_content", digital_supply_months=40, part="maps"),
            country(digital_months=18, supply_floor_months=30),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2027-05-10 presumed=2027-05-10 burden=trader "
            "1:bring_into_conformity (2:refund)"
        ),
        (
            "rule | term_supply @supply; proof months=40 | term @supply; counting start=2024-01-10 until=2027-05-10 | "
            "presumption @proof until=2027-05-10 | shown_in_term @term on=2027-05-10 until=2027-05-10 | "
            "cause_defect | presumed @proof until=2027-05-10"
        ),
    ),
    "digital content where no supply is spoken of": (
        (
            bought(showed="2024-06-01", condition="digital_content", digital_supply_months=40),
            country(digital_months=18),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader "
            "1:bring_into_conformity (2:refund)"
        ),
        "rule | term | presumption | shown_in_term | cause_defect | presumed @proof until=2025-01-10",
    ),
    "goods with a service, supply unknown": (
        (bought(showed="2024-06-01", condition="digital_element"), country(supply_floor_months=30)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-07-10 presumed=2025-01-10 burden=trader "
            "1:bring_into_conformity (2:refund) asks=digital_supply_months"
        ),
        (
            "rule | ask_digital_supply_months @supply | term @term; counting start=2024-01-10 until=2026-07-10 | "
            "presumption | shown_in_term @term on=2024-06-01 until=2026-07-10 | cause_defect | presumed"
        ),
    ),
    "goods with a service, a short supply": (
        (
            bought(showed="2024-06-01", condition="digital_element", digital_supply_months=5),
            country(supply_floor_months=30),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-07-10 presumed=2026-07-10 burden=trader "
            "1:bring_into_conformity (2:refund)"
        ),
        (
            "rule | term_supply @supply; proof months=30 | term @supply; counting start=2024-01-10 until=2026-07-10 | "
            "presumption @proof until=2026-07-10 | shown_in_term @term on=2024-06-01 until=2026-07-10 | "
            "cause_defect | presumed @presumption until=2026-07-10"
        ),
    ),
    "goods with a service, a long supply": (
        (
            bought(showed="2024-06-01", condition="digital_element", digital_supply_months=40),
            country(supply_floor_months=30),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2027-05-10 presumed=2027-05-10 burden=trader "
            "1:bring_into_conformity (2:refund)"
        ),
        (
            "rule | term_supply @supply; proof months=40 | term @supply; counting start=2024-01-10 until=2027-05-10 | "
            "presumption @proof until=2027-05-10 | shown_in_term @term on=2024-06-01 until=2027-05-10 | "
            "cause_defect | presumed @presumption until=2027-05-10"
        ),
    ),
    "a part of goods with a long service": (
        (
            bought(showed="2024-06-01", condition="digital_element", digital_supply_months=40, part="strap"),
            country(supply_floor_months=30),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-07-10 presumed=2025-01-10 burden=trader "
            "1:bring_into_conformity (2:refund)"
        ),
        (
            "rule | term_supply @supply; proof months=40 | term @term; counting start=2024-01-10 until=2026-07-10 | "
            "presumption | shown_in_term @term on=2024-06-01 until=2026-07-10 | cause_defect | presumed"
        ),
    ),
    "a part of goods with a long service, last day of the goods": (
        (
            bought(showed="2026-07-10", condition="digital_element", digital_supply_months=40, part="strap"),
            country(supply_floor_months=30),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-07-10 presumed=2025-01-10 burden=consumer "
            "1:bring_into_conformity (2:refund)"
        ),
        (
            "rule | term_supply @supply; proof months=40 | term @term; counting start=2024-01-10 until=2026-07-10 | "
            "presumption | shown_in_term @term on=2026-07-10 until=2026-07-10 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "a part of goods with a long service, the day after": (
        (
            bought(showed="2026-07-11", condition="digital_element", digital_supply_months=40, part="strap"),
            country(supply_floor_months=30),
        ),
        "a person XX-sale from=2024-01-10 until=2026-07-10 presumed=2025-01-10",
        (
            "rule | term_supply @supply; proof months=40 | term @term; counting start=2024-01-10 until=2026-07-10 | "
            "presumption | shown_in_doubt @start on=2026-07-11 until=2027-05-10"
        ),
    ),
    "a part of goods with a long service, past the service": (
        (
            bought(showed="2027-05-11", condition="digital_element", digital_supply_months=40, part="strap"),
            country(supply_floor_months=30),
        ),
        "not covered XX-sale from=2024-01-10 until=2026-07-10 presumed=2025-01-10",
        (
            "rule | term_supply @supply; proof months=40 | term @term; counting start=2024-01-10 until=2026-07-10 | "
            "presumption | shown_after_term @term on=2027-05-11 until=2026-07-10"
        ),
    ),
    "a part of goods whose service ends with them": (
        (
            bought(showed="2025-06-01", condition="digital_element", digital_supply_months=30, part="strap"),
            country(supply_floor_months=30),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-07-10 presumed=2026-07-10 burden=trader "
            "1:bring_into_conformity (2:refund)"
        ),
        (
            "rule | term_supply @supply; proof months=30 | term @supply; counting start=2024-01-10 until=2026-07-10 | "
            "presumption @proof until=2026-07-10 | shown_in_term @term on=2025-06-01 until=2026-07-10 | "
            "cause_defect | presumed @presumption until=2026-07-10"
        ),
    ),
    "goods with a long service, nothing said of it": (
        (bought(showed="2026-06-01", condition="digital_element", digital_supply_months=40), country()),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | shown_in_doubt @start on=2026-06-01 until=2027-05-10",
    ),
    "goods with a short service, nothing said of it": (
        (bought(showed="2026-06-01", condition="digital_element", digital_supply_months=5), country()),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | shown_after_term @term on=2026-06-01 until=2026-01-10",
    ),
    "new goods, a service noted by mistake": (
        (bought(showed="2026-06-01", digital_supply_months=40), country()),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | shown_after_term @term on=2026-06-01 until=2026-01-10",
    ),
    "no presumption": (
        (bought(showed="2024-06-01"), country(presumption_months=None)),
        "covered XX-sale term from=2024-01-10 until=2026-01-10 burden=unstated 1:repair (2:refund)",
        "rule | term | shown_in_term | cause_defect | proof_unstated @proof",
    ),
    "a presumption longer than the term": (
        (bought(showed="2024-06-01"), country(presumption_months=60)),
        "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2026-01-10 burden=trader 1:repair (2:refund)",
        (
            "rule | term | presumption @presumption until=2026-01-10 | shown_in_term | cause_defect | "
            "presumed @presumption until=2026-01-10"
        ),
    ),
    "the presumption counts its first day": (
        (bought(showed="2024-06-01"), country(presumption_counts_first_day=True)),
        "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-09 burden=trader 1:repair (2:refund)",
        (
            "rule | term | presumption @presumption until=2025-01-09 | shown_in_term | cause_defect | "
            "presumed @presumption until=2025-01-09"
        ),
    ),
    "the first day counts, longer than the term": (
        (bought(showed="2024-06-01"), country(presumption_months=60, presumption_counts_first_day=True)),
        "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2026-01-10 burden=trader 1:repair (2:refund)",
        (
            "rule | term | presumption @presumption until=2026-01-10 | shown_in_term | cause_defect | "
            "presumed @presumption until=2026-01-10"
        ),
    ),
    "the term is the time to claim": (
        (bought(showed="2024-06-01"), country(action=Action.WITH_TERM)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-01-10 "
            "burden=trader 1:repair (2:refund)"
        ),
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | shown_in_term | "
            "cause_defect | presumed"
        ),
    ),
}


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_lengths_gives(facts, line, steps):
    assert shape(decide(*facts).line(Regime.LEGAL)) == line


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_lengths_tells(facts, line, steps):
    assert told(decide(*facts).line(Regime.LEGAL).reasons) == steps
