"""What moves the end of the term: when it was installed, the time in the workshop, months for a repair."""

from dataclasses import replace

import pytest

from tests.warranties.made_up import (
    COVERED,
    at,
    bought,
    country,
    rule,
    shape,
    told,
)
from tests.warranties.sales import day
from warranties.coverage import decide
from warranties.rules import (
    ExtensionTerms,
    RecallTerms,
)
from warranties.states import Regime

LONGER = rule(ExtensionTerms(12), "extension", cites={"law": "longer", "extension": "longer 1"})
WAITING = replace(LONGER, confirmed=False)

# name: (what is decided, the line, its steps)
CASES = {
    "starts when it is installed": (
        (bought(showed="2024-06-01", installed_by_trader_on=day("2024-02-10")), country(starts_when_installed=True)),
        "covered XX-sale term from=2024-02-10 until=2026-02-10 presumed=2025-02-10 burden=trader 1:repair (2:refund)",
        (
            "rule | starts_when_installed @start on=2024-02-10 | "
            "term @term; counting start=2024-02-10 until=2026-02-10 | presumption @presumption until=2025-02-10 | "
            "shown_in_term @term on=2024-06-01 until=2026-02-10 | cause_defect | "
            "presumed @presumption until=2025-02-10"
        ),
    ),
    "installed on the day it came": (
        (bought(showed="2024-06-01", installed_by_trader_on=day("2024-01-10")), country(starts_when_installed=True)),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "installed before it came": (
        (bought(showed="2024-06-01", installed_by_trader_on=day("2024-01-09")), country(starts_when_installed=True)),
        COVERED,
        (
            "rule | term | presumption | installed_before_delivery @start on=2024-01-09 delivered=2024-01-10 | "
            "shown_in_term | cause_defect | presumed"
        ),
    ),
    "installed later where delivery counts": (
        (bought(showed="2026-02-10", installed_by_trader_on=day("2024-02-10")), country()),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        (
            "rule | installed_later @start on=2024-02-10 start=2024-01-10 | term | presumption | "
            "shown_in_doubt @start on=2026-02-10 until=2026-02-10"
        ),
    ),
    "a stay suspends": (
        (bought(showed="2024-06-01", stays="2024-02-01/2024-02-11"), country(suspends_liability=True)),
        "covered XX-sale term from=2024-01-10 until=2026-01-20 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | suspended @suspension days=10 | term @term; counting start=2024-01-10 until=2026-01-20 | "
            "presumption | shown_in_term @term on=2024-06-01 until=2026-01-20 | cause_defect | presumed"
        ),
    ),
    "a stay suspends both": (
        (
            bought(showed="2024-06-01", stays="2024-02-01/2024-02-11"),
            country(suspends_liability=True, suspends_presumption=True),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-01-20 presumed=2025-01-20 burden=trader 1:repair 2:refund",
        (
            "rule | suspended @suspension days=10 | term @term; counting start=2024-01-10 until=2026-01-20 | "
            "presumption @presumption until=2025-01-20 | shown_in_term @term on=2024-06-01 until=2026-01-20 | "
            "cause_defect | presumed @presumption until=2025-01-20"
        ),
    ),
    "a stay on the first day": (
        (bought(showed="2024-06-01", stays="2024-01-10/2024-01-15"), country(suspends_liability=True)),
        "covered XX-sale term from=2024-01-10 until=2026-01-15 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | suspended @suspension days=5 | term @term; counting start=2024-01-10 until=2026-01-15 | "
            "presumption | shown_in_term @term on=2024-06-01 until=2026-01-15 | cause_defect | presumed"
        ),
    ),
    "in and out on the day it came": (
        (bought(showed="2024-06-01", stays="2024-01-10/2024-01-10"), country(suspends_liability=True)),
        "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "a stay that ends on the day of delivery": (
        (bought(showed="2024-06-01", stays="2024-01-05/2024-01-10"), country(suspends_liability=True)),
        COVERED,
        (
            "rule | stay_before_delivery @suspension on=2024-01-05 delivered=2024-01-10 | term | presumption | "
            "shown_in_term | cause_defect | presumed"
        ),
    ),
    "a stay that ends on the day of delivery adds no months": (
        (
            bought(showed="2024-06-01", stays="2024-01-05/2024-01-10"),
            country(repair_extension_months=6, after_conformity_months=12),
        ),
        COVERED,
        (
            "rule | stay_before_delivery @suspension on=2024-01-05 delivered=2024-01-10 | term | presumption | "
            "shown_in_term | cause_defect | presumed"
        ),
    ),
    "a stay that ends the day after delivery": (
        (bought(showed="2024-06-01", stays="2024-01-05/2024-01-11"), country(suspends_liability=True)),
        "covered XX-sale term from=2024-01-10 until=2026-01-11 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | stay_before_delivery @suspension on=2024-01-05 delivered=2024-01-10 | "
            "suspended @suspension days=1 | term @term; counting start=2024-01-10 until=2026-01-11 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2026-01-11 | cause_defect | presumed"
        ),
    ),
    "a stay over the delivery": (
        (bought(showed="2024-06-01", stays="2024-01-05/2024-01-15"), country(suspends_liability=True)),
        "covered XX-sale term from=2024-01-10 until=2026-01-15 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | stay_before_delivery @suspension on=2024-01-05 delivered=2024-01-10 | "
            "suspended @suspension days=5 | term @term; counting start=2024-01-10 until=2026-01-15 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2026-01-15 | cause_defect | presumed"
        ),
    ),
    "a stay before delivery, then one after": (
        (
            bought(showed="2024-06-01", stays="2023-12-01/2024-01-09 2024-02-01/2024-02-11"),
            country(suspends_liability=True),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-01-20 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | stay_before_delivery @suspension on=2023-12-01 delivered=2024-01-10 | "
            "suspended @suspension days=10 | term @term; counting start=2024-01-10 until=2026-01-20 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2026-01-20 | cause_defect | presumed"
        ),
    ),
    "still in the workshop": (
        (bought(showed="2024-06-01", claimed="2024-06-20", stays="2024-06-10/"), country(suspends_liability=True)),
        "covered XX-sale term from=2024-01-10 until=2026-01-20 presumed=2025-01-10 burden=trader 1:repair (2:refund)",
        (
            "rule | still_in_workshop @suspension on=2024-06-10 | suspended @suspension days=10 | "
            "stands_still @suspension | term @term; counting start=2024-01-10 until=2026-01-20 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2026-01-20 | cause_defect | presumed"
        ),
    ),
    "still there, nothing claimed yet": (
        (bought(defect_date=day("2024-06-01"), stays="2024-06-10/"), country(suspends_liability=True)),
        COVERED,
        (
            "rule | still_in_workshop @suspension on=2024-06-10 | stands_still @suspension | term | presumption | "
            "shown_in_term | cause_defect | presumed"
        ),
    ),
    "still there, claimed before it came": (
        (bought(showed="2024-06-01", stays="2024-06-10/"), country(suspends_liability=True)),
        COVERED,
        (
            "rule | still_in_workshop @suspension on=2024-06-10 | stands_still @suspension | term | presumption | "
            "shown_in_term | cause_defect | presumed"
        ),
    ),
    "there since the last day": (
        (bought(showed="2026-01-05", claimed="2026-01-10", stays="2026-01-10/"), country(suspends_liability=True)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=consumer 1:repair "
            "(2:refund)"
        ),
        (
            "rule | still_in_workshop @suspension on=2026-01-10 | stands_still @suspension | term | presumption | "
            "shown_in_term @term on=2026-01-05 until=2026-01-10 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "there since the day after": (
        (bought(showed="2026-01-05", claimed="2026-01-11", stays="2026-01-11/"), country(suspends_liability=True)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=consumer 1:repair "
            "(2:refund)"
        ),
        (
            "rule | still_in_workshop @suspension on=2026-01-11 | term | presumption | "
            "shown_in_term @term on=2026-01-05 until=2026-01-10 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "two stays still there": (
        (
            bought(showed="2024-06-01", claimed="2024-06-20", stays="2024-06-10/ 2024-06-12/"),
            country(suspends_liability=True),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-01-20 presumed=2025-01-10 burden=trader 1:repair (2:refund)",
        (
            "rule | still_in_workshop @suspension on=2024-06-10 | still_in_workshop @suspension on=2024-06-12 | "
            "stays_overlap @suspension | suspended @suspension days=10 | stands_still @suspension | "
            "term @term; counting start=2024-01-10 until=2026-01-20 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2026-01-20 | cause_defect | presumed"
        ),
    ),
    "a stay that cannot be read, then one that can": (
        (
            bought(showed="2024-06-01", stays="2024-02-11/2024-02-01 2024-03-01/2024-03-11"),
            country(suspends_liability=True),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-20 presumed=2025-01-10 burden=trader 1:repair "
            "2:refund asks=custody"
        ),
        (
            "rule | return_before_hand_in @suspension on=2024-02-11 returned=2024-02-01 | "
            "suspended @suspension days=10 | term @term; counting start=2024-01-10 until=2026-01-20 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2026-01-20 | cause_defect | presumed"
        ),
    ),
    "stays that overlap, noted in any order": (
        (
            bought(showed="2024-06-01", stays="2024-04-01/2024-04-11 2024-02-06/2024-02-16 2024-02-01/2024-02-11"),
            country(suspends_liability=True),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-02-04 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | stays_overlap @suspension | suspended @suspension days=25 | "
            "term @term; counting start=2024-01-10 until=2026-02-04 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2026-02-04 | cause_defect | presumed"
        ),
    ),
    "three stays that overlap": (
        (
            bought(showed="2024-06-01", stays="2024-02-01/2024-02-11 2024-02-05/2024-02-20 2024-02-15/2024-02-25"),
            country(suspends_liability=True),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-02-03 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | stays_overlap @suspension | suspended @suspension days=24 | "
            "term @term; counting start=2024-01-10 until=2026-02-03 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2026-02-03 | cause_defect | presumed"
        ),
    ),
    "the third overlaps the second": (
        (
            bought(showed="2024-06-01", stays="2024-02-01/2024-02-05 2024-02-10/2024-02-20 2024-02-15/2024-02-25"),
            country(suspends_liability=True),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-01-29 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | stays_overlap @suspension | suspended @suspension days=19 | "
            "term @term; counting start=2024-01-10 until=2026-01-29 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2026-01-29 | cause_defect | presumed"
        ),
    ),
    "in and out on the day of the next": (
        (
            bought(showed="2024-06-01", stays="2024-02-01/2024-02-11 2024-02-01/2024-02-01"),
            country(suspends_liability=True),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-01-20 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | suspended @suspension days=10 | term @term; counting start=2024-01-10 until=2026-01-20 | "
            "presumption | shown_in_term @term on=2024-06-01 until=2026-01-20 | cause_defect | presumed"
        ),
    ),
    "a stay that ends later is read later": (
        (
            bought(showed="2024-06-01", claimed="2024-06-20", stays="2024-06-01/ 2024-06-01/2024-06-01"),
            country(suspends_liability=True),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-01-29 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | still_in_workshop @suspension on=2024-06-01 | suspended @suspension days=19 | "
            "stands_still @suspension | term @term; counting start=2024-01-10 until=2026-01-29 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2026-01-29 | cause_defect | presumed"
        ),
    ),
    "still there while another one comes": (
        (
            bought(showed="2024-06-01", claimed="2024-06-20", stays="2024-06-01/ 2024-06-10/2024-06-15"),
            country(suspends_liability=True),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-01-29 presumed=2025-01-10 burden=trader 1:repair (2:refund)",
        (
            "rule | still_in_workshop @suspension on=2024-06-01 | stays_overlap @suspension | "
            "suspended @suspension days=19 | stands_still @suspension | "
            "term @term; counting start=2024-01-10 until=2026-01-29 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2026-01-29 | cause_defect | presumed"
        ),
    ),
    "a paid stay counts for nothing, the next one does": (
        (
            bought(
                showed="2024-06-01", custody=(*at("2024-02-01/2024-02-11", paid=True), *at("2024-03-01/2024-03-06"))
            ),
            country(suspends_liability=True),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-01-15 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | suspended @suspension days=5 | term @term; counting start=2024-01-10 until=2026-01-15 | "
            "presumption | shown_in_term @term on=2024-06-01 until=2026-01-15 | cause_defect | presumed"
        ),
    ),
    "two stays where the second is in the first's added days": (
        (
            bought(showed="2026-01-22", stays="2024-02-01/2024-02-11 2026-01-20/2026-01-25"),
            country(suspends_liability=True),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-01-25 presumed=2025-01-10 burden=consumer 1:repair 2:refund",
        (
            "rule | suspended @suspension days=15 | term @term; counting start=2024-01-10 until=2026-01-25 | "
            "presumption | shown_in_term @term on=2026-01-22 until=2026-01-25 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "a repair adds months": (
        (bought(showed="2024-06-01", stays="2024-02-01/2024-02-11"), country(repair_extension_months=6)),
        "covered XX-sale term from=2024-01-10 until=2026-07-10 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | extended_by_repair @extension months=6 | "
            "term @term; counting start=2024-01-10 until=2026-07-10 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2026-07-10 | cause_defect | presumed"
        ),
    ),
    "repairs add months at most once": (
        (
            bought(showed="2024-06-01", stays="2024-02-01/2024-02-11 2024-03-01/2024-03-11"),
            country(repair_extension_months=6, repair_extension_max=1),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-07-10 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | extended_by_repair @extension months=6 | "
            "term @term; counting start=2024-01-10 until=2026-07-10 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2026-07-10 | cause_defect | presumed"
        ),
    ),
    "what was not repaired adds none": (
        (
            bought(showed="2024-06-01", custody=at("2024-02-01/2024-02-11", outcome="not_repaired")),
            country(suspends_liability=True, repair_extension_months=6),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-01-20 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | suspended @suspension days=10 | term @term; counting start=2024-01-10 until=2026-01-20 | "
            "presumption | shown_in_term @term on=2024-06-01 until=2026-01-20 | cause_defect | presumed"
        ),
    ),
    "a repair adds months by another law": (
        (bought(showed="2024-06-01", stays="2024-02-01/2024-02-11"), country(LONGER)),
        (
            "covered XX-sale term from=2024-01-10 until=2027-01-10 presumed=2025-01-10 burden=trader 1:repair "
            "2:refund besides=XX-extension"
        ),
        (
            "rule | extended_by_repair @longer 1 months=12 | "
            "term @term; counting start=2024-01-10 until=2027-01-10 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2027-01-10 | cause_defect | presumed"
        ),
    ),
    "another law adds months that nobody confirmed": (
        (bought(showed="2024-06-01", stays="2024-02-01/2024-02-11"), country(WAITING)),
        "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | term | presumption | extension_unconfirmed @longer 1 rule=XX-extension | shown_in_term | "
            "cause_defect | presumed"
        ),
    ),
    "nobody confirmed it, a paid repair": (
        (bought(showed="2024-06-01", custody=at("2024-02-01/2024-02-11", paid=True)), country(WAITING)),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "nobody confirmed it, not repaired": (
        (bought(showed="2024-06-01", custody=at("2024-02-01/2024-02-11", outcome="not_repaired")), country(WAITING)),
        "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "nobody confirmed it, one of two repaired": (
        (
            bought(
                showed="2024-06-01",
                custody=(*at("2024-02-01/2024-02-11"), *at("2024-03-01/2024-03-02", outcome="not_repaired")),
            ),
            country(WAITING),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | term | presumption | extension_unconfirmed @longer 1 rule=XX-extension | shown_in_term | "
            "cause_defect | presumed"
        ),
    ),
    "months of the region's own law": (
        (
            bought(showed="2024-06-01", region="North", stays="2024-02-01/2024-02-11"),
            country(replace(LONGER, region="North")),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2027-01-10 presumed=2025-01-10 burden=trader 1:repair "
            "2:refund besides=XX-extension"
        ),
        (
            "rule | extended_by_repair @longer 1 months=12 | "
            "term @term; counting start=2024-01-10 until=2027-01-10 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2027-01-10 | cause_defect | presumed"
        ),
    ),
    "months of the region's law that nobody confirmed": (
        (
            bought(showed="2024-06-01", region="North", stays="2024-02-01/2024-02-11"),
            country(replace(WAITING, region="North")),
        ),
        "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | term | presumption | extension_unconfirmed @longer 1 rule=XX-extension | shown_in_term | "
            "cause_defect | presumed"
        ),
    ),
    "another law with the terms of a third": (
        (bought(showed="2024-06-01", stays="2024-02-01/2024-02-11"), country(replace(LONGER, terms=RecallTerms()))),
        "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "another law adds months, a newer one nobody confirmed": (
        (bought(showed="2024-06-01", stays="2024-02-01/2024-02-11"), country(LONGER, WAITING)),
        (
            "covered XX-sale term from=2024-01-10 until=2027-01-10 presumed=2025-01-10 burden=trader 1:repair "
            "2:refund besides=XX-extension"
        ),
        (
            "rule | extended_by_repair @longer 1 months=12 | "
            "term @term; counting start=2024-01-10 until=2027-01-10 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2027-01-10 | cause_defect | presumed"
        ),
    ),
    "another law, and nothing was repaired": (
        (bought(showed="2024-06-01"), country(LONGER)),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "another law adds fewer months than the country's own": (
        (bought(showed="2024-06-01", stays="2024-02-01/2024-02-11"), country(LONGER, repair_extension_months=13)),
        "covered XX-sale term from=2024-01-10 until=2027-02-10 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | extended_by_repair @extension months=13 | "
            "term @term; counting start=2024-01-10 until=2027-02-10 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2027-02-10 | cause_defect | presumed"
        ),
    ),
    "another law adds as many months as the country's own": (
        (bought(showed="2024-06-01", stays="2024-02-01/2024-02-11"), country(LONGER, repair_extension_months=12)),
        "covered XX-sale term from=2024-01-10 until=2027-01-10 presumed=2025-01-10 burden=trader 1:repair 2:refund",
        (
            "rule | extended_by_repair @extension months=12 | "
            "term @term; counting start=2024-01-10 until=2027-01-10 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2027-01-10 | cause_defect | presumed"
        ),
    ),
    "another law adds more months than the country's own": (
        (bought(showed="2024-06-01", stays="2024-02-01/2024-02-11"), country(LONGER, repair_extension_months=11)),
        (
            "covered XX-sale term from=2024-01-10 until=2027-01-10 presumed=2025-01-10 burden=trader 1:repair "
            "2:refund besides=XX-extension"
        ),
        (
            "rule | extended_by_repair @longer 1 months=12 | "
            "term @term; counting start=2024-01-10 until=2027-01-10 | presumption | "
            "shown_in_term @term on=2024-06-01 until=2027-01-10 | cause_defect | presumed"
        ),
    ),
    "repaired before it came, which adds no months": (
        (bought(showed="2024-06-01", stays="2023-12-01/2024-01-09"), country(repair_extension_months=6)),
        COVERED,
        (
            "rule | stay_before_delivery @suspension on=2023-12-01 delivered=2024-01-10 | term | presumption | "
            "shown_in_term | cause_defect | presumed"
        ),
    ),
}


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_terms_gives(facts, line, steps):
    assert shape(decide(*facts).line(Regime.LEGAL)) == line


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_terms_tells(facts, line, steps):
    assert told(decide(*facts).line(Regime.LEGAL).reasons) == steps
