import json
from datetime import date

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from warranties.law import BadRule, rule_from, shipped, shipped_entries
from warranties.plain import from_plain, from_plain_strictly, to_plain
from warranties.rules import TERMS, Action, Point, Replacement, SaleTerms, Used
from warranties.states import RuleKind, Source

RULES = {rule.code: rule for rule in shipped()}
ENTRIES = {entry["code"]: entry for entry in shipped_entries()}
SALES = [rule for rule in shipped() if rule.kind == RuleKind.SALE]
WAITING = [
    *("UK-SCOTLAND", "ES-R2R", "PT-R2R", "FR-R2R", "DE-R2R", "IT-R2R"),
    *("PT-WITHDRAWAL", "FR-WITHDRAWAL", "DE-WITHDRAWAL", "IT-WITHDRAWAL", "UK-WITHDRAWAL"),
]
SHAPE = [
    *("code", "version", "kind", "jurisdiction", "region", "contract_from", "contract_to"),
    *("source", "confirmed", "note", "terms", "cites"),
]


def entry(**changes):
    """A small rule of a sale, changed; a change to ... takes the field away."""
    good = {
        "code": "XX-1",
        "version": 1,
        "kind": "sale",
        "jurisdiction": "XX",
        "source": "primary",
        "terms": {"goods_months": 24, "first": ["repair"]},
        "cites": {"law": "Act 1"},
    }
    return {name: value for name, value in (good | changes).items() if value is not ...}


def sale_entry(**terms):
    return entry(terms={"goods_months": 24, "first": ["repair"]} | terms)


def repair_entry(**terms):
    return entry(kind="repair", terms=terms)


def test_shipped_codes_are_unique_and_written_in_one_shape():
    assert [list(one) for one in shipped_entries()] == [SHAPE] * len(RULES)
    assert len(ENTRIES) == len(shipped_entries()) == len(shipped()) == 32
    assert [rule.code for rule in shipped()] == [one["code"] for one in shipped_entries()]


def test_shipped_rules_that_wait_are_the_ones_nobody_confirmed():
    assert sorted(code for code, rule in RULES.items() if not rule.confirmed) == sorted(WAITING)
    assert sorted(code for code, one in ENTRIES.items() if not one["confirmed"]) == sorted(WAITING)


def test_shipped_sources_are_those_of_the_page():
    found = {source: [one["code"] for one in shipped_entries() if one["source"] == source] for source in Source}
    assert sorted(found[Source.SECONDARY]) == ["CL-2022", "CL-PRE2022", "IT-2022", "MX"]
    assert sorted(found[Source.KNOWLEDGE]) == sorted([c for c in WAITING if "R2R" not in c])


def test_shipped_entries_are_the_callers_own():
    shipped_entries()[0]["terms"].clear()
    assert shipped_entries()[0]["terms"] != {}


@pytest.mark.parametrize("rule", shipped(), ids=lambda rule: rule.code)
def test_shipped_rule_says_where_and_goes_through_json(rule):
    assert rule.cites[Point.LAW]
    assert ENTRIES[rule.code]["note"]
    kept = json.loads(json.dumps(to_plain(rule.terms)))
    assert from_plain(TERMS[rule.kind], kept) == rule.terms == from_plain_strictly(TERMS[rule.kind], kept)


@pytest.mark.parametrize("rule", SALES, ids=lambda rule: rule.code)
def test_shipped_sale_has_remedies_and_what_it_tells_of_has_a_place(rule):
    terms = rule.terms
    assert terms.first
    no_place = {
        Point.SUSPENSION: rule.jurisdiction in ("CL", "PE"),  # the page names no article
        Point.REPLACEMENT: rule.jurisdiction in ("FR", "CO"),
        Point.EXTENSION: rule.jurisdiction == "FR",
        Point.ACTION: rule.jurisdiction == "PT",
        Point.DIGITAL: False,
        Point.AFTER_CONFORMITY: False,
        Point.REJECTION: False,
        Point.COLLECT: False,
        Point.TERM: False,
    }
    told = {
        Point.SUSPENSION: terms.suspends_liability,
        Point.REPLACEMENT: terms.replacement != Replacement.NOTHING,
        Point.EXTENSION: terms.repair_extension_months > 0,
        Point.ACTION: terms.action != Action.NONE,
        Point.DIGITAL: terms.digital_months is not None,
        Point.AFTER_CONFORMITY: terms.after_conformity_months is not None,
        Point.REJECTION: terms.rejection_days is not None,
        Point.COLLECT: terms.collect_months is not None,
        Point.TERM: True,
    }
    assert [point for point in told if told[point] and point not in rule.cites and not no_place[point]] == []


