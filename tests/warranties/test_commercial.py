"""What a guarantor promised beyond the law: for how long, for which parts, where and to whom."""

import pytest

from tests.warranties.made_up import (
    bought,
    country,
    given,
    rule,
    shape,
    told,
)
from tests.warranties.sales import day
from warranties.commercial import same_part
from warranties.coverage import decide
from warranties.promises import Component
from warranties.rules import (
    RecallTerms,
    Rulebook,
)
from warranties.states import Regime

DRUM, COMPRESSOR = Component("drum", 60), Component("linear compressor", 120)

# name: (what is decided, the line, its steps)
CASES = {
    "none": ((bought(showed="2024-06-01"), country()), "not covered out of scope", "no_guarantee @"),
    "for the whole product": (
        (bought(showed="2024-06-01"), country(), [given()]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "only travel, with exclusions": (
        (
            bought(showed="2024-06-01"),
            country(),
            [given(parts=False, labour=False, travel=True, exclusions="The lamp.")],
        ),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_travel @https://h.example | "
            "has_exclusions @https://h.example exclusions=The lamp. | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "advertised for longer": (
        (bought(showed="2026-06-01"), country(), [given(advertised_months=36)]),
        "covered g Total term from=2024-01-10 until=2027-01-10 1:as_promised",
        (
            "promised @https://h.example name=Total guarantor=Hogarix months=36 | "
            "advertised_longer @https://h.example months=24 | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2026-06-01 until=2027-01-10"
        ),
    ),
    "advertised for less": (
        (bought(showed="2024-06-01"), country(), [given(advertised_months=12)]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "advertised for the same": (
        (bought(showed="2024-06-01"), country(), [given(advertised_months=24)]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "promised by advertising alone": (
        (bought(showed="2024-06-01"), country(), [given(0, advertised_months=24)]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | advertised_longer @https://h.example months=0 | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "for no months": (
        (bought(showed="2024-06-01"), country(), [given(0)]),
        "not covered g Total from=2024-01-10 until=2024-01-10",
        (
            "promised @https://h.example name=Total guarantor=Hogarix months=0 | promises_parts | "
            "promises_labour | promise_ended @https://h.example on=2024-06-01 until=2024-01-10"
        ),
    ),
    "for no months, on the day it came": (
        (bought(showed="2024-01-10"), country(), [given(0)]),
        "covered g Total term from=2024-01-10 until=2024-01-10 1:as_promised",
        (
            "promised @https://h.example name=Total guarantor=Hogarix months=0 | promises_parts | "
            "promises_labour | promise_in_term @https://h.example on=2024-01-10 until=2024-01-10"
        ),
    ),
    "for one month": (
        (bought(showed="2024-02-10"), country(), [given(1, components=(DRUM,))]),
        "covered g Total term from=2024-01-10 until=2024-02-10 1:as_promised",
        (
            "promised @https://h.example name=Total guarantor=Hogarix months=1 | "
            "promised_component @https://h.example part=drum months=60 | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-02-10 until=2024-02-10"
        ),
    ),
    "in that country": (
        (bought(showed="2024-06-01"), country(), [given(territory=("XX", "YY"))]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "not in that country": (
        (bought(showed="2024-06-01"), country(), [given(territory=("YY",))]),
        "not covered out of scope g Total",
        "promised | promises_parts | promises_labour | out_of_territory @https://h.example country=XX",
    ),
    "country unknown": (
        (bought(showed="2024-06-01", jurisdiction=""), country(), [given(territory=("YY",))]),
        "a person g Total from=2024-01-10 until=2026-01-10 asks=jurisdiction",
        "promised | promises_parts | promises_labour | ask_jurisdiction @https://h.example",
    ),
    "country unknown, promised everywhere": (
        (bought(showed="2024-06-01", jurisdiction=""), country(), [given()]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "sold on": (
        (bought(showed="2024-06-01", changed_hands=True), country(), [given(transferable=False)]),
        "not covered out of scope g Total",
        "promised | promises_parts | promises_labour | not_transferable @https://h.example",
    ),
    "sold on, and it may be": (
        (bought(showed="2024-06-01", changed_hands=True), country(), [given()]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "not sold on": (
        (bought(showed="2024-06-01"), country(), [given(transferable=False)]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "perhaps sold on": (
        (bought(showed="2024-06-01", changed_hands=None), country(), [given(transferable=False)]),
        "a person g Total from=2024-01-10 until=2026-01-10 asks=changed_hands",
        "promised | promises_parts | promises_labour | ask_changed_hands @https://h.example",
    ),
    "perhaps sold on, and it may be": (
        (bought(showed="2024-06-01", changed_hands=None), country(), [given()]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "from the registration": (
        (bought(showed="2026-02-01"), country(), [given(starts="registration", registered_on=day("2024-02-01"))]),
        "covered g Total term from=2024-02-01 until=2026-02-01 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2026-02-01 until=2026-02-01"
        ),
    ),
    "from a registration nobody dated": (
        (bought(showed="2024-06-01"), country(), [given(starts="registration")]),
        "a person g Total asks=registered_on",
        "promised | promises_parts | promises_labour | ask_registered_on @https://h.example",
    ),
    "registered, but counted from delivery": (
        (bought(showed="2026-02-01"), country(), [given(registered_on=day("2024-02-01"))]),
        "not covered g Total from=2024-01-10 until=2026-01-10",
        (
            "promised | promises_parts | promises_labour | "
            "promise_ended @https://h.example on=2026-02-01 until=2026-01-10"
        ),
    ),
    "everything unknown": (
        (
            bought(jurisdiction="", changed_hands=None, delivery_date=None),
            country(),
            [given(starts="registration", territory=("XX",), transferable=False)],
        ),
        "a person g Total asks=jurisdiction+changed_hands+registered_on+delivery_date+claim_date",
        (
            "promised | promises_parts | promises_labour | ask_jurisdiction @https://h.example | "
            "ask_changed_hands @https://h.example | ask_registered_on @https://h.example | "
            "ask_delivery_date @https://h.example | ask_claim_date @https://h.example"
        ),
    ),
    "delivery unknown": (
        (bought(showed="2024-06-01", delivery_date=None), country(), [given()]),
        "a person g Total asks=delivery_date",
        "promised | promises_parts | promises_labour | ask_delivery_date @https://h.example",
    ),
    "registered, delivery unknown": (
        (
            bought(showed="2024-06-01", delivery_date=None),
            country(),
            [given(starts="registration", registered_on=day("2024-02-01"))],
        ),
        "a person g Total from=2024-02-01 until=2026-02-01 asks=delivery_date",
        "promised | promises_parts | promises_labour | ask_delivery_date @https://h.example",
    ),
    "no day of the claim": (
        (bought(), country(), [given()]),
        "a person g Total from=2024-01-10 until=2026-01-10 asks=claim_date",
        "promised | promises_parts | promises_labour | ask_claim_date @https://h.example",
    ),
    "claimed before delivery": (
        (bought(claimed="2024-01-09"), country(), [given()]),
        "a person g Total from=2024-01-10 until=2026-01-10 asks=delivery_date",
        (
            "promised | promises_parts | promises_labour | "
            "claim_before_delivery @https://h.example on=2024-01-09 delivered=2024-01-10"
        ),
    ),
    "last day": (
        (bought(showed="2026-01-10"), country(), [given()]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2026-01-10 until=2026-01-10"
        ),
    ),
    "day after": (
        (bought(showed="2026-01-11"), country(), [given()]),
        "not covered g Total from=2024-01-10 until=2026-01-10",
        (
            "promised | promises_parts | promises_labour | "
            "promise_ended @https://h.example on=2026-01-11 until=2026-01-10"
        ),
    ),
    "claimed the day after, first day unknown": (
        (bought(claimed="2026-01-11"), country(), [given()]),
        "a person g Total from=2024-01-10 until=2026-01-10 asks=defect_date",
        "promised | promises_parts | promises_labour | ask_defect_date @https://h.example until=2026-01-10",
    ),
    "the customer broke it": (
        (bought(showed="2024-06-01", cause="misuse"), country(), [given()]),
        "not covered g Total from=2024-01-10 until=2026-01-10",
        (
            "promised | promises_parts | promises_labour | cause_misuse @https://h.example | "
            "promise_excludes_cause @https://h.example"
        ),
    ),
    "badly installed": (
        (bought(showed="2024-06-01", cause="bad_installation_by_trader"), country(), [given()]),
        "a person g Total from=2024-01-10 until=2026-01-10",
        "promised | promises_parts | promises_labour | promise_read_terms @https://h.example",
    ),
    "cause unknown": (
        (bought(showed="2024-06-01", cause="unknown"), country(), [given()]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised asks=cause",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "the part that is promised for longer": (
        (bought(showed="2028-06-01", part="compressor"), country(), [given(components=(COMPRESSOR, DRUM))]),
        "covered g Total term from=2024-01-10 until=2034-01-10 1:as_promised",
        (
            "promised | promised_component @https://h.example part=linear compressor months=120 | "
            "promised_component @https://h.example part=drum months=60 | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2028-06-01 until=2034-01-10"
        ),
    ),
    "another part": (
        (bought(showed="2028-06-01", part="fan"), country(), [given(components=(COMPRESSOR, DRUM))]),
        "not covered g Total from=2024-01-10 until=2026-01-10",
        (
            "promised | promised_component @https://h.example part=linear compressor months=120 | "
            "promised_component @https://h.example part=drum months=60 | promises_parts | promises_labour | "
            "promise_ended @https://h.example on=2028-06-01 until=2026-01-10"
        ),
    ),
    "a part that is promised for less than the whole": (
        (bought(showed="2025-06-01", part="drum"), country(), [given(components=(Component("drum", 12),))]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promised_component @https://h.example part=drum months=12 | promises_parts | "
            "promises_labour | promise_in_term @https://h.example on=2025-06-01 until=2026-01-10"
        ),
    ),
    "part unknown, last day of the longest": (
        (bought(showed="2034-01-10"), country(), [given(components=(DRUM, COMPRESSOR))]),
        "a person g Total from=2024-01-10 until=2026-01-10 asks=part",
        (
            "promised | promised_component @https://h.example part=drum months=60 | "
            "promised_component @https://h.example part=linear compressor months=120 | promises_parts | "
            "promises_labour | ask_part @https://h.example until=2034-01-10"
        ),
    ),
    "part unknown, day after the longest": (
        (bought(showed="2034-01-11"), country(), [given(components=(DRUM, COMPRESSOR))]),
        "not covered g Total from=2024-01-10 until=2026-01-10",
        (
            "promised | promised_component @https://h.example part=drum months=60 | "
            "promised_component @https://h.example part=linear compressor months=120 | promises_parts | "
            "promises_labour | promise_ended @https://h.example on=2034-01-11 until=2026-01-10"
        ),
    ),
    "part unknown, in the term of the whole": (
        (bought(showed="2024-06-01"), country(), [given(components=(DRUM, COMPRESSOR))]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promised_component @https://h.example part=drum months=60 | "
            "promised_component @https://h.example part=linear compressor months=120 | promises_parts | "
            "promises_labour | promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "parts alone": (
        (bought(showed="2028-06-01", part="compressor"), country(), [given(0, components=(DRUM, COMPRESSOR))]),
        "covered g Total term from=2024-01-10 until=2034-01-10 1:as_promised",
        (
            "promised_parts_only @https://h.example name=Total guarantor=Hogarix | "
            "promised_component @https://h.example part=drum months=60 | "
            "promised_component @https://h.example part=linear compressor months=120 | promises_parts | "
            "promises_labour | promise_in_term @https://h.example on=2028-06-01 until=2034-01-10"
        ),
    ),
    "parts alone, another part": (
        (bought(showed="2024-06-01", part="fan"), country(), [given(0, components=(DRUM, COMPRESSOR))]),
        "not covered g Total from=2024-01-10 until=2034-01-10",
        (
            "promised_parts_only @https://h.example name=Total guarantor=Hogarix | "
            "promised_component @https://h.example part=drum months=60 | "
            "promised_component @https://h.example part=linear compressor months=120 | promises_parts | "
            "promises_labour | part_not_promised @https://h.example part=fan"
        ),
    ),
    "parts alone, part unknown": (
        (bought(showed="2024-06-01"), country(), [given(0, components=(DRUM, COMPRESSOR))]),
        "a person g Total from=2024-01-10 until=2034-01-10 asks=part",
        (
            "promised_parts_only @https://h.example name=Total guarantor=Hogarix | "
            "promised_component @https://h.example part=drum months=60 | "
            "promised_component @https://h.example part=linear compressor months=120 | promises_parts | "
            "promises_labour | ask_part @https://h.example until=2034-01-10"
        ),
    ),
    "parts alone, part unknown, all over": (
        (bought(showed="2034-01-11"), country(), [given(0, components=(DRUM, COMPRESSOR))]),
        "not covered g Total from=2024-01-10 until=2034-01-10",
        (
            "promised_parts_only @https://h.example name=Total guarantor=Hogarix | "
            "promised_component @https://h.example part=drum months=60 | "
            "promised_component @https://h.example part=linear compressor months=120 | promises_parts | "
            "promises_labour | promise_ended @https://h.example on=2034-01-11 until=2034-01-10"
        ),
    ),
    "parts alone, all over, first day unknown": (
        (bought(claimed="2034-01-11"), country(), [given(0, components=(DRUM, COMPRESSOR))]),
        "a person g Total from=2024-01-10 until=2034-01-10 asks=defect_date",
        (
            "promised_parts_only @https://h.example name=Total guarantor=Hogarix | "
            "promised_component @https://h.example part=drum months=60 | "
            "promised_component @https://h.example part=linear compressor months=120 | promises_parts | "
            "promises_labour | ask_defect_date @https://h.example until=2034-01-10"
        ),
    ),
    "the part is over, first day unknown": (
        (bought(claimed="2029-01-11", part="drum"), country(), [given(0, components=(DRUM, COMPRESSOR))]),
        "a person g Total from=2024-01-10 until=2029-01-10 asks=defect_date",
        (
            "promised_parts_only @https://h.example name=Total guarantor=Hogarix | "
            "promised_component @https://h.example part=drum months=60 | "
            "promised_component @https://h.example part=linear compressor months=120 | promises_parts | "
            "promises_labour | ask_defect_date @https://h.example until=2029-01-10"
        ),
    ),
    "the part is over": (
        (bought(showed="2029-01-11", part="drum"), country(), [given(0, components=(DRUM, COMPRESSOR))]),
        "not covered g Total from=2024-01-10 until=2029-01-10",
        (
            "promised_parts_only @https://h.example name=Total guarantor=Hogarix | "
            "promised_component @https://h.example part=drum months=60 | "
            "promised_component @https://h.example part=linear compressor months=120 | promises_parts | "
            "promises_labour | promise_ended @https://h.example on=2029-01-11 until=2029-01-10"
        ),
    ),
    "repairs do not lengthen it": (
        (bought(showed="2026-01-15", stays="2024-02-01/2024-02-11"), country(), [given()]),
        "not covered g Total from=2024-01-10 until=2026-01-10",
        (
            "promised | promises_parts | promises_labour | "
            "promise_ended @https://h.example on=2026-01-15 until=2026-01-10"
        ),
    ),
    "repairs lengthen it by law": (
        (bought(showed="2026-01-20", stays="2024-02-01/2024-02-11"), country(suspends_promises=True), [given()]),
        "covered g Total term from=2024-01-10 until=2026-01-20 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2026-01-20 until=2026-01-20"
        ),
    ),
    "in the workshop from the first day": (
        (bought(showed="2024-06-01", stays="2024-01-10/2024-01-15"), country(suspends_promises=True), [given()]),
        "covered g Total term from=2024-01-10 until=2026-01-15 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-15"
        ),
    ),
    "in the workshop before it began": (
        (bought(showed="2024-06-01", stays="2024-01-05/2024-01-15"), country(suspends_promises=True), [given()]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "still in the workshop": (
        (
            bought(showed="2024-06-01", claimed="2024-06-20", stays="2024-06-10/"),
            country(suspends_promises=True),
            [given()],
        ),
        "covered g Total term from=2024-01-10 until=2026-01-20 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-20"
        ),
    ),
    "replaced, which starts it anew": (
        (bought(showed="2026-05-01", replaced_on=day("2024-05-01")), country(renews_promises=True), [given()]),
        "covered g Total term from=2024-01-10 until=2026-05-01 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2026-05-01 until=2026-05-01"
        ),
    ),
    "replaced, which changes nothing": (
        (bought(showed="2024-06-01", replaced_on=day("2024-05-01")), country(), [given()]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "replaced on its last day": (
        (bought(showed="2026-06-01", replaced_on=day("2026-01-10")), country(renews_promises=True), [given()]),
        "covered g Total term from=2024-01-10 until=2028-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2026-06-01 until=2028-01-10"
        ),
    ),
    "replaced past its end": (
        (bought(showed="2026-06-01", replaced_on=day("2026-01-11")), country(renews_promises=True), [given()]),
        "not covered g Total from=2024-01-10 until=2026-01-10",
        (
            "promised | promises_parts | promises_labour | "
            "promise_ended @https://h.example on=2026-06-01 until=2026-01-10"
        ),
    ),
    "replaced before it began": (
        (bought(showed="2024-06-01", replaced_on=day("2024-01-09")), country(renews_promises=True), [given()]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "replaced, stays before and after": (
        (
            bought(
                showed="2024-09-01", replaced_on=day("2024-05-01"), stays="2024-02-01/2024-02-11 2024-05-01/2024-05-04"
            ),
            country(renews_promises=True, suspends_promises=True),
            [given()],
        ),
        "covered g Total term from=2024-01-10 until=2026-05-04 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-09-01 until=2026-05-04"
        ),
    ),
    "replaced, in the workshop again": (
        (
            bought(showed="2024-06-01", claimed="2024-06-20", replaced_on=day("2024-05-01"), stays="2024-06-10/"),
            country(renews_promises=True, suspends_promises=True),
            [given()],
        ),
        "covered g Total term from=2024-01-10 until=2026-05-11 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-05-11"
        ),
    ),
    "a law with the terms of another": (
        (bought(showed="2024-06-01"), Rulebook([rule(RecallTerms())]), [given()]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "full, after a failed repair": (
        (bought(showed="2024-06-01", failed_repair_before=True), country(), [given(full=True)]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:refund 1:replacement",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "full, no repair failed": (
        (bought(showed="2024-06-01", failed_repair_before=False), country(), [given(full=True)]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
    "not full, after a failed repair": (
        (bought(showed="2024-06-01", failed_repair_before=True), country(), [given()]),
        "covered g Total term from=2024-01-10 until=2026-01-10 1:as_promised",
        (
            "promised | promises_parts | promises_labour | "
            "promise_in_term @https://h.example on=2024-06-01 until=2026-01-10"
        ),
    ),
}


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_commercial_gives(facts, line, steps):
    assert shape(decide(*facts).line(Regime.COMMERCIAL)) == line


@pytest.mark.parametrize(("facts", "line", "steps"), CASES.values(), ids=CASES)
def test_decide_commercial_tells(facts, line, steps):
    assert told(decide(*facts).line(Regime.COMMERCIAL).reasons) == steps


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("compressor", "Linear COMPRESSOR", True),
        ("fan", "fan_motor", True),
        ("set of gaskets", "pair of lamps", False),
        ("door", "drum", False),
        ("drum", "", False),
    ],
)
def test_same_part_shares_a_word(one, other, same):
    assert same_part(one, other) is same


def test_commercial_lines_are_one_for_each_guarantee():
    lines = decide(bought(showed="2024-06-01"), country(), [given(), given(12, code="h")]).lines
    assert [line.source for line in lines if line.regime == Regime.COMMERCIAL] == ["g", "h"]
