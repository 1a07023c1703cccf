"""How a line of a table of cases is read: facts, promises and expectations, or a sentence that says what is odd."""

from datetime import date

import pytest
from django.utils.translation import override

from tests.warranties.made_up import at, bought, country, rule
from tests.warranties.sales import day
from warranties.case_words import cause_of, goods_of, parts_of
from warranties.cases import Unreadable, outcome, read_case
from warranties.coverage import decide
from warranties.facts import Facts, Recall
from warranties.promises import CommercialTerms, Component, PlanTerms
from warranties.rules import RepairTerms, Rulebook

LINE = {
    "case_id": "oven",
    "jurisdiction": "ES",
    "condition": "new",
    "contract_date": "2024-01-31",
    "delivery_date": "2024-02-01",
    "cause": "defect",
    "claim_date": "2024-06-01",
}
DAYS = {"contract_date": date(2024, 1, 31), "delivery_date": date(2024, 2, 1), "claim_date": date(2024, 6, 1)}
PLAIN = {"jurisdiction": "ES", "cause": "defect"} | DAYS


def read(**cells: str | None):
    return read_case(LINE | cells)


def test_read_case_takes_what_nobody_wrote_for_unknown():
    assert (read().ref, read().facts, read().guarantees, read().plans, read().expected) == (
        *("oven", Facts(**PLAIN), (), (), {}),
    )


FACTS = {
    "spaces and capitals": ({"jurisdiction": " es ", "condition": " NEW", "seller": "TRADER"}, {}),
    "an empty cell and one too many": ({"buyer": None, None: ["x"]}, {}),
    "the United Kingdom of ISO": ({"jurisdiction": "gb"}, {"jurisdiction": "UK"}),
    "a condition that nobody wrote": ({"condition": ""}, {"condition": ""}),
    "a car": ({"product": "used car"}, {"goods": "vehicle"}),
    "a car wash": ({"product": "carwash"}, {}),
    "who bought it, from whom and where": (
        {"buyer": "business", "seller": "private", "channel": "phone"},
        {"buyer": "business", "seller": "private", "channel": "phone"},
    ),
    "what was agreed": (
        {"used_term_agreed_months": "12", "digital_supply_months": "9999"},
        {"used_term_agreed_months": 12, "digital_supply_months": 9999},
    ),
    "what was announced in Colombia": (
        {"jurisdiction": "CO", "commercial_months": "24", "commercial_scope": "Announced term"},
        {"jurisdiction": "CO", "announced_months": 24},
    ),
    "stays": (
        {"suspension_intervals": "2024-03-01/2024-03-05; 2024-04-01 / 2024-04-02; ;2024-05-01/;"},
        {"custody": at("2024-03-01/2024-03-05", "2024-04-01/2024-04-02", "2024-05-01/")},
    ),
    "other days": (
        {"installation_by_trader_date": "2024-02-03", "replacement_date": "2024-03-01", "defect_date": "2024-05-30"},
        {
            "installed_by_trader_on": day("2024-02-03"),
            "replaced_on": day("2024-03-01"),
            "defect_date": day("2024-05-30"),
        },
    ),
    "a recall": ({"recall_date": "2024-05-01"}, {"recalls": (Recall(day("2024-05-01")),)}),
    "how bad it is": ({"severity": "Serious"}, {"severity": "serious"}),
    "the same fault, no attempt failed": (
        {"same_defect_as_repair": "Yes", "failed_repair_before": "no"},
        {"same_defect_as_repair": True, "failed_repair_before": False},
    ),
    "enough attempts": ({"failed_repair_before": "reasonable_number_of_attempts"}, {"failed_repair_before": True}),
    "a part": ({"cause": "defect_door_seal"}, {"part": "door seal"}),
}


@pytest.mark.parametrize(("cells", "facts"), FACTS.values(), ids=FACTS)
def test_read_case_reads_facts(cells, facts):
    assert read_case(LINE | cells).facts == Facts(**PLAIN | facts)


def test_read_case_keeps_every_expectation_that_is_not_empty():
    days = {f"exp_{name}_until": "2026-01-10" for name in ("legal", "presumption", "action", "commercial")}
    answers = {"exp_covered": "yes", "exp_covered_by": "legal", "exp_burden_of_proof": "n/a"}
    assert read(**days, **answers).expected == days | answers
    assert read(**dict.fromkeys(days, "")).expected == {}


@pytest.mark.parametrize("product", ["car", "van", "motorbike", "motorcycle", "vehicle", "moped", "motorhome"])
def test_read_case_knows_a_vehicle(product):
    assert read(product=f"used {product}").facts.goods == "vehicle"


