"""Until when to claim, and the months that are left after a fault showed or the unit came back."""

import pytest

from tests.warranties.made_up import (
    COVERED,
    bought,
    country,
    shape,
    told,
)
from tests.warranties.sales import day
from warranties.coverage import decide
from warranties.rules import (
    Action,
    Replacement,
)
from warranties.states import Regime

# name: (what is decided, the line, its steps)
CASES = {
    "the term is the time to claim, and its end is in doubt: a clause under the floor": (
        (
            bought(showed="2025-06-01", condition="used", used_term_agreed_months=11),
            country(action=Action.WITH_TERM, used_floor_months=12),
        ),
        "a person XX-sale from=2024-01-10 until=2025-01-10 presumed=2025-01-10 asks=used_term_agreed_months",
        (
            "rule | term_below_floor @used months=11 floor=12 | "
            "term_to_claim @term; counting start=2024-01-10 until=2025-01-10 | presumption | "
            "shown_in_doubt @start on=2025-06-01 until=2026-01-10"
        ),
    ),
    "the term is the time to claim, and its start is in doubt: installed later": (
        (
            bought(showed="2026-02-10", installed_by_trader_on=day("2024-02-10")),
            country(action=Action.WITH_TERM),
        ),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        (
            "rule | installed_later @start on=2024-02-10 start=2024-01-10 | "
            "term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_in_doubt @start on=2026-02-10 until=2026-02-10"
        ),
    ),
    "claimed on the last day from the fault": (
        (bought(showed="2024-06-01", claimed="2026-06-01"), country(action=Action.FROM_DEFECT, action_months=24)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-06-01 "
            "burden=trader 1:repair (2:refund)"
        ),
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "claimed too late from the fault": (
        (bought(showed="2024-06-01", claimed="2026-06-02"), country(action=Action.FROM_DEFECT, action_months=24)),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-06-01 asks=earlier_claim",
        "rule | term | presumption | shown_in_term | action_lapsed @action until=2026-06-01",
    ),
    "claimed too late, and nobody claimed before": (
        (
            bought(showed="2024-06-01", claimed="2026-06-02", no_earlier_claim=True),
            country(action=Action.FROM_DEFECT, action_months=24),
        ),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-06-01",
        "rule | term | presumption | shown_in_term | action_lapsed @action until=2026-06-01",
    ),
    "time from the fault, its first day unknown": (
        (bought(claimed="2024-06-01"), country(action=Action.FROM_DEFECT, action_months=24)),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "claimed on the last day from delivery": (
        (bought(showed="2024-06-01", claimed="2026-03-10"), country(action=Action.FROM_DELIVERY, action_months=26)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-03-10 "
            "burden=trader 1:repair (2:refund)"
        ),
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "claimed too late from delivery": (
        (bought(showed="2024-06-01", claimed="2026-03-11"), country(action=Action.FROM_DELIVERY, action_months=26)),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-03-10 asks=earlier_claim",
        "rule | term | presumption | shown_in_term | action_lapsed @action until=2026-03-10",
    ),
    "time from the delivery of its replacement": (
        (
            bought(showed="2024-06-01", replaced_on=day("2024-05-01")),
            country(action=Action.FROM_DELIVERY, action_months=26, replacement=Replacement.RESTARTS),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-05-01 presumed=2025-05-01 claim=2026-07-01 "
            "burden=trader 1:repair (2:refund)"
        ),
        (
            "rule | replaced_restarts @replacement on=2024-05-01 | "
            "term @term; counting start=2024-05-01 until=2026-05-01 | presumption @presumption until=2025-05-01 | "
            "shown_in_term @term on=2024-06-01 until=2026-05-01 | cause_defect | "
            "presumed @presumption until=2025-05-01"
        ),
    ),
    "time from its installation": (
        (
            bought(showed="2024-06-01", installed_by_trader_on=day("2024-02-10")),
            country(action=Action.FROM_DELIVERY, action_months=26, starts_when_installed=True),
        ),
        (
            "covered XX-sale term from=2024-02-10 until=2026-02-10 presumed=2025-02-10 claim=2026-04-10 "
            "burden=trader 1:repair (2:refund)"
        ),
        (
            "rule | starts_when_installed @start on=2024-02-10 | "
            "term @term; counting start=2024-02-10 until=2026-02-10 | presumption @presumption until=2025-02-10 | "
            "shown_in_term @term on=2024-06-01 until=2026-02-10 | cause_defect | "
            "presumed @presumption until=2025-02-10"
        ),
    ),
    "time from the claim": (
        (bought(showed="2024-06-01", claimed="2024-07-01"), country(action=Action.FROM_CLAIM, action_months=24)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-07-01 "
            "burden=trader 1:repair (2:refund)"
        ),
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "time from a claim nobody dated": (
        (bought(defect_date=day("2024-06-01")), country(action=Action.FROM_CLAIM, action_months=24)),
        COVERED,
        "rule | term | presumption | shown_in_term | cause_defect | presumed",
    ),
    "claimed on the last day of the term": (
        (bought(showed="2024-06-01", claimed="2026-01-10"), country(action=Action.WITH_TERM)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-01-10 "
            "burden=trader 1:repair (2:refund)"
        ),
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | shown_in_term | "
            "cause_defect | presumed"
        ),
    ),
    "claimed past the term": (
        (bought(showed="2024-06-01", claimed="2026-01-11"), country(action=Action.WITH_TERM)),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-01-10 asks=earlier_claim",
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | shown_in_term | "
            "action_lapsed @action until=2026-01-10"
        ),
    ),
    "shown late, some months are left": (
        (bought(showed="2026-01-05", claimed="2026-05-05"), country(action=Action.WITH_TERM, tail_shown_months=4)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-05-05 "
            "burden=consumer 1:repair (2:refund)"
        ),
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_in_term @term on=2026-01-05 until=2026-01-10 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "shown late, claimed past those months": (
        (bought(showed="2026-01-05", claimed="2026-05-06"), country(action=Action.WITH_TERM, tail_shown_months=4)),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-05-05 asks=earlier_claim",
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_in_term @term on=2026-01-05 until=2026-01-10 | action_lapsed @action until=2026-05-05"
        ),
    ),
    "shown early, those months end in the term": (
        (bought(showed="2024-06-01", claimed="2026-01-10"), country(action=Action.WITH_TERM, tail_shown_months=4)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-01-10 "
            "burden=trader 1:repair (2:refund)"
        ),
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | shown_in_term | "
            "cause_defect | presumed"
        ),
    ),
    "first day unknown, no months are left": (
        (bought(claimed="2026-01-05"), country(action=Action.WITH_TERM, tail_shown_months=4)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-01-10 "
            "burden=consumer 1:repair (2:refund) asks=defect_date"
        ),
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_in_term @term on=2026-01-05 until=2026-01-10 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "back late, some months are left": (
        (
            bought(showed="2026-01-05", claimed="2026-03-09", stays="2026-01-06/2026-01-09"),
            country(action=Action.WITH_TERM, tail_return_months=2),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-03-09 "
            "burden=consumer 1:repair (2:refund)"
        ),
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_in_term @term on=2026-01-05 until=2026-01-10 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "back late, claimed past those months": (
        (
            bought(showed="2026-01-05", claimed="2026-03-10", stays="2026-01-06/2026-01-09"),
            country(action=Action.WITH_TERM, tail_return_months=2),
        ),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-03-09 asks=earlier_claim",
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_in_term @term on=2026-01-05 until=2026-01-10 | action_lapsed @action until=2026-03-09"
        ),
    ),
    "handed in on the last day": (
        (
            bought(showed="2026-01-05", claimed="2026-03-20", stays="2026-01-10/2026-01-20"),
            country(action=Action.WITH_TERM, tail_return_months=2),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-03-20 "
            "burden=consumer 1:repair (2:refund)"
        ),
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_in_term @term on=2026-01-05 until=2026-01-10 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "handed in the day after": (
        (
            bought(showed="2026-01-05", claimed="2026-01-20", stays="2026-01-11/2026-01-20"),
            country(action=Action.WITH_TERM, tail_return_months=2),
        ),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-01-10 asks=earlier_claim",
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_in_term @term on=2026-01-05 until=2026-01-10 | action_lapsed @action until=2026-01-10"
        ),
    ),
    "back and in again, each leaves its months": (
        (
            bought(showed="2026-01-05", claimed="2026-04-20", stays="2026-01-06/2026-01-20 2026-02-10/2026-02-20"),
            country(action=Action.WITH_TERM, tail_return_months=2),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-04-20 "
            "burden=consumer 1:repair (2:refund)"
        ),
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_in_term @term on=2026-01-05 until=2026-01-10 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "same fault on the last day after the return": (
        (
            bought(showed="2026-03-09", same_defect_as_repair=True, stays="2026-01-06/2026-01-09"),
            country(action=Action.WITH_TERM, tail_return_months=2),
        ),
        (
            "covered XX-sale after_return from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-03-09 "
            "burden=consumer 1:repair 2:refund"
        ),
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_after_term @term on=2026-03-09 until=2026-01-10 | cause_defect | "
            "back_after_return @action until=2026-03-09 | not_presumed @presumption until=2025-01-10"
        ),
    ),
    "same fault after the return, the months after a fault showed are for the term": (
        (
            bought(showed="2026-03-09", same_defect_as_repair=True, stays="2026-01-06/2026-01-09"),
            country(action=Action.WITH_TERM, tail_shown_months=4, tail_return_months=2),
        ),
        (
            "covered XX-sale after_return from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-03-09 "
            "burden=consumer 1:repair 2:refund"
        ),
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_after_term @term on=2026-03-09 until=2026-01-10 | cause_defect | "
            "back_after_return @action until=2026-03-09 | not_presumed @presumption until=2025-01-10"
        ),
    ),
    "same fault after the return, claimed past its months": (
        (
            bought(
                showed="2026-03-09", claimed="2026-03-10", same_defect_as_repair=True, stays="2026-01-06/2026-01-09"
            ),
            country(action=Action.WITH_TERM, tail_shown_months=4, tail_return_months=2),
        ),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-03-09 asks=earlier_claim",
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_after_term @term on=2026-03-09 until=2026-01-10 | action_lapsed @action until=2026-03-09"
        ),
    ),
    "same fault on the last day of the term, both months are left": (
        (
            bought(
                showed="2026-01-10", claimed="2026-05-10", same_defect_as_repair=True, stays="2026-01-06/2026-01-09"
            ),
            country(action=Action.WITH_TERM, tail_shown_months=4, tail_return_months=2),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-05-10 "
            "burden=consumer 1:repair 2:refund"
        ),
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_in_term @term on=2026-01-10 until=2026-01-10 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "same fault while it is in the workshop still": (
        (
            bought(showed="2026-03-09", same_defect_as_repair=True, stays="2026-01-06/"),
            country(action=Action.WITH_TERM, tail_return_months=2),
        ),
        (
            "covered XX-sale after_return from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-05-09 "
            "burden=consumer 1:repair (2:refund)"
        ),
        (
            "rule | still_in_workshop @suspension on=2026-01-06 | "
            "term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_after_term @term on=2026-03-09 until=2026-01-10 | cause_defect | "
            "back_after_return @action until=2026-05-09 | not_presumed @presumption until=2025-01-10"
        ),
    ),
    "same fault the day after those months": (
        (
            bought(showed="2026-03-10", same_defect_as_repair=True, stays="2026-01-06/2026-01-09"),
            country(action=Action.WITH_TERM, tail_return_months=2),
        ),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_after_term @term on=2026-03-10 until=2026-01-10"
        ),
    ),
    "perhaps the same fault after the return": (
        (
            bought(showed="2026-03-09", stays="2026-01-06/2026-01-09"),
            country(action=Action.WITH_TERM, tail_return_months=2),
        ),
        "a person XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 asks=same_defect_as_repair",
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_after_term @term on=2026-03-09 until=2026-01-10 | "
            "ask_same_defect_as_repair @after_conformity until=2026-03-09"
        ),
    ),
    "another fault after the return": (
        (
            bought(showed="2026-03-09", same_defect_as_repair=False, stays="2026-01-06/2026-01-09"),
            country(action=Action.WITH_TERM, tail_return_months=2),
        ),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        (
            "rule | term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_after_term @term on=2026-03-09 until=2026-01-10 | other_defect @after_conformity"
        ),
    ),
    "no months are left where the law gives none": (
        (bought(showed="2026-01-15", same_defect_as_repair=True, stays="2026-01-05/2026-01-20"), country()),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10",
        "rule | term | presumption | shown_after_term @term on=2026-01-15 until=2026-01-10",
    ),
    "in doubt, claimed on the last day from delivery": (
        (
            bought(showed="2025-06-01", claimed="2026-03-10", condition="used", used_term_agreed_months=11),
            country(action=Action.FROM_DELIVERY, action_months=26, used_floor_months=12),
        ),
        "a person XX-sale from=2024-01-10 until=2025-01-10 presumed=2025-01-10 asks=used_term_agreed_months",
        (
            "rule | term_below_floor @used months=11 floor=12 | "
            "term @term; counting start=2024-01-10 until=2025-01-10 | presumption | "
            "shown_in_doubt @start on=2025-06-01 until=2026-01-10"
        ),
    ),
    "in doubt, claimed too late from delivery": (
        (
            bought(showed="2025-06-01", claimed="2026-03-11", condition="used", used_term_agreed_months=11),
            country(action=Action.FROM_DELIVERY, action_months=26, used_floor_months=12),
        ),
        (
            "not covered XX-sale from=2024-01-10 until=2025-01-10 presumed=2025-01-10 claim=2026-03-10 "
            "asks=earlier_claim+used_term_agreed_months"
        ),
        (
            "rule | term_below_floor @used months=11 floor=12 | "
            "term @term; counting start=2024-01-10 until=2025-01-10 | presumption | "
            "shown_in_doubt @start on=2025-06-01 until=2026-01-10 | action_lapsed @action until=2026-03-10"
        ),
    ),
    "in doubt, claimed too late, and nobody claimed before": (
        (
            bought(
                showed="2025-06-01",
                claimed="2026-03-11",
                condition="used",
                used_term_agreed_months=11,
                no_earlier_claim=True,
            ),
            country(action=Action.FROM_DELIVERY, action_months=26, used_floor_months=12),
        ),
        (
            "not covered XX-sale from=2024-01-10 until=2025-01-10 presumed=2025-01-10 claim=2026-03-10 "
            "asks=used_term_agreed_months"
        ),
        (
            "rule | term_below_floor @used months=11 floor=12 | "
            "term @term; counting start=2024-01-10 until=2025-01-10 | presumption | "
            "shown_in_doubt @start on=2025-06-01 until=2026-01-10 | action_lapsed @action until=2026-03-10"
        ),
    ),
    "in the workshop since the term, claimed long after": (
        (
            bought(showed="2026-01-05", claimed="2026-06-01", stays="2026-01-10/"),
            country(action=Action.WITH_TERM, tail_return_months=2),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-08-01 "
            "burden=consumer 1:repair (2:refund)"
        ),
        (
            "rule | still_in_workshop @suspension on=2026-01-10 | "
            "term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_in_term @term on=2026-01-05 until=2026-01-10 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "in the workshop since the day after the term": (
        (
            bought(showed="2026-01-05", claimed="2026-01-11", stays="2026-01-11/"),
            country(action=Action.WITH_TERM, tail_return_months=2),
        ),
        "not covered XX-sale from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-01-10 asks=earlier_claim",
        (
            "rule | still_in_workshop @suspension on=2026-01-11 | "
            "term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_in_term @term on=2026-01-05 until=2026-01-10 | action_lapsed @action until=2026-01-10"
        ),
    ),
    "in the workshop still, handed in after the claim": (
        (
            bought(showed="2026-01-05", stays="2026-01-08/"),
            country(action=Action.WITH_TERM, tail_return_months=2),
        ),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-03-08 "
            "burden=consumer 1:repair (2:refund)"
        ),
        (
            "rule | still_in_workshop @suspension on=2026-01-08 | "
            "term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | "
            "shown_in_term @term on=2026-01-05 until=2026-01-10 | cause_defect | "
            "not_presumed @presumption until=2025-01-10"
        ),
    ),
    "in the workshop still, well in the term": (
        (bought(showed="2024-06-01", stays="2024-06-01/"), country(action=Action.WITH_TERM, tail_return_months=2)),
        (
            "covered XX-sale term from=2024-01-10 until=2026-01-10 presumed=2025-01-10 claim=2026-01-10 "
            "burden=trader 1:repair (2:refund)"
        ),
        (
            "rule | still_in_workshop @suspension on=2024-06-01 | "
            "term_to_claim @term; counting start=2024-01-10 until=2026-01-10 | presumption | shown_in_term | "
            "cause_defect | presumed"
        ),
    ),
}


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_action_gives(facts, line, steps):
    assert shape(decide(*facts).line(Regime.LEGAL)) == line


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_action_tells(facts, line, steps):
    assert told(decide(*facts).line(Regime.LEGAL).reasons) == steps