# Worked from the page of the law, not from the file. Months, save the days; "-" is what the page does not have.
SALE_NUMBERS = """
code         from        to          goods days used floor pres p-used p-red action tails repair/max after supply
ES-2022      2022-01-01  -           36    -    -    12    24   -      -     60     0/0   0/-        12    36
ES-PRE2022   -           2021-12-31  24    -    -    12    6    -      -     36     0/0   0/-        6     -
PT-2022      2022-01-01  -           36    -    -    18    24   -      12    24     0/0   6/4        -     -
FR-2022      2022-01-01  -           24    -    -    -     24   12     -     0      0/0   6/-        -     -
DE-2022      2022-01-01  -           24    -    -    12    12   -      -     0      4/2   0/-        -     -
IT-2022      2022-01-01  -           24    -    -    12    12   -      -     26     0/0   0/-        -     -
UK           2015-10-01  -           72    -    -    -     6    -      -     0      0/0   0/-        -     -
UK-SCOTLAND  2015-10-01  -           60    -    -    -     6    -      -     0      0/0   0/-        -     -
MX           -           -           -     90   -    -     -    -      -     0      0/0   0/-        -     -
AR           -           -           6     -    3    -     -    -      -     0      0/0   0/-        -     -
CL-PRE2022   -           2022-03-23  3     -    -    -     -    -      -     0      0/0   0/-        -     -
CL-2022      2022-03-24  -           6     -    -    -     -    -      -     0      0/0   0/-        -     -
CO           -           -           12    -    3    -     -    -      -     0      0/0   0/-        -     -
PE           -           -           -     -    -    -     -    -      -     0      0/0   0/-        -     -
US           -           -           -     -    -    -     -    -      -     0      0/0   0/-        -     -
"""
NUMBERS_OF = [line.split() for line in SALE_NUMBERS.strip().splitlines()[1:]]


def numbers(rule):
    terms = rule.terms
    told = [
        *(rule.contract_from, rule.contract_to, terms.goods_months, terms.goods_days, terms.used_months),
        *(terms.used_floor_months, terms.presumption_months, terms.presumption_used_months),
        *(terms.presumption_reduced_months, terms.action_months),
        f"{terms.tail_shown_months}/{terms.tail_return_months}",
        f"{terms.repair_extension_months}/{terms.repair_extension_max or '-'}",
        *(terms.after_conformity_months, terms.supply_floor_months),
    ]
    return ["-" if value is None else str(value) for value in told]


@pytest.mark.parametrize("line", NUMBERS_OF, ids=lambda line: line[0])
def test_shipped_sale_has_the_numbers_of_the_page(line):
    assert [line[0], *numbers(RULES[line[0]])] == line


def test_shipped_sales_are_all_in_the_table():
    assert sorted(line[0] for line in NUMBERS_OF) == sorted(rule.code for rule in SALES)


# What is not a number, again from the page: how time to claim runs, what repairs and replacements do, and the like.
SALE_WORDS = {
    "ES-2022": "from_defect nothing liability presumption business animals auctions nonprofit serious minor",
    "ES-PRE2022": "from_delivery nothing liability presumption business nonprofit minor",
    "PT-2022": "from_claim restarts liability business installed refurbished serious minor",
    "FR-2022": "none restarts_after_failed_repair liability promises business serious minor",
    "DE-2022": "with_term nothing serious minor",
    "IT-2022": "from_delivery nothing business serious minor",
    "UK": "with_term nothing business first_day stops",
    "UK-SCOTLAND": "with_term nothing business first_day stops",
    "MX": "none restarts liability promises renews",
    "AR": "none restarts liability",
    "CL-PRE2022": "none nothing liability promises",
    "CL-2022": "none nothing liability promises",
    "CO": "none restarts liability promises renews announced waivable",
    "PE": "none restarts liability promises renews",
    "US": "none nothing",
}
FLAGS = {
    "liability": "suspends_liability",
    "presumption": "suspends_presumption",
    "promises": "suspends_promises",
    "renews": "renews_promises",
    "business": "business_excluded",
    "animals": "live_animals_excluded",
    "auctions": "auctions_excluded",
    "nonprofit": "nonprofit_counts",
    "installed": "starts_when_installed",
    "serious": "serious_opens_second",
    "minor": "minor_bars_termination",
    "first_day": "presumption_counts_first_day",
    "stops": "rejection_stops_in_repair",
    "announced": "announced_term_counts",
    "waivable": "used_waivable",
}