@pytest.mark.parametrize(
    ("word", "cause"),
    [
        ("", ("unknown", "")),
        ("normal_wear", ("normal_wear", "")),
        ("defect", ("defect", "")),
        ("not_as_described", ("not_as_described", "")),
        ("defect_fan_", ("defect", "fan")),
        ("accident", ("accident_consumer", "")),
        ("misuse_by_guest", ("misuse", "")),
        ("dropped_by_consumer", ("accident_consumer", "")),
        ("painted_by_consumer", ("misuse", "")),
        ("defective_battery", ("defect", "battery")),
        ("defect-fan", ("defect", "fan")),
        ("hidden_defect", ("defect", "")),
        ("power_surge", ("accident_consumer", "")),
        ("lack_of_maintenance", ("misuse", "")),
        ("bad_installation_by_third_party", ("bad_installation_by_consumer", "")),
        ("installation_by_seller", ("bad_installation_by_trader", "")),
        ("accepted_deviation", ("deviation_accepted", "")),
        ("update_not_installed_after_notice", ("update_not_installed", "")),
        ("missing_parts", ("not_as_described", "")),
        ("transport_damage", ("damaged_in_transit", "")),
        ("withdrawal_without_cause", ("no_defect", "")),
        *((word, ("no_defect", "")) for word in ("no_defect", "none", "withdrawal", "change_of_mind", "changed_mind")),
        ("wear_of_belt", ("normal_wear", "")),
        ("moonlight", ("", "")),
    ],
)
def test_cause_of_a_word(word, cause):
    assert cause_of(word) == cause


@pytest.mark.parametrize(
    ("scope", "parts"),
    [
        ("compressor only", ("compressor",)),
        ("Structure", ("structure",)),
        ("linear inverter compressor", ("inverter", "compressor")),
        ("frame and motor", ("frame", "motor")),
        ("compressor, parts only", ("compressor",)),
        ("only the door and the seal", ("door", "seal")),
        ("all parts except battery", ()),
        ("full warranty", ()),
        ("parts and labour", ()),
        ("mechanical breakdown", ()),
        ("Spain only", ()),
        ("2 years", ()),
        ("", ()),
    ],
)
def test_parts_of_a_scope(scope, parts):
    assert parts_of(scope) == parts


@pytest.mark.parametrize(
    ("product", "goods"),
    [("used car", "vehicle"), ("carwash", ""), ("Delivery Van", "vehicle"), ("truck", "industrial_vehicle"), ("", "")],
)
def test_goods_of_a_product(product, goods):
    assert goods_of(product) == goods


PROMISES = {
    "the whole product": ("ES", "24", "", CommercialTerms("commercial", "commercial", "—", 24)),
    "a part": (
        *("ES", "120", "Compressor only"),
        CommercialTerms("commercial", "compressor only", "—", 0, components=(Component("compressor", 120),)),
    ),
    "full in the United States": ("US", "12", "full", CommercialTerms("commercial", "full", "—", 12, full=True)),
    "full in small letters": ("us", "12", "full", CommercialTerms("commercial", "full", "—", 12, full=True)),
    "limited in the United States": ("US", "12", "limited", CommercialTerms("commercial", "limited", "—", 12)),
    "full elsewhere": ("ES", "12", "full", CommercialTerms("commercial", "full", "—", 12)),
    "announced elsewhere": ("ES", "12", "announced", CommercialTerms("commercial", "announced", "—", 12)),
    "in Colombia, besides the law": ("CO", "12", "total", CommercialTerms("commercial", "total", "—", 12)),
}


@pytest.mark.parametrize(("place", "months", "scope", "terms"), PROMISES.values(), ids=PROMISES)
def test_read_case_reads_a_guarantee(place, months, scope, terms):
    assert read(jurisdiction=place, commercial_months=months, commercial_scope=scope).guarantees == (terms,)


def test_read_case_takes_a_guarantee_without_scope_for_one_of_the_whole_product():
    assert read(commercial_months="24").guarantees == (CommercialTerms("commercial", "commercial", "—", 24),)


@pytest.mark.parametrize(
    ("kind", "kinds"),
    [
        ("extension", ("extension",)),
        ("free_support", ("free_support",)),
        ("accident cover", ("accidental_damage",)),
        ("total with accidents", ("extension", "accidental_damage")),
        ("ext. with accidents", ("extension", "accidental_damage")),
        ("gold", ("extension",)),
        ("screen_protection", ("accidental_damage",)),
        ("theft_and_accidental_damage", ("accidental_damage",)),
        ("all_risk", ("extension", "accidental_damage")),
        ("maintenance", ("maintenance_discount",)),
        ("support", ("free_support",)),
        ("theft", ()),
    ],
)
def test_read_case_reads_what_a_plan_is_about(kind, kinds):
    assert read(extended_plan=f"{kind} : 36").plans == (PlanTerms("plan-1", kind, "—", kinds, 36),)


