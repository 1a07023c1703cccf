"""A fault that was repaired before: the months in which it counts as the same."""

import pytest

from tests.warranties.made_up import (
    bought,
    country,
    shape,
    told,
)
from tests.warranties.sales import day
from warranties.coverage import decide
from warranties.states import Regime

# name: (what is decided, the line, its steps)
CASES = {
    "same fault on the last day of the year": (
        (
            bought(showed="2026-06-11", same_defect_as_repair=True, stays="2025-06-01/2025-06-11"),
            country(after_conformity_months=12),
        ),
        (
            "covered XX-sale same_defect_year from=2024-01-10 until=2026-01-10 presumed=2025-01-10 again=2026-06-11 "
            "burden=trader 1:repair 2:refund"
        ),
        (
            "rule | term | presumption | shown_after_term @term on=2026-06-11 until=2026-01-10 | cause_defect | "
            "same_defect @after_conformity until=2026-06-11"
        ),
    ),
    "same fault the day after the year": (
        (
            bought(showed="2026-06-12", same_defect_as_repair=True, stays="2025-06-01/2025-06-11"),
            country(after_conformity_months=12),
        ),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 again=2026-06-11",
        "rule | term | presumption | shown_after_term @term on=2026-06-12 until=2026-01-10",
    ),
    "same fault in the year, past the presumption": (
        (
            bought(showed="2025-08-01", same_defect_as_repair=True, stays="2025-06-01/2025-06-11"),
            country(after_conformity_months=12),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 again=2026-06-11 "
            "burden=trader 1:repair 2:refund"
        ),
        (
            "rule | term | presumption | shown_in_term @term on=2025-08-01 until=2026-01-10 | cause_defect | "
            "same_defect @after_conformity until=2026-06-11"
        ),
    ),
    "same fault in the term, past the year": (
        (
            bought(showed="2025-12-01", same_defect_as_repair=True, stays="2024-06-01/2024-06-11"),
            country(after_conformity_months=12),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 again=2025-06-11 "
            "burden=consumer 1:repair 2:refund"
        ),
        (
            "rule | term | presumption | shown_in_term @term on=2025-12-01 until=2026-01-10 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "another fault in the year, past the presumption": (
        (
            bought(showed="2025-08-01", same_defect_as_repair=False, stays="2025-06-01/2025-06-11"),
            country(after_conformity_months=12),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 again=2026-06-11 "
            "burden=consumer 1:repair 2:refund"
        ),
        (
            "rule | term | presumption | shown_in_term @term on=2025-08-01 until=2026-01-10 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "perhaps the same fault, last day of the year": (
        (bought(showed="2026-06-11", stays="2025-06-01/2025-06-11"), country(after_conformity_months=12)),
        (
            "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 again=2026-06-11 "
            "asks=same_defect_as_repair"
        ),
        (
            "rule | term | presumption | shown_after_term @term on=2026-06-11 until=2026-01-10 | "
            "ask_same_defect_as_repair @after_conformity until=2026-06-11"
        ),
    ),
    "perhaps the same fault, a day too late": (
        (bought(showed="2026-06-12", stays="2025-06-01/2025-06-11"), country(after_conformity_months=12)),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 again=2026-06-11",
        "rule | term | presumption | shown_after_term @term on=2026-06-12 until=2026-01-10",
    ),
    "another fault in the year, past the term": (
        (
            bought(showed="2026-06-11", same_defect_as_repair=False, stays="2025-06-01/2025-06-11"),
            country(after_conformity_months=12),
        ),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 again=2026-06-11",
        (
            "rule | term | presumption | shown_after_term @term on=2026-06-11 until=2026-01-10 | "
            "other_defect @after_conformity"
        ),
    ),
    "repaired past the term, last day of its year": (
        (bought(showed="2027-02-11", stays="2026-02-01/2026-02-11"), country(after_conformity_months=12)),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=same_defect_as_repair",
        (
            "rule | term | presumption | shown_after_term @term on=2027-02-11 until=2026-01-10 | "
            "repair_after_term @after_conformity"
        ),
    ),
    "repaired past the term, a day too late": (
        (bought(showed="2027-02-12", stays="2026-02-01/2026-02-11"), country(after_conformity_months=12)),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | shown_after_term @term on=2027-02-12 until=2026-01-10",
    ),
    "handed in past the term, the day before the claim": (
        (bought(showed="2026-02-02", stays="2026-02-01/2026-02-11"), country(after_conformity_months=12)),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=same_defect_as_repair",
        (
            "rule | term | presumption | shown_after_term @term on=2026-02-02 until=2026-01-10 | "
            "repair_after_term @after_conformity"
        ),
    ),
    "handed in past the term, for this claim": (
        (bought(showed="2026-02-01", stays="2026-02-01/2026-02-11"), country(after_conformity_months=12)),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | shown_after_term @term on=2026-02-01 until=2026-01-10",
    ),
    "handed in past the term, nobody noted the claim": (
        (
            bought(defect_date=day("2026-02-01"), stays="2026-02-01/2026-02-11"),
            country(after_conformity_months=12),
        ),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=same_defect_as_repair",
        (
            "rule | term | presumption | shown_after_term @term on=2026-02-01 until=2026-01-10 | "
            "repair_after_term @after_conformity"
        ),
    ),
    "same fault, the only repair noted is that of this claim": (
        (
            bought(showed="2026-02-01", same_defect_as_repair=True, stays="2026-02-01/2026-02-11"),
            country(after_conformity_months=12),
        ),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=custody",
        (
            "rule | term | presumption | shown_after_term @term on=2026-02-01 until=2026-01-10 | "
            "ask_custody @after_conformity"
        ),
    ),
    "same fault, repaired past the term a year ago": (
        (
            bought(showed="2027-02-12", same_defect_as_repair=True, stays="2026-02-01/2026-02-11"),
            country(after_conformity_months=12),
        ),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | shown_after_term @term on=2027-02-12 until=2026-01-10",
    ),
    "same fault as a repair that nobody noted": (
        (bought(showed="2026-06-01", same_defect_as_repair=True), country(after_conformity_months=12)),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=custody",
        (
            "rule | term | presumption | shown_after_term @term on=2026-06-01 until=2026-01-10 | "
            "ask_custody @after_conformity"
        ),
    ),
    "same fault as a repair that cannot be read": (
        (
            bought(showed="2026-06-01", same_defect_as_repair=True, stays="2024-02-11/2024-02-01"),
            country(after_conformity_months=12),
        ),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=custody",
        (
            "rule | return_before_hand_in @suspension on=2024-02-11 returned=2024-02-01 | term | presumption | "
            "shown_after_term @term on=2026-06-01 until=2026-01-10 | ask_custody @after_conformity"
        ),
    ),
    "the same where no year is given": (
        (bought(showed="2026-06-01", same_defect_as_repair=True), country()),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | shown_after_term @term on=2026-06-01 until=2026-01-10",
    ),
    "past the term, a repair cannot be read": (
        (bought(showed="2026-06-01", stays="2024-02-11/2024-02-01"), country(suspends_liability=True)),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=custody",
        (
            "rule | return_before_hand_in @suspension on=2024-02-11 returned=2024-02-01 | term | presumption | "
            "shown_after_term @term on=2026-06-01 until=2026-01-10 | ask_custody @suspension"
        ),
    ),
    "in the term, a repair cannot be read": (
        (bought(showed="2024-06-01", stays="2024-02-11/2024-02-01"), country(suspends_liability=True)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader 1:repair "
            "(2:refund) asks=custody"
        ),
        (
            "rule | return_before_hand_in @suspension on=2024-02-11 returned=2024-02-01 | term | presumption | "
            "shown_in_term | cause_defect | presumed"
        ),
    ),
    "past the term, first day unknown, a repair cannot be read": (
        (bought(claimed="2026-06-01", stays="2024-02-11/2024-02-01"), country(suspends_liability=True)),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=defect_date+custody",
        (
            "rule | return_before_hand_in @suspension on=2024-02-11 returned=2024-02-01 | term | presumption | "
            "ask_defect_date @term until=2026-01-10"
        ),
    ),
    "the customer broke it, a repair cannot be read": (
        (bought(showed="2026-06-01", cause="misuse", stays="2024-02-11/2024-02-01"), country(suspends_liability=True)),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=custody",
        (
            "rule | return_before_hand_in @suspension on=2024-02-11 returned=2024-02-01 | term | presumption | "
            "cause_misuse @conformity"
        ),
    ),
    "several things asked at once": (
        (
            bought(
                claimed="2025-06-01",
                cause="unknown",
                condition="digital_element",
                stays="2024-02-11/2024-02-01",
                replaced_on=day("2024-01-09"),
            ),
            country(supply_floor_months=24),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=consumer "
            "1:bring_into_conformity (2:refund) asks=cause+defect_date+digital_supply_months+custody+replaced_on"
        ),
        (
            "rule | ask_digital_supply_months @supply | "
            "return_before_hand_in @suspension on=2024-02-11 returned=2024-02-01 | "
            "replaced_before_delivery @replacement on=2024-01-09 delivered=2024-01-10 | term | presumption | "
            "shown_in_term @term on=2025-06-01 until=2026-01-10 | cause_unknown @conformity | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
}


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_same_fault_gives(facts, line, steps):
    assert shape(decide(*facts).line(Regime.LEGAL)) == line


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_same_fault_tells(facts, line, steps):
    assert told(decide(*facts).line(Regime.LEGAL).reasons) == steps