@pytest.mark.parametrize("code", SALE_WORDS)
def test_shipped_sale_has_the_words_of_the_page(code):
    terms = RULES[code].terms
    said = {word for word, name in FLAGS.items() if getattr(terms, name)}
    said |= {"refurbished"} if not terms.refurbished_reducible else set()
    assert said | {terms.action.value, terms.replacement.value} == set(SALE_WORDS[code].split())


EU_SECOND = "price_reduction termination"
REMEDIES = {
    "ES-2022": ("repair replacement", EU_SECOND, None, ""),
    "ES-PRE2022": ("repair replacement", EU_SECOND, None, ""),
    "PT-2022": ("repair replacement", EU_SECOND, 30, "immediate_replacement termination"),
    "FR-2022": ("repair replacement", EU_SECOND, None, ""),
    "DE-2022": ("repair replacement", EU_SECOND, None, ""),
    "IT-2022": ("repair replacement", EU_SECOND, None, ""),
    "UK": ("repair replacement", "price_reduction final_reject", 30, "short_term_reject"),
    "UK-SCOTLAND": ("repair replacement", "price_reduction final_reject", 30, "short_term_reject"),
    "MX": ("replacement price_reduction termination", "refund", None, ""),
    "AR": ("repair", "replacement refund price_reduction", None, ""),
    "CL-PRE2022": ("repair replacement refund", "", None, ""),
    "CL-2022": ("repair replacement refund", "", None, ""),
    "CO": ("repair", "replacement refund", None, ""),
    "PE": ("repair replacement refund", "", None, ""),
    "US": ("repair", "replacement refund", None, ""),
}


@pytest.mark.parametrize("code", REMEDIES)
def test_shipped_sale_has_the_remedies_of_the_page(code):
    terms = RULES[code].terms
    told = (" ".join(terms.first), " ".join(terms.second), terms.rejection_days, " ".join(terms.rejection))
    assert told == REMEDIES[code]


def test_shipped_sales_say_what_becomes_of_used_goods_and_who_proves():
    used = {rule.code: rule.terms.used for rule in SALES if rule.terms.used != Used.AS_NEW}
    assert used == {
        **dict.fromkeys(("AR", "CO"), Used.OWN_TERM),
        **dict.fromkeys(("CL-PRE2022", "CL-2022"), Used.EXCLUDED),
        **dict.fromkeys(("MX", "PE", "US"), Used.UNSTATED),
    }
    proof = {rule.code: rule.terms.proof.value for rule in SALES if rule.jurisdiction not in ("MX", "AR", "CL")}
    assert {code for code, word in proof.items() if word != "presumption"} == {"CO", "PE", "US"}
    assert (proof["CO"], proof["PE"], proof["US"]) == ("trader", "unstated", "unstated")
    assert {RULES[code].terms.proof.value for code in ("MX", "AR", "CL-2022", "CL-PRE2022")} == {"unstated"}


