"""What the customer may ask for, in the law's order: what is open at once, and what an attempt opens."""

import pytest

from tests.warranties.made_up import (
    at,
    bought,
    country,
    told,
)
from tests.warranties.sales import day
from warranties.coverage import decide
from warranties.states import Regime
from warranties.why import Why

FIRST, SECOND = ("repair", "replacement"), ("price_reduction", "termination")
TWO = country(first=FIRST, second=SECOND)
EARLY = country(first=FIRST, second=SECOND, rejection=("refund",), rejection_days=30)
STOPS = country(first=FIRST, second=SECOND, rejection=("refund",), rejection_days=30, rejection_stops_in_repair=True)

# name: (what is decided, the remedies; one that is not open yet in brackets)
CASES = {
    "a first fault": ((bought(showed="2024-06-01"), TWO), "1:repair 1:replacement (2:price_reduction) (2:termination)"),
    "serious, which opens the second": (
        (
            bought(showed="2024-06-01", severity="serious"),
            country(first=FIRST, second=SECOND, serious_opens_second=True),
        ),
        "1:repair 1:replacement 2:price_reduction 2:termination",
    ),
    "serious, where that opens nothing": (
        (bought(showed="2024-06-01", severity="serious"), TWO),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "minor, which leaves termination out": (
        (
            bought(showed="2024-06-01", severity="minor"),
            country(first=FIRST, second=SECOND, minor_bars_termination=True),
        ),
        "1:repair 1:replacement (2:price_reduction)",
    ),
    "minor, where that bars nothing": (
        (bought(showed="2024-06-01", severity="minor"), TWO),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "digital content, where the law speaks of repair": (
        (
            bought(showed="2024-06-01", condition="digital_content"),
            country(first=FIRST, second=SECOND, digital_months=24),
        ),
        "1:bring_into_conformity (2:price_reduction) (2:termination)",
    ),
    "digital content, where the law does not": (
        (
            bought(showed="2024-06-01", condition="digital_content"),
            country(first=("replacement", "refund"), second=SECOND, digital_months=24),
        ),
        "1:replacement 1:refund (2:price_reduction) (2:termination)",
    ),
    "after a failed repair": (
        (bought(showed="2024-06-01", failed_repair_before=True), TWO),
        "1:repair 1:replacement 2:price_reduction 2:termination",
    ),
    "no repair failed, though one was made": (
        (bought(showed="2024-06-01", failed_repair_before=False, stays="2024-02-01/2024-02-11"), TWO),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "back on the day it showed": (
        (bought(showed="2024-06-01", stays="2024-05-20/2024-06-01"), TWO),
        "1:repair 1:replacement 2:price_reduction 2:termination",
    ),
    "back the day after it showed": (
        (bought(showed="2024-06-01", stays="2024-05-20/2024-06-02"), TWO),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "not back yet": (
        (bought(showed="2024-06-01", stays="2024-05-20/"), TWO),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "after a stay with no fault found": (
        (bought(showed="2024-06-01", custody=at("2024-02-01/2024-02-11", outcome="no_fault")), TWO),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "after a stay that cannot be read": (
        (bought(showed="2024-06-01", stays="2024-02-11/2024-02-01"), TWO),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "after a stay before it came": (
        (bought(showed="2024-06-01", stays="2024-01-01/2024-01-09"), TWO),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "after a stay over the delivery": (
        (bought(showed="2024-06-01", stays="2024-01-01/2024-01-11"), TWO),
        "1:repair 1:replacement 2:price_reduction 2:termination",
    ),
    "a repair failed, though none can be read": (
        (bought(showed="2024-06-01", failed_repair_before=True, stays="2024-02-11/2024-02-01"), TWO),
        "1:repair 1:replacement 2:price_reduction 2:termination",
    ),
    "after a paid repair": (
        (bought(showed="2024-06-01", custody=at("2024-02-01/2024-02-11", paid=True)), TWO),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "not covered": ((bought(showed="2026-06-01"), TWO), ""),
    "shown on the last day to give it back": (
        (bought(showed="2024-02-09", claimed="2024-06-01"), EARLY),
        "1:refund 1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "shown the day after": (
        (bought(showed="2024-02-10"), EARLY),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "where the days to give it back have a remedy of the second kind too": (
        (
            bought(showed="2024-02-09"),
            country(first=FIRST, second=SECOND, rejection=("termination", "repair"), rejection_days=30),
        ),
        "1:termination 1:repair 1:replacement (2:price_reduction)",
    ),
    "given back at once, but in no days": (
        (bought(showed="2024-01-15"), country(first=FIRST, second=SECOND, rejection=("refund",))),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "installed later, last day": (
        (bought(showed="2024-02-14", installed_by_trader_on=day("2024-01-15")), EARLY),
        "1:refund 1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "installed later, the day after": (
        (bought(showed="2024-02-15", installed_by_trader_on=day("2024-01-15")), EARLY),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "installed before it came": (
        (bought(showed="2024-02-09", installed_by_trader_on=day("2024-01-05")), EARLY),
        "1:refund 1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "a stay adds nothing": (
        (bought(showed="2024-02-10", stays="2024-01-15/2024-01-20", failed_repair_before=False), EARLY),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "said on the last day": (
        (bought(showed="2024-01-20", claimed="2024-02-09"), STOPS),
        "1:refund 1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "said the day after": (
        (bought(showed="2024-01-20", claimed="2024-02-10"), STOPS),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "shown in time, nobody noted when it was said": (
        (bought(defect_date=day("2024-02-09")), STOPS),
        "1:refund 1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "a stay adds its days, last one": (
        (
            bought(
                showed="2024-01-15", claimed="2024-02-14", stays="2024-01-15/2024-01-20", failed_repair_before=False
            ),
            STOPS,
        ),
        "1:refund 1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "a stay adds its days, the day after": (
        (
            bought(
                showed="2024-01-15", claimed="2024-02-15", stays="2024-01-15/2024-01-20", failed_repair_before=False
            ),
            STOPS,
        ),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "back late, seven days are left": (
        (
            bought(
                showed="2024-02-05", claimed="2024-02-18", stays="2024-02-09/2024-02-11", failed_repair_before=False
            ),
            STOPS,
        ),
        "1:refund 1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "back late, the eighth day": (
        (
            bought(
                showed="2024-02-05", claimed="2024-02-19", stays="2024-02-09/2024-02-11", failed_repair_before=False
            ),
            STOPS,
        ),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "in the workshop past the last day": (
        (
            bought(
                showed="2024-02-05", claimed="2024-02-15", stays="2024-02-10/2024-02-14", failed_repair_before=False
            ),
            STOPS,
        ),
        "1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
    "in the workshop still": (
        (bought(showed="2024-01-15", claimed="2024-02-20", stays="2024-01-15/"), STOPS),
        "1:refund 1:repair 1:replacement (2:price_reduction) (2:termination)",
    ),
}


@pytest.mark.parametrize(("facts", "remedies"), CASES.values(), ids=CASES)
def test_legal_line_offers(facts, remedies):
    offered = decide(*facts).line(Regime.LEGAL).remedies
    assert (
        " ".join(f"{one.rank}:{one.remedy}" if one.open else f"({one.rank}:{one.remedy})" for one in offered)
        == remedies
    )


def in_repair(claimed, stays):
    return bought(showed="2024-01-15", claimed=claimed, stays=stays, failed_repair_before=False)


# name: (what is decided, the steps on giving it back in the first days)
FIRST_DAYS = {
    "shown on the last day": (
        (bought(showed="2024-02-09", claimed="2024-06-01"), EARLY),
        "rejection_open @rejection until=2024-02-09",
    ),
    "shown the day after": ((bought(showed="2024-02-10"), EARLY), ""),
    "said on the last day": (
        (bought(showed="2024-01-20", claimed="2024-02-09"), STOPS),
        "rejection_open @rejection until=2024-02-09 | rejection_proof @rejection",
    ),
    "said the day after": ((bought(showed="2024-01-20", claimed="2024-02-10"), STOPS), ""),
    "no first days in this law": ((bought(showed="2024-01-10"), TWO), ""),
    "not covered": ((bought(showed="2024-01-20", cause="misuse"), STOPS), ""),
    "nobody knows who bought it": ((bought(showed="2024-01-20", buyer=""), STOPS), ""),
    "a stay adds its days": (
        (in_repair("2024-02-14", "2024-01-15/2024-01-20"), STOPS),
        "rejection_open @rejection until=2024-02-14 | rejection_proof @rejection",
    ),
    "stays that overlap count once, last day": (
        (in_repair("2024-02-24", "2024-01-15/2024-01-25 2024-01-20/2024-01-30"), STOPS),
        "rejection_open @rejection until=2024-02-24 | rejection_proof @rejection",
    ),
    "stays that overlap count once, the day after": (
        (in_repair("2024-02-25", "2024-01-15/2024-01-25 2024-01-20/2024-01-30"), STOPS),
        "",
    ),
    "one stay inside another adds nothing": (
        (in_repair("2024-02-19", "2024-01-15/2024-01-25 2024-01-18/2024-01-20"), STOPS),
        "rejection_open @rejection until=2024-02-19 | rejection_proof @rejection",
    ),
    "one stay inside another, then one that overlaps, last day": (
        (in_repair("2024-02-24", "2024-01-15/2024-01-25 2024-01-16/2024-01-18 2024-01-20/2024-01-30"), STOPS),
        "rejection_open @rejection until=2024-02-24 | rejection_proof @rejection",
    ),
    "one stay inside another, then one that overlaps, the day after": (
        (in_repair("2024-02-25", "2024-01-15/2024-01-25 2024-01-16/2024-01-18 2024-01-20/2024-01-30"), STOPS),
        "",
    ),
    "stays that touch add both": (
        (in_repair("2024-02-24", "2024-01-15/2024-01-25 2024-01-25/2024-01-30"), STOPS),
        "rejection_open @rejection until=2024-02-24 | rejection_proof @rejection",
    ),
}


@pytest.mark.parametrize(("facts", "steps"), FIRST_DAYS.values(), ids=FIRST_DAYS)
def test_legal_line_tells_of_the_first_days_last(facts, steps):
    reasons = decide(*facts).line(Regime.LEGAL).reasons
    first_days = [one for one in reasons if one.code in (Why.REJECTION_OPEN, Why.REJECTION_PROOF)]
    assert told(first_days) == steps
    assert first_days == list(reasons[len(reasons) - len(first_days) :])
