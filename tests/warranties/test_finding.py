"""Where a fault falls in the terms: covered or not, who must prove what, until when to claim."""

import pytest

from tests.warranties.made_up import (
    CITES,
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
    Proof,
    Rulebook,
)
from warranties.states import Regime

# name: (what is decided, the line, its steps)
CASES = {
    "cause: accident consumer": (
        (bought(showed="2024-06-01", cause="accident_consumer"), country()),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | cause_accident @conformity",
    ),
    "cause: misuse": (
        (bought(showed="2024-06-01", cause="misuse"), country()),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | cause_misuse @conformity",
    ),
    "cause: bad installation by consumer": (
        (bought(showed="2024-06-01", cause="bad_installation_by_consumer"), country()),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | cause_installed_by_consumer @conformity",
    ),
    "cause: normal wear": (
        (bought(showed="2024-06-01", cause="normal_wear"), country()),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | cause_wear @conformity",
    ),
    "cause: update not installed": (
        (bought(showed="2024-06-01", cause="update_not_installed"), country()),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | cause_update_not_installed @updates",
    ),
    "cause: deviation accepted": (
        (bought(showed="2024-06-01", cause="deviation_accepted"), country()),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | cause_accepted @accepted",
    ),
    "cause: no defect": (
        (bought(showed="2024-06-01", cause="no_defect"), country()),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | cause_no_defect @conformity",
    ),
    "cause: bad installation by trader": (
        (bought(showed="2024-06-01", cause="bad_installation_by_trader"), country()),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_installed_by_trader @trader_installs | presumed",
    ),
    "cause: bad installation faulty instructions": (
        (bought(showed="2024-06-01", cause="bad_installation_faulty_instructions"), country()),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_faulty_instructions @instructions | presumed",
    ),
    "cause: damaged in transit": (
        (bought(showed="2024-06-01", cause="damaged_in_transit"), country()),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_transit @conformity | presumed",
    ),
    "cause: not as described": (
        (bought(showed="2024-06-01", cause="not_as_described"), country()),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_not_as_agreed @conformity | presumed",
    ),
    "cause: unknown": (
        (bought(showed="2024-06-01", cause="unknown"), country()),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader 1:repair "
            "(2:refund) asks=cause"
        ),
        "rule | term | presumption | shown_in_term | cause_unknown @conformity | presumed",
    ),
    "last day presumed": (
        (bought(showed="2025-01-10"), country()),
        COVERED,
        ("rule | term | presumption | shown_in_term @term on=2025-01-10 until=2026-01-10 | cause_defect | presumed"),
    ),
    "day after the presumption": (
        (bought(showed="2025-01-11"), country()),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=consumer 1:repair "
            "(2:refund)"
        ),
        (
            "rule | term | presumption | shown_in_term @term on=2025-01-11 until=2026-01-10 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "last day": (
        (bought(showed="2026-01-10"), country()),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=consumer 1:repair "
            "(2:refund)"
        ),
        (
            "rule | term | presumption | shown_in_term @term on=2026-01-10 until=2026-01-10 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "day after": (
        (bought(showed="2026-01-11"), country()),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | shown_after_term @term on=2026-01-11 until=2026-01-10",
    ),
    "day after, another law may help": (
        (bought(showed="2026-01-11"), Rulebook([rule(sale_terms(), cites=CITES | {"other_law": "other"})])),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | shown_after_term @term on=2026-01-11 until=2026-01-10 | other_law @other",
    ),
    "claimed past the presumption, first day and cause unknown": (
        (bought(claimed="2025-06-01", cause="unknown"), country()),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=consumer 1:repair "
            "(2:refund) asks=cause+defect_date"
        ),
        (
            "rule | term | presumption | shown_in_term @term on=2025-06-01 until=2026-01-10 | "
            "cause_unknown @conformity | not_presumed @presumption until=2025-01-10"
        ),
    ),
    "claimed past the term, first day unknown": (
        (bought(claimed="2026-06-01"), country()),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=defect_date",
        "rule | term | presumption | ask_defect_date @term until=2026-01-10",
    ),
    "the seller proves": (
        (bought(showed="2025-06-01"), country(proof=Proof.TRADER)),
        COVERED,
        (
            "rule | term | presumption | shown_in_term @term on=2025-06-01 until=2026-01-10 | cause_defect | "
            "seller_proves @proof"
        ),
    ),
    "nobody says who proves": (
        (bought(showed="2024-06-01"), country(proof=Proof.UNSTATED)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=unstated 1:repair "
            "(2:refund)"
        ),
        "rule | term | presumption | shown_in_term | cause_defect | proof_unstated @proof",
    ),
    "nobody says how long it is presumed": (
        (bought(showed="2024-06-01"), country(presumption_months=None)),
        "covered XX-sale term from=2024-01-10 until=2026-01-10 burden=unstated 1:repair (2:refund)",
        "rule | term | shown_in_term | cause_defect | proof_unstated @proof",
    ),
    "digital content is proved elsewhere": (
        (
            bought(showed="2024-06-01", condition="digital_content"),
            country(digital_months=24, digital_presumption_months=12, supply_floor_months=36),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=trader "
            "1:bring_into_conformity (2:refund)"
        ),
        "rule | term | presumption | shown_in_term | cause_defect | presumed @proof until=2025-01-10",
    ),
    "digital content past its presumption": (
        (
            bought(showed="2025-06-01", condition="digital_content"),
            country(digital_months=24, digital_presumption_months=12, supply_floor_months=36),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 burden=consumer "
            "1:bring_into_conformity (2:refund)"
        ),
        (
            "rule | term | presumption | shown_in_term @term on=2025-06-01 until=2026-01-10 | cause_defect | "
            "not_presumed @proof until=2025-01-10"
        ),
    ),
    "a service in goods is proved as goods are": (
        (bought(showed="2024-06-01", condition="digital_element"), country(supply_floor_months=36)),
        (
            "covered XX-sale term from=2024-01-10 until=2027-01-10 presumed=2025-01-10 burden=trader "
            "1:bring_into_conformity (2:refund) asks=digital_supply_months"
        ),
        (
            "rule | ask_digital_supply_months @supply | term @term; counting start=2024-01-10 until=2027-01-10 | "
            "presumption | shown_in_term @term on=2024-06-01 until=2027-01-10 | cause_defect | presumed"
        ),
    ),
    "shown after the claim": (
        (bought(showed="2024-06-02", claimed="2024-06-01"), country()),
        COVERED,
        (
            "rule | term | presumption | defect_after_claim @term on=2024-06-02 claimed=2024-06-01 | "
            "shown_in_term | cause_defect | presumed"
        ),
    ),
    "shown before it came": (
        (bought(showed="2024-01-09", claimed="2024-06-01"), country()),
        COVERED,
        (
            "rule | term | presumption | defect_before_delivery @start on=2024-01-09 delivered=2024-01-10 | "
            "shown_in_term @term on=2024-01-10 until=2026-01-10 | cause_defect | presumed"
        ),
    ),
    "bought after it came": (
        (bought(showed="2024-06-01", contract_date=day("2024-01-11")), country()),
        COVERED,
        (
            "rule | term | presumption | contract_after_delivery @start on=2024-01-11 delivered=2024-01-10 | "
            "shown_in_term | cause_defect | presumed"
        ),
    ),
    "bought after it came, on a day nobody noted": (
        (bought(showed="2024-06-01", contract_date=day("2024-01-11"), delivery_date=None), country()),
        "a person XX-sale asks=delivery_date",
        "rule | ask_delivery_date @start",
    ),
    "shown before it came, and past the claim": (
        (bought(showed="2024-01-09", claimed="2024-01-08"), country()),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=delivery_date",
        "rule | term | presumption | claim_before_delivery @start on=2024-01-08 delivered=2024-01-10",
    ),
}


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_finding_gives(facts, line, steps):
    assert shape(decide(*facts).line(Regime.LEGAL)) == line


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_finding_tells(facts, line, steps):
    assert told(decide(*facts).line(Regime.LEGAL).reasons) == steps