def test_shipped_deadlines_and_duties_are_those_of_the_page():
    deadlines = {rule.code: dict(rule.terms.deadlines) for rule in SALES if rule.terms.deadlines}
    assert deadlines == {
        "ES-2022": {"deadline_refund": 14},
        "PT-2022": {"deadline_repair": 30, "deadline_refund": 14},
        "FR-2022": {"deadline_repair": 30, "deadline_refund": 14},
        "UK": {"deadline_refund": 14},
        "UK-SCOTLAND": {"deadline_refund": 14},
        "CO": {
            "deadline_repair_working": 30,
            "deadline_repair_with_loan_working": 60,
            "deadline_replace_working": 10,
            "deadline_refund_working": 15,
        },
    }
    assert {rule.code: " ".join(rule.terms.duties) for rule in SALES} == {
        "ES-2022": "inform_choice free_of_charge receipts spare_parts",
        "ES-PRE2022": "free_of_charge",
        "PT-2022": "inform_choice free_of_charge spare_parts",
        "FR-2022": "inform_choice free_of_charge refusal_in_writing",
        **dict.fromkeys(("DE-2022", "IT-2022"), "inform_choice free_of_charge"),
        **dict.fromkeys(("UK", "UK-SCOTLAND", "PE"), "free_of_charge"),
        "MX": "free_of_charge bonus",
        "AR": "free_of_charge repair_certificate transport_on_seller",
        **dict.fromkeys(("CL-PRE2022", "CL-2022"), "free_of_charge free_choice"),
        "CO": "free_of_charge repair_certificate",
        "US": "no_tie_in",
    }
    collect = {rule.code: rule.terms.collect_months for rule in SALES if rule.terms.collect_months}
    assert collect == {"ES-2022": 12}  # TRLGDCU 127 bis, in its text since 2022
    years = {rule.code: rule.terms.spare_parts_years for rule in SALES if rule.terms.spare_parts_years}
    assert years == {"ES-2022": 10, "PT-2022": 10}


def test_shipped_spanish_sale_speaks_of_digital_content():
    digital = [rule for rule in SALES if rule.terms.digital_months]
    assert [(rule.code, rule.terms.digital_months, rule.terms.digital_presumption_months) for rule in digital] == [
        ("ES-2022", 24, 12)
    ]


def test_shipped_rules_that_are_no_sale_have_the_values_of_the_page():
    told = {code: to_plain(rule.terms) for code, rule in RULES.items() if rule.kind != RuleKind.SALE}
    assert told == {
        "ES-REPAIR-APPLIANCE": {"months": 3, "days": None, "goods": "", "km": None},
        "ES-REPAIR-VEHICLE": {"months": 3, "days": None, "goods": "vehicle", "km": 2000},
        "ES-REPAIR-INDUSTRIAL": {"months": None, "days": 15, "goods": "industrial_vehicle", "km": 2000},
        "PE-REPAIR": {"months": None, "days": 30, "goods": "", "km": None},
        "CO-REPAIR": {"months": 3, "days": None, "goods": "", "km": None},
        **{f"{country}-R2R": {"months": 12, "times": 1} for country in ("ES", "PT", "FR", "DE", "IT")},
        "EU-RECALL": {"remedies": ["repair", "replacement", "refund"]},
        **{f"{country}-WITHDRAWAL": {"days": 14} for country in ("ES", "PT", "FR", "DE", "IT", "UK")},
    }


def test_shipped_places_are_those_of_the_codes():
    assert {code: rule.jurisdiction for code, rule in RULES.items() if rule.jurisdiction != code[:2]} == {}
    assert {code: rule.region for code, rule in RULES.items() if rule.region} == {"UK-SCOTLAND": "Scotland"}
    extensions = [rule for rule in RULES.values() if rule.kind == RuleKind.EXTENSION]
    assert {(rule.contract_from, rule.contract_to) for rule in extensions} == {(date(2026, 7, 31), None)}


def test_rule_from_reads_what_is_written():
    rule = rule_from(entry(region="North", contract_from="2020-02-29", confirmed=True, note="seen"))
    assert (rule.region, rule.contract_from, rule.contract_to, rule.confirmed) == (
        "North",
        date(2020, 2, 29),
        None,
        True,
    )
    assert rule.terms == SaleTerms(goods_months=24, first=("repair",))
    assert rule_from(entry()).confirmed is False


