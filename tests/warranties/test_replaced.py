"""What a replacement does to the term, and the months after it or after a repair."""

import pytest

from tests.warranties.made_up import (
    COVERED,
    at,
    bought,
    country,
    shape,
    told,
)
from tests.warranties.sales import day
from warranties.coverage import decide
from warranties.rules import (
    Replacement,
)
from warranties.states import Regime

# name: (what is decided, the line, its steps)
CASES = {
    "replaced, which changes nothing": (
        (bought(showed="2024-06-01", replaced_on=day("2024-05-01")), country()),
        COVERED,
        (
            "rule | replaced_no_restart @replacement on=2024-05-01 | term | presumption | shown_in_term | "
            "cause_defect | presumed"
        ),
    ),
    "replaced, which starts anew": (
        (bought(showed="2026-05-01", replaced_on=day("2024-05-01")), country(replacement=Replacement.RESTARTS)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-05-01 presumed=2025-05-01 burden=consumer 1:repair "
            "(2:refund)"
        ),
        (
            "rule | replaced_restarts @replacement on=2024-05-01 | "
            "term @term; counting start=2024-05-01 until=2026-05-01 | presumption @presumption until=2025-05-01 | "
            "shown_in_term @term on=2026-05-01 until=2026-05-01 | cause_defect | "
            "not_presumed @presumption until=2025-05-01"
        ),
    ),
    "replaced on the day it came": (
        (bought(showed="2024-06-01", replaced_on=day("2024-01-10")), country(replacement=Replacement.RESTARTS)),
        COVERED,
        (
            "rule | replaced_restarts @replacement on=2024-01-10 | term | presumption | shown_in_term | "
            "cause_defect | presumed"
        ),
    ),
    "replaced before it came": (
        (bought(showed="2024-06-01", replaced_on=day("2024-01-09")), country(replacement=Replacement.RESTARTS)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader 1:repair "
            "(2:refund) asks=replaced_on"
        ),
        (
            "rule | replaced_before_delivery @replacement on=2024-01-09 delivered=2024-01-10 | term | presumption | "
            "shown_in_term | cause_defect | presumed"
        ),
    ),
    "replaced on the last day of the term": (
        (bought(showed="2026-06-01", replaced_on=day("2026-01-10")), country(replacement=Replacement.RESTARTS)),
        "covered XX-sale term from=2024-01-10 until=2028-01-10 presumed=2027-01-10 burden=trader 1:repair (2:refund)",
        (
            "rule | replaced_restarts @replacement on=2026-01-10 | "
            "term @term; counting start=2026-01-10 until=2028-01-10 | presumption @presumption until=2027-01-10 | "
            "shown_in_term @term on=2026-06-01 until=2028-01-10 | cause_defect | "
            "presumed @presumption until=2027-01-10"
        ),
    ),
    "replaced on the last day that a stay added": (
        (
            bought(showed="2026-06-01", replaced_on=day("2026-01-20"), stays="2024-02-01/2024-02-11"),
            country(replacement=Replacement.RESTARTS, suspends_liability=True),
        ),
        "covered XX-sale term from=2024-01-10 until=2028-01-20 presumed=2027-01-20 burden=trader 1:repair 2:refund",
        (
            "rule | replaced_restarts @replacement on=2026-01-20 | "
            "term @term; counting start=2026-01-20 until=2028-01-20 | presumption @presumption until=2027-01-20 | "
            "shown_in_term @term on=2026-06-01 until=2028-01-20 | cause_defect | "
            "presumed @presumption until=2027-01-20"
        ),
    ),
    "replaced past the term": (
        (bought(showed="2026-06-01", replaced_on=day("2026-05-01")), country(replacement=Replacement.RESTARTS)),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        (
            "rule | replacement_in_doubt @replacement on=2026-05-01 | term | presumption | "
            "shown_in_doubt @start on=2026-06-01 until=2028-05-01"
        ),
    ),
    "replaced the day after the term, the last day of its own": (
        (bought(showed="2028-01-11", replaced_on=day("2026-01-11")), country(replacement=Replacement.RESTARTS)),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        (
            "rule | replacement_in_doubt @replacement on=2026-01-11 | term | presumption | "
            "shown_in_doubt @start on=2028-01-11 until=2028-01-11"
        ),
    ),
    "replaced the day after the term, past its own": (
        (bought(showed="2028-01-12", replaced_on=day("2026-01-11")), country(replacement=Replacement.RESTARTS)),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        (
            "rule | replacement_in_doubt @replacement on=2026-01-11 | term | presumption | "
            "shown_after_term @term on=2028-01-12 until=2026-01-10"
        ),
    ),
    "replaced past the term where that renews every promise": (
        (
            bought(showed="2026-06-01", replaced_on=day("2026-05-01")),
            country(replacement=Replacement.RESTARTS, renews_promises=True),
        ),
        "covered XX-sale term from=2024-01-10 until=2028-05-01 presumed=2027-05-01 burden=trader 1:repair (2:refund)",
        (
            "rule | replaced_restarts @replacement on=2026-05-01 | "
            "term @term; counting start=2026-05-01 until=2028-05-01 | presumption @presumption until=2027-05-01 | "
            "shown_in_term @term on=2026-06-01 until=2028-05-01 | cause_defect | "
            "presumed @presumption until=2027-05-01"
        ),
    ),
    "replaced past the term after a repair that failed": (
        (
            bought(showed="2026-06-01", replaced_on=day("2026-05-01"), failed_repair_before=True),
            country(replacement=Replacement.RESTARTS_AFTER_FAILED_REPAIR),
        ),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        (
            "rule | replacement_in_doubt @replacement on=2026-05-01 | term | presumption | "
            "shown_in_doubt @start on=2026-06-01 until=2028-05-01"
        ),
    ),
    "replaced past the term, no repair failed": (
        (
            bought(showed="2026-06-01", replaced_on=day("2026-05-01"), failed_repair_before=False),
            country(replacement=Replacement.RESTARTS_AFTER_FAILED_REPAIR),
        ),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        (
            "rule | replaced_no_restart @replacement on=2026-05-01 | term | presumption | "
            "shown_after_term @term on=2026-06-01 until=2026-01-10"
        ),
    ),
    "replaced, the new term ends before the old": (
        (
            bought(showed="2024-06-01", installed_by_trader_on=day("2024-08-01"), replaced_on=day("2024-05-01")),
            country(replacement=Replacement.RESTARTS, starts_when_installed=True),
        ),
        "covered XX-sale term from=2024-08-01 until=2026-08-01 presumed=2025-08-01 burden=trader 1:repair (2:refund)",
        (
            "rule | replaced_restarts @replacement on=2024-05-01 | starts_when_installed @start on=2024-08-01 | "
            "term @term; counting start=2024-08-01 until=2026-08-01 | presumption @presumption until=2025-08-01 | "
            "shown_in_term @term on=2024-06-01 until=2026-08-01 | cause_defect | "
            "presumed @presumption until=2025-08-01"
        ),
    ),
    "replaced after a failed repair": (
        (
            bought(showed="2024-06-01", replaced_on=day("2024-05-01"), failed_repair_before=True),
            country(replacement=Replacement.RESTARTS_AFTER_FAILED_REPAIR),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-05-01 presumed=2025-05-01 burden=trader 1:repair 2:refund",
        (
            "rule | replaced_restarts @replacement on=2024-05-01 | "
            "term @term; counting start=2024-05-01 until=2026-05-01 | presumption @presumption until=2025-05-01 | "
            "shown_in_term @term on=2024-06-01 until=2026-05-01 | cause_defect | "
            "presumed @presumption until=2025-05-01"
        ),
    ),
    "replaced at once": (
        (
            bought(showed="2024-06-01", replaced_on=day("2024-05-01"), failed_repair_before=False),
            country(replacement=Replacement.RESTARTS_AFTER_FAILED_REPAIR),
        ),
        COVERED,
        (
            "rule | replaced_no_restart @replacement on=2024-05-01 | term | presumption | shown_in_term | "
            "cause_defect | presumed"
        ),
    ),
    "replaced, perhaps after a repair": (
        (
            bought(showed="2024-06-01", replaced_on=day("2024-05-01")),
            country(replacement=Replacement.RESTARTS_AFTER_FAILED_REPAIR),
        ),
        COVERED,
        (
            "rule | replacement_in_doubt @replacement on=2024-05-01 | term | presumption | shown_in_term | "
            "cause_defect | presumed"
        ),
    ),
    "replaced, perhaps after a repair, shown in between": (
        (
            bought(showed="2026-05-01", replaced_on=day("2024-05-01")),
            country(replacement=Replacement.RESTARTS_AFTER_FAILED_REPAIR),
        ),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        (
            "rule | replacement_in_doubt @replacement on=2024-05-01 | term | presumption | "
            "shown_in_doubt @start on=2026-05-01 until=2026-05-01"
        ),
    ),
    "replaced, perhaps after a repair, shown past both": (
        (
            bought(showed="2026-05-02", replaced_on=day("2024-05-01")),
            country(replacement=Replacement.RESTARTS_AFTER_FAILED_REPAIR),
        ),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        (
            "rule | replacement_in_doubt @replacement on=2024-05-01 | term | presumption | "
            "shown_after_term @term on=2026-05-02 until=2026-01-10"
        ),
    ),
    "replaced, stays before and after": (
        (
            bought(
                showed="2024-09-01", replaced_on=day("2024-05-01"), stays="2024-02-01/2024-02-11 2024-05-01/2024-05-04"
            ),
            country(replacement=Replacement.RESTARTS, suspends_liability=True),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-05-04 presumed=2025-05-01 burden=trader 1:repair 2:refund",
        (
            "rule | suspended @suspension days=3 | replaced_restarts @replacement on=2024-05-01 | "
            "term @term; counting start=2024-05-01 until=2026-05-04 | presumption @presumption until=2025-05-01 | "
            "shown_in_term @term on=2024-09-01 until=2026-05-04 | cause_defect | "
            "presumed @presumption until=2025-05-01"
        ),
    ),
    "the year after a repair": (
        (bought(showed="2024-06-01", stays="2024-02-01/2024-02-11"), country(after_conformity_months=12)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 again=2025-02-11 "
            "burden=trader 1:repair 2:refund"
        ),
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "the year after what was not repaired": (
        (
            bought(showed="2024-06-01", custody=at("2024-02-01/2024-02-11", outcome="not_repaired")),
            country(after_conformity_months=12),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "the year after a replacement in the workshop": (
        (
            bought(showed="2024-06-01", custody=at("2024-02-01/2024-02-11", outcome="replaced")),
            country(after_conformity_months=12),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 again=2025-02-11 "
            "burden=trader 1:repair 2:refund"
        ),
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "the year after a replacement": (
        (bought(showed="2024-06-01", replaced_on=day("2024-05-01")), country(after_conformity_months=12)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 again=2025-05-01 "
            "burden=trader 1:repair (2:refund)"
        ),
        (
            "rule | replaced_no_restart @replacement on=2024-05-01 | term | presumption | shown_in_term | "
            "cause_defect | presumed"
        ),
    ),
    "the year after a replacement on the day it came": (
        (bought(showed="2024-06-01", replaced_on=day("2024-01-10")), country(after_conformity_months=12)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 again=2025-01-10 "
            "burden=trader 1:repair (2:refund)"
        ),
        (
            "rule | replaced_no_restart @replacement on=2024-01-10 | term | presumption | shown_in_term | "
            "cause_defect | presumed"
        ),
    ),
    "no year after a replacement before it came": (
        (bought(showed="2024-06-01", replaced_on=day("2024-01-09")), country(after_conformity_months=12)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader 1:repair "
            "(2:refund) asks=replaced_on"
        ),
        (
            "rule | replaced_before_delivery @replacement on=2024-01-09 delivered=2024-01-10 | term | presumption | "
            "shown_in_term | cause_defect | presumed"
        ),
    ),
    "the year of a replacement past the term": (
        (
            bought(showed="2026-06-01", same_defect_as_repair=True, replaced_on=day("2026-05-01")),
            country(after_conformity_months=12),
        ),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=same_defect_as_repair",
        (
            "rule | replaced_no_restart @replacement on=2026-05-01 | term | presumption | "
            "shown_after_term @term on=2026-06-01 until=2026-01-10 | repair_after_term @after_conformity"
        ),
    ),
    "replaced past the term, on the day of this claim": (
        (bought(showed="2026-05-01", replaced_on=day("2026-05-01")), country(after_conformity_months=12)),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        (
            "rule | replaced_no_restart @replacement on=2026-05-01 | term | presumption | "
            "shown_after_term @term on=2026-05-01 until=2026-01-10"
        ),
    ),
}


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_replaced_gives(facts, line, steps):
    assert shape(decide(*facts).line(Regime.LEGAL)) == line


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_replaced_tells(facts, line, steps):
    assert told(decide(*facts).line(Regime.LEGAL).reasons) == steps