def test_read_case_reads_plans_in_their_order():
    plans = read(extended_plan="extension:24;gold:12|free_support:6").plans
    assert [(plan.code, plan.name, plan.months) for plan in plans] == [
        *(("plan-1", "extension", 24), ("plan-2", "gold", 12), ("plan-3", "free_support", 6))
    ]


UNREADABLE = {
    "plan without months": ({"extended_plan": "gold"}, "The plan «gold» is not written as kind:months."),
    "plan with odd months": ({"extended_plan": "gold:²"}, "The plan «gold:²» is not written as kind:months."),
    "plan without a kind": ({"extended_plan": ":12"}, "The plan «:12» is not written as kind:months."),
    "stay without its first day": (
        {"suspension_intervals": "/2024-03-01"},
        "The stay «/2024-03-01» does not say when the product was handed in.",
    ),
    "stay that is no date": (
        {"suspension_intervals": "2024-03-01/soon"},
        "suspension_intervals: «soon» is not a date. Write it as 2026-03-15.",
    ),
    "stay that begins on no date": (
        {"suspension_intervals": "soon/2024-03-01"},
        "suspension_intervals: «soon» is not a date. Write it as 2026-03-15.",
    ),
    "date": ({"claim_date": "1/6/2024"}, "claim_date: «1/6/2024» is not a date. Write it as 2026-03-15."),
    "months": ({"commercial_months": "two"}, "commercial_months: «two» is not a number of months."),
    "too many months": ({"commercial_months": "10000"}, "commercial_months: «10000» is not a number of months."),
    "yes or no": (
        {"same_defect_as_repair": "maybe"},
        "same_defect_as_repair: write yes, no or nothing, not «maybe».",
    ),
}


@pytest.mark.parametrize(("cells", "sentence"), UNREADABLE.values(), ids=UNREADABLE)
def test_read_case_says_what_it_cannot_read(cells, sentence):
    with override("en"), pytest.raises(Unreadable) as refusal:
        read(**cells)
    assert str(refusal.value).startswith(sentence)


REMARKS = {
    "cause": ("cause", "moonlight", "unknown", "unknown, defect, "),
    "condition": ("condition", "antique", "", "new, used, "),
    "buyer": ("buyer", "cat", "unknown", "consumer, "),
    "seller": ("seller", "dog", "unknown", "trader, private, unknown."),
    "channel": ("channel", "pigeon", "unknown", "store, online, phone, "),
    "severity": ("severity", "awful", "normal", "minor, normal, serious."),
}


@pytest.mark.parametrize(("column", "word", "taken", "known"), REMARKS.values(), ids=REMARKS)
def test_read_case_takes_a_strange_word_for_unknown_and_says_so(column, word, taken, known):
    with override("en"):
        case = read(**{column: word.upper()})
    said = f"{column}: «{word}» is not known, so it is read as unknown. Known are: {known}"
    assert (getattr(case.facts, column), len(case.remarks)) == (taken, 1)
    assert case.remarks[0].startswith(said)


@pytest.mark.parametrize(
    ("word", "channel"),
    [
        *((word, "store") for word in ("store", "shop", "in_store")),
        *((word, "online") for word in ("online", "distance", "web")),
        *((word, "phone") for word in ("phone", "telephone", "mail_order", "off_premises")),
    ],
)
def test_read_case_knows_other_words_for_a_channel(word, channel):
    case = read(channel=word)
    assert (case.facts.channel, case.remarks) == (channel, ())


def test_disagreements_name_the_column_and_both_answers():
    case = read(exp_covered="no", exp_legal_until="2026-01-10")
    decision = decide(bought(showed="2024-06-01"), country())
    assert case.disagreements(decision) == [("exp_covered", "no", "yes")]


def test_outcome_is_of_the_repair_when_only_that_is_in_question():
    book = country(rule(RepairTerms(3), "repair"))
    sold = outcome(decide(bought(showed="2024-02-01", condition="service_repair"), book))
    assert (sold["exp_legal_until"], sold["exp_burden_of_proof"]) == ("2024-04-10", "trader")
    paid = bought(showed="2024-06-01", custody=at("2024-05-01/2024-05-10", paid=True))
    assert outcome(decide(paid, book))["exp_legal_until"] == "2026-01-10"


def test_outcome_of_what_nothing_is_known_of_is_empty():
    assert outcome(decide(bought(jurisdiction="YY"), Rulebook([]))) == {
        "exp_legal_until": "",
        "exp_presumption_until": "",
        "exp_action_until": "",
        "exp_commercial_until": "",
        "exp_covered": "person",
        "exp_covered_by": "",
        "exp_burden_of_proof": "n/a",
    }