IN_RULE = "Rule XX-1: "
BAD = [
    (entry(colour="red"), "colour", "there is no field «colour» in a rule of this kind."),
    (entry(version=...), "version", "«version» is missing."),
    (entry(terms=...), "terms", "«terms» is missing."),
    (entry(cites=...), "cites", "«cites» is missing."),
    (entry(kind=...), "kind", "«kind» is missing."),
    (entry(source=...), "source", "«source» is missing."),
    (
        entry(kind="gift"),
        "kind",
        "«kind» has an unknown word; it may have these: sale, repair, extension, recall, withdrawal.",
    ),
    (
        entry(source="rumour"),
        "source",
        "«source» has an unknown word; it may have these: primary, secondary, own_knowledge.",
    ),
    (entry(version="1"), "version", "«version» must be a whole number."),
    (entry(version=True), "version", "«version» must be a whole number."),
    (entry(version=0), "version", "«version» must be 1 or more."),
    (entry(confirmed="yes"), "confirmed", "«confirmed» must be true or false."),
    (entry(note=7), "note", "«note» must be text, between quotation marks."),
    (entry(contract_from="31/07/2026"), "contract_from", "«contract_from» must be a date such as 2026-07-31."),
    (entry(contract_from="2026-02-30"), "contract_from", "«contract_from» must be a date such as 2026-07-31."),
    (entry(contract_to=2026), "contract_to", "«contract_to» must be a date such as 2026-07-31."),
    (
        entry(contract_from="2022-01-01", contract_to="2021-12-31"),
        "contract_to",
        "«contract_to» must not be before «contract_from».",
    ),
    (
        entry(jurisdiction="Spain"),
        "jurisdiction",
        "«jurisdiction» must be the two capital letters of a country, such as ES.",
    ),
    (entry(terms=[]), "terms", "«terms» must be names with their values, between curly brackets."),
    (entry(cites=["Act 1"]), "cites", "«cites» must be names with their values, between curly brackets."),
    (entry(cites={}), "cites.law", "«cites.law» is missing."),
    (entry(cites={"law": " "}), "cites.law", "«cites.law» must not be empty."),
    (entry(cites={"law": 114}), "cites.law", "«cites.law» must be text, between quotation marks."),
    (
        entry(cites={"law": "Act 1", "colour": "2"}),
        "cites.colour",
        "there is no field «cites.colour» in a rule of this kind.",
    ),
    (sale_entry(km=2000), "terms.km", "there is no field «terms.km» in a rule of this kind."),
    (sale_entry(goods_months="24"), "terms.goods_months", "«terms.goods_months» must be a whole number."),
    (sale_entry(goods_months=24.0), "terms.goods_months", "«terms.goods_months» must be a whole number."),
    (sale_entry(goods_months=0), "terms.goods_months", "«terms.goods_months» must be 1 or more."),
    (sale_entry(goods_months=1201), "terms.goods_months", "«terms.goods_months» must be 1200 or less."),
    (sale_entry(tail_shown_months=-1), "terms.tail_shown_months", "«terms.tail_shown_months» must be 0 or more."),
    (
        sale_entry(tail_shown_months=None),
        "terms.tail_shown_months",
        "«terms.tail_shown_months» must be a whole number.",
    ),
    (
        sale_entry(goods_days=90),
        "terms.goods_months",
        "give either «terms.goods_months» or «terms.goods_days», not both.",
    ),
    (
        sale_entry(used="broken"),
        "terms.used",
        "«terms.used» has an unknown word; it may have these: as_new, own_term, excluded, unstated.",
    ),
    (
        sale_entry(used=[]),
        "terms.used",
        "«terms.used» has an unknown word; it may have these: as_new, own_term, excluded, unstated.",
    ),
    (sale_entry(used="own_term"), "terms.used_months", "«terms.used_months» is missing."),
    (sale_entry(proof="presumption"), "terms.presumption_months", "«terms.presumption_months» is missing."),
    (sale_entry(action="from_claim"), "terms.action_months", "«terms.action_months» is missing."),
    (sale_entry(rejection=["refund"]), "terms.rejection_days", "«terms.rejection_days» is missing."),
    (sale_entry(rejection_days=30), "terms.rejection", "«terms.rejection» is missing."),
    (sale_entry(duties=["spare_parts"]), "terms.spare_parts_years", "«terms.spare_parts_years» is missing."),
    (sale_entry(first=[]), "terms.first", "«terms.first» is missing."),
    (sale_entry(first="repair"), "terms.first", "«terms.first» must be a list, between square brackets."),
    (sale_entry(first=[1]), "terms.first", "«terms.first» must be text, between quotation marks."),
    (
        sale_entry(deadlines=[["deadline_repair"]]),
        "terms.deadlines",
        "each item of «terms.deadlines» must be a pair of a word and a number of days.",
    ),
    (sale_entry(deadlines=[["deadline_repair", "30"]]), "terms.deadlines", "«terms.deadlines» must be a whole number."),
    (sale_entry(deadlines=[["deadline_repair", 0]]), "terms.deadlines", "«terms.deadlines» must be 1 or more."),
    (
        repair_entry(months=3, goods="boat"),
        "terms.goods",
        "«terms.goods» has an unknown word; it may have these: «», vehicle, industrial_vehicle.",
    ),
    (repair_entry(), "terms.months", "«terms.months» is missing."),
    (repair_entry(months=3, days=30), "terms.months", "give either «terms.months» or «terms.days», not both."),
    (repair_entry(months=3, km=1_000_001), "terms.km", "«terms.km» must be 1000000 or less."),
    (entry(kind="extension", terms={}), "terms.months", "«terms.months» is missing."),
    (entry(kind="extension", terms={"months": 12, "times": 0}), "terms.times", "«terms.times» must be 1 or more."),
    (entry(kind="recall", terms={}), "terms.remedies", "«terms.remedies» is missing."),
    (entry(kind="withdrawal", terms={"days": 0}), "terms.days", "«terms.days» must be 1 or more."),
    (entry(note="a\0b"), "note", "«note» has a character that cannot be kept. Write it again."),
    (entry(region="\udfff"), "region", "«region» has a character that cannot be kept. Write it again."),
]


@pytest.mark.parametrize(
    ("data", "field", "sentence"), BAD, ids=[f"{field}-{i}" for i, (_, field, _) in enumerate(BAD)]
)
def test_rule_from_bad_entry_tells_the_code_and_the_field(data, field, sentence):
    with translation.override("en"), pytest.raises(BadRule) as told:
        rule_from(data)
    assert (str(told.value), told.value.code, told.value.field) == (IN_RULE + sentence, "XX-1", field)


@pytest.mark.parametrize("name", ["first", "second", "rejection", "duties", "deadlines"])
def test_rule_from_unknown_word_lists_the_known_ones(name):
    wanted = f"^Rule XX-1: «terms.{name}» has an unknown word; it may have these: [a-z_, ]+\\.$"
    with translation.override("en"), pytest.raises(BadRule, match=wanted):
        rule_from(sale_entry(**{name: [["gift", 3]] if name == "deadlines" else ["gift"]}))


def test_rule_from_recall_with_an_unknown_remedy_is_refused():
    with translation.override("en"), pytest.raises(BadRule, match=r"^Rule XX-1: «terms\.remedies» has an unknown word"):
        rule_from(entry(kind="recall", terms={"remedies": ["gift"]}))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ([], "A rule must be names with their values, between curly brackets."),
        (None, "A rule must be names with their values, between curly brackets."),
        (entry(code=...), "Rule —: «code» is missing."),
        (entry(code=""), "Rule —: «code» must not be empty."),
        (entry(code=7), "Rule 7: «code» must be text, between quotation marks."),
    ],
)
def test_rule_from_entry_without_a_code_is_refused(data, sentence):
    with translation.override("en"), pytest.raises(BadRule) as told:
        rule_from(data)
    assert str(told.value) == sentence


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(shipped_entries()), st.data())
def test_rule_from_anything_is_a_rule_or_a_sentence(written, data):
    """Whatever stands in whichever place, who wrote it is told in a sentence and not with a trace."""
    place = data.draw(st.sampled_from([written, *(written[name] for name in ("terms", "cites"))]))
    changed = place | {data.draw(st.sampled_from(list(place))): data.draw(JSON)}
    name = next((name for name in ("terms", "cites") if written[name] is place), None)
    try:
        told = rule_from(written | {name: changed} if name else changed).cites[Point.LAW]
    except BadRule as error:
        told = str(error)
    assert told
