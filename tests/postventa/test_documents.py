"""What stands on the certificate and on the receipts, as their reader sees them."""

import datetime as dt
import re
import zlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override

from core.actors import actor_of
from core.errors import Refused
from postventa.documents.certificate import certificate
from postventa.documents.promises import Guarantee, Span
from postventa.documents.receipts import hand_in_receipt, return_receipt
from tests.factories import (
    NOW,
    AgentFactory,
    ComponentFactory,
    CoverFactory,
    CustodyFactory,
    CustomerFactory,
    GuaranteeFactory,
    PlanFactory,
    RecallFactory,
    UnitFactory,
)
from tests.warranties.sold import sold
from warranties.actions.custody import give_back, hand_in
from warranties.links import unit_url
from warranties.models import Custody
from warranties.passport import passport
from warranties.queries import rulebook

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2026, 11, 13)
LAW = "By law you are entitled to remedies from the seller, free of charge, if the product is not as it should be."


@pytest.fixture
def read(paper):
    """`read(made)`: the words of a paper on one line; it must hold the one QR of a page and be readable aloud."""

    def words(made) -> str:
        return " ".join(" ".join(paper(made.content).pages).split())

    return words


def stay_of(row: Custody) -> Custody:
    return Custody.objects.with_receipt_rows().get(pk=row.pk)


# The certificate


def test_certificate_says_the_law_until_when_and_that_it_needs_nothing(paper, read):
    unit = sold(FRIDAY, unit={"serial": "SN-77", "product__name": "Lavadora Serie 6"})

    made = certificate(unit, NOW, "en")

    words, page = read(made), paper(made.content)
    for said in (
        "Guarantee certificate",
        f"Number G-{unit.pk:06d} · 16 November 2026",
        "Lavadora Serie 6 · Hogarix",
        "SN-77",
        f"{unit.purchase.order_ref} · 13 November 2026",
        "Until 13 November 2029, that day included",
        "TRLGDCU 120.1",
        "You may ask for Repair, Replacement If that fails Price reduction, Return with refund",
        "Nothing: neither parts, nor labour, nor transport",
        "Neither registration nor the box.",
        "Orientation, not legal advice.",
    ):
        assert said in words
    assert (made.name, len(page.pages), page.codes) == (f"guarantee G-{unit.pk:06d}", 1, [unit_url(unit)])
    assert "Commercial guarantee" not in words
    assert LAW not in words


def test_certificate_speaks_the_language_asked_for(read):
    made = certificate(sold(FRIDAY), NOW, "es")

    with override("es"):
        title, until = gettext("Guarantee certificate"), gettext("Until %(day)s, that day included")
    words = read(made)
    assert title in words
    assert until % {"day": "13 de noviembre de 2029"} in words
    assert "el vendedor responde de los fallos que se manifiesten hasta el 13 de noviembre de 2029" in words
    assert b"/Lang (es)" in inside(made.content)


def test_certificate_says_of_a_commercial_guarantee_what_the_law_asks(read):
    guarantee = GuaranteeFactory(
        name="Total", territory=["ES", "PT"], exclusions="Juntas.", terms_url="https://hogarix.example/g", months=36
    )
    ComponentFactory(guarantee=guarantee, name="Compresor", months=120, covers_labour=False)

    words = read(certificate(sold(FRIDAY), NOW, "en"))

    for said in (
        LAW + " A commercial guarantee does not affect them.",
        "Commercial guarantee: Total",
        "Whole product 36 months 13 November 2029 spare parts, labour",
        "Compresor 120 months 13 November 2036 spare parts",
        "How to use it Llame al 900 100 100.",
        "Guarantor Hogarix S.A., calle Mayor 1, 28013 Madrid",
        "Where it holds Spain, Portugal",
        "Leaves out Juntas.",
        "https://hogarix.example/g",
    ):
        assert said in words


def test_certificate_does_not_pretend_what_the_guarantee_lacks(read):
    GuaranteeFactory(guarantor="Hogarix", procedure="", exclusions="", terms_url="")

    words = read(certificate(sold(FRIDAY), NOW, "en"))

    assert "Guarantor Hogarix Where it holds Everywhere" in words
    assert words.count("How to use it") == 1  # of the legal guarantee
    assert "Leaves out" not in words
    assert "Terms" not in words


def shown(unit) -> list[Guarantee]:
    known = passport(unit, NOW)
    with override("en"):
        return [Guarantee.of(it, known.facts, rulebook()) for it in known.promised]


def test_parts_are_counted_each_by_its_own_months():
    """A part promised for less than the whole, and two whose names share a word."""
    guarantee = GuaranteeFactory(months=24)
    for name, months in (("Compresor", 120), ("Motor del compresor", 60), ("Batería", 6)):
        ComponentFactory(guarantee=guarantee, name=name, months=months)

    (found,) = shown(sold(FRIDAY))

    assert found.spans == [
        Span("Whole product", 24, dt.date(2028, 11, 13), "spare parts, labour"),
        Span("Batería", 6, dt.date(2027, 5, 13), "spare parts, labour"),
        Span("Compresor", 120, dt.date(2036, 11, 13), "spare parts, labour"),
        Span("Motor del compresor", 60, dt.date(2031, 11, 13), "spare parts, labour"),
    ]


def test_guarantee_that_was_advertised_longer_is_shown_as_advertised():
    GuaranteeFactory(months=24, advertised_months=48)

    (found,) = shown(sold(FRIDAY))

    assert [(span.months, span.until) for span in found.spans] == [(48, dt.date(2030, 11, 13))]


def test_guarantee_that_waits_for_its_registration_has_no_last_day_yet(read):
    GuaranteeFactory(starts="registration", months=12)
    unit = sold(FRIDAY)

    assert "Whole product 12 months It begins when it is registered" in read(certificate(unit, NOW, "en"))

    guarantee = shown(unit)[0].row
    CoverFactory(unit=unit, plan=None, guarantee=guarantee, starts_on=dt.date(2026, 11, 15), reference="REG-9")
    words = read(certificate(unit, NOW, "en"))
    assert "Whole product 12 months 15 November 2027" in words
    assert "15 November 2026, from the registration of the product · REG-9" in words


def test_guarantee_that_does_not_reach_the_unit_says_why_and_gives_no_days(read):
    GuaranteeFactory(territory=["PT"])

    words = read(certificate(sold(FRIDAY), NOW, "en"))

    assert "It does not hold in Spain." in words
    assert "Whole product" not in words


def test_certificate_of_a_business_says_that_the_consumer_law_does_not_reach_it(read):
    GuaranteeFactory(name="Total")
    unit = sold(FRIDAY, customer=CustomerFactory(kind="company"))

    words = read(certificate(unit, NOW, "en"))

    assert "The buyer is a business, and the consumer guarantee does not reach it." in words
    assert "Commercial guarantee: Total" in words
    assert LAW not in words
    assert "You may ask for" not in words


def test_certificate_where_no_law_was_entered_says_that_a_person_looks_it_up(read):
    words = read(certificate(sold(FRIDAY, customer=CustomerFactory(country="NO")), NOW, "en"))

    assert "The guarantee law of this country (Norway) has not been entered: a person has to look it up." in words
    assert "that day included" not in words


def test_certificate_calls_free_only_what_the_law_calls_so(read):
    """That of the United States does not; a term that is over gives nothing any more."""
    GuaranteeFactory(name="Total")
    sales = [sold(FRIDAY, customer=CustomerFactory(country="US")), sold(dt.date(2020, 5, 4))]

    for words in [read(certificate(unit, NOW, "en")) for unit in sales]:
        assert "Commercial guarantee: Total" in words
        assert "What it costs you" not in words
        assert LAW not in words


def test_certificate_tells_plans_stays_and_dangers(read):
    unit = sold(dt.date(2026, 1, 10))
    plan = PlanFactory(name="Plan 5", kinds=["extension", "free_support", "maintenance_discount"], visits=3)
    cover = CoverFactory(unit=unit, plan=plan, reference="PT-1")
    cover.visits.create(on=dt.date(2026, 10, 1), created_at=NOW)
    first = CustodyFactory(unit=unit, handed_in_on=dt.date(2026, 3, 1), returned_on=dt.date(2026, 3, 21))
    here = CustodyFactory(unit=unit, handed_in_on=dt.date(2026, 11, 15))
    RecallFactory(products=[unit.product], title="Riesgo de incendio")

    words = read(certificate(unit, NOW, "en"))

    for said in (
        "Safety recall: Riesgo de incendio El cable puede arder. Desenchúfela y llámenos.",
        "lengthens the term by 21 days. TRLGDCU 122.1-2",
        "If it comes back, the seller answers for it until 21 March 2027",
        "Service plan: Plan 5",
        "Runs 10 January 2026 to 10 January 2031",
        "Free support Until 10 January 2031, that day included",
        "Maintenance 20 % off, until 10 January 2031 · 1 of 3 visits used",
        f"{first.number} 01/03/2026 21/03/2026 20 Repaired",
        f"{here.number} 15/11/2026 not yet 1",
    ):
        assert said in words


def test_certificate_of_a_unit_that_was_not_delivered_is_refused():
    unit = UnitFactory(delivery__delivered_at=None)

    with override("en"), pytest.raises(Refused) as refusal:
        certificate(unit, NOW, "es")

    assert refusal.value.code == "not_delivered"
    with override("en"):
        assert str(refusal.value).startswith("The guarantees begin with the delivery")


def test_certificate_names_nobody_and_nothing_of_another_customer(read):
    marta, luis = CustomerFactory(name="Marta Gil"), CustomerFactory(name="Luis Mora")
    mine, other = sold(FRIDAY, customer=marta), sold(FRIDAY, customer=luis)
    CustodyFactory(unit=other, handed_in_on=FRIDAY, fault="Secreto de Luis")
    CoverFactory(unit=other, plan=PlanFactory(name="Plan de Luis"))

    words = read(certificate(mine, NOW, "en"))

    mentioned = [luis.name, marta.name, marta.email, other.serial, other.purchase.order_ref, "Luis", "Secreto"]
    assert [word for word in mentioned if word in words] == []


def test_certificate_takes_what_people_wrote_as_text(read):
    bad = '<script>alert(1)</script><img src="http://evil.example/x">{{ unit }}&amp;'
    GuaranteeFactory(name=bad[:100], exclusions=bad, procedure=bad, guarantor=bad)

    words = read(certificate(sold(FRIDAY, unit={"product__name": bad}), NOW, "en"))

    assert words.count("<script>alert(1)</script>") == 5
    assert "&amp;" in words
    assert "{{ unit }}" in words


def inside(pdf: bytes) -> bytes:
    streams = re.findall(rb"stream\n(x.*?)\nendstream", pdf, re.DOTALL)
    return pdf + b" ".join(zlib.decompress(stream) for stream in streams)


def test_papers_are_readable_aloud_and_equal_for_equal_rows(paper):
    GuaranteeFactory()
    unit = sold(FRIDAY)
    stay = stay_of(CustodyFactory(unit=unit, handed_in_on=FRIDAY, returned_on=dt.date(2026, 11, 14)))

    for make in (
        lambda: certificate(unit, NOW, "en"),
        lambda: hand_in_receipt(stay, "en"),
        lambda: return_receipt(stay, "en"),
    ):
        made = make()
        marks = [b"/MarkInfo", b"/StructTreeRoot", b"/Lang (en)", b'pdfuaid:part="1"', b"/S /H1", b"/S /H2"]
        marks.append(b"/Alt (QR that opens the public page of this product)")
        assert [mark for mark in marks if mark not in inside(made.content)] == []
        assert make() == made


def test_certificate_costs_the_same_queries_for_1_and_20_of_everything(paper):
    unit, costs = sold(dt.date(2024, 1, 10)), []
    for many in (1, 20):
        for n in range(many):
            day = dt.date(2024, 2, 1) + dt.timedelta(days=10 * (n + many))
            CustodyFactory(unit=unit, handed_in_on=day, returned_on=day + dt.timedelta(days=2))
            ComponentFactory(guarantee=GuaranteeFactory())
            CoverFactory(unit=unit, plan=PlanFactory())
        with CaptureQueriesContext(connection) as queries:
            certificate(unit, NOW, "en")
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_certificate_of_a_long_life_prints_what_matters_most_and_counts_the_rest(read):
    unit = sold(dt.date(2024, 1, 10))
    for n in range(10):
        CoverFactory(unit=unit, plan__name=f"Over {n}", plan__months=1, starts_on=dt.date(2024, 2, 1 + n))
    CoverFactory(unit=unit, plan__name="Running")
    for n in range(13):
        day = dt.date(2024, 3, 1 + n)
        CustodyFactory(unit=unit, handed_in_on=day, returned_on=day)

    words = read(certificate(unit, NOW, "en"))

    assert re.findall("Service plan: (Over .|Running)", words) == ["Running", *(f"Over {n}" for n in range(9, 2, -1))]
    assert "And 3 more plans: see the page of the product." in words
    assert "And 1 earlier stay: see the page of the product." in words
    stays = list(reversed(passport(unit, NOW).stays))
    assert [stay.number in words for stay in stays] == [False, *[True] * 12]


def test_certificate_of_a_usual_life_counts_no_rest(read):
    assert "see the page of the product" not in read(certificate(sold(FRIDAY), NOW, "en"))


# The receipts


@pytest.fixture
def ana():
    return AgentFactory(name="Ana Ruiz")


def test_hand_in_receipt_says_who_what_when_and_what_happens_to_the_term(paper, read, ana):
    unit = sold(dt.date(2026, 5, 4), customer=CustomerFactory(name="Marta Gil", postal_code="28013"))
    at = dt.datetime(2026, 11, 7, 8, 37, tzinfo=dt.UTC)
    stay = hand_in(unit=unit, fault="No centrifuga.\n<b>Ruido</b>", accessories="Cable", by=actor_of(ana), now=at)

    made = hand_in_receipt(stay_of(stay), "en")

    words = read(made)
    for said in (
        f"Hand-in receipt Number {stay.number} · 7 November 2026",
        "Handed in 7 November 2026, 09:37",
        "Handed in by Marta Gil · 28013 Madrid",
        "Received by Ana Ruiz · Postventa",
        unit.serial,
        "Accessories Cable",
        "Under guarantee, free of charge",
        "No centrifuga. <b>Ruido</b>",
        "stands still from the hand-in until the product is back with you. TRLGDCU 122.1-2",
        "You can collect it until 7 November 2027, that day included.",
        "TRLGDCU 127 bis",
        "Signature of the customer For Postventa",
    ):
        assert said in words
    assert "Expected back on" not in words
    assert (made.name, paper(made.content).codes) == (f"hand-in {stay.number}", [unit_url(unit)])
    assert len(paper(made.content).pages) == 1


def test_hand_in_receipt_of_a_paid_repair_leaves_room_for_the_day_and_the_term_goes_on(read):
    stay = stay_of(CustodyFactory(unit=sold(dt.date(2026, 5, 4)), paid=True))

    words = read(hand_in_receipt(stay, "en"))

    assert "A repair that the customer pays" in words
    assert "Expected back on" in words
    assert "The term of the legal guarantee goes on meanwhile." in words


def test_hand_in_receipt_of_a_past_day_tells_no_hour(read, ana):
    stay = hand_in(unit=sold(dt.date(2026, 5, 4)), fault="x", on=dt.date(2026, 11, 2), by=actor_of(ana), now=NOW)

    assert "Handed in 2 November 2026 Handed in by" in read(hand_in_receipt(stay_of(stay), "en"))


@pytest.mark.parametrize(
    ("bought", "customer"),
    [
        (dt.date(2020, 1, 2), {}),
        (dt.date(2026, 5, 4), {"kind": "company"}),
        (dt.date(2026, 5, 4), {"country": "NO"}),
    ],
    ids=["term over", "business", "law not entered"],
)
def test_hand_in_without_a_running_term_says_nothing_of_it(read, bought, customer):
    unit = sold(bought, customer=CustomerFactory(**customer))

    words = read(hand_in_receipt(stay_of(CustodyFactory(unit=unit)), "en"))

    assert [said for said in ("stands still", "goes on meanwhile") if said in words] == []


def test_hand_in_receipt_of_what_was_bought_before_the_law_of_today_can_be_collected_as_today(read):
    stay = CustodyFactory(unit=sold(dt.date(2020, 5, 4)), handed_in_on=dt.date(2026, 11, 7))

    assert "You can collect it until 7 November 2027, that day included." in read(hand_in_receipt(stay_of(stay), "en"))


@pytest.mark.parametrize("customer", [{"country": "PT"}, {"kind": "company"}], ids=["elsewhere", "business"])
def test_hand_in_receipt_cites_a_law_only_where_it_holds(read, customer):
    stay = CustodyFactory(unit=sold(dt.date(2026, 5, 4), customer=CustomerFactory(**customer)))

    assert "127 bis" not in read(hand_in_receipt(stay_of(stay), "en"))


def test_return_receipt_says_what_was_done_and_the_new_last_days(paper, read, ana):
    unit = sold(dt.date(2026, 5, 4))
    stay = hand_in(unit=unit, fault="Ruido", by=actor_of(ana), now=NOW - dt.timedelta(days=9))
    give_back(custody=stay, outcome="repaired", work="Rodamientos nuevos.", by=actor_of(ana), now=NOW)

    made = return_receipt(stay_of(stay), "en")

    words = read(made)
    for said in (
        f"Return receipt Number {stay.number} · 16 November 2026",
        "Handed in 7 November 2026, 11:00 Returned 16 November 2026, 11:00 · 9 days",
        "Returned by Ana Ruiz · Postventa",
        "Repaired Rodamientos nuevos.",
        "The legal guarantee lasts until 13 May 2029, that day included.",
        "lengthens the term by 9 days. TRLGDCU 122.1-2",
        "If the same fault comes back, the seller answers for it until 16 November 2027. TRLGDCU 122.3",
    ):
        assert said in words
    assert paper(made.content).codes == [unit_url(unit)]
    assert len(paper(made.content).pages) == 1


def test_return_receipt_of_a_replacement_gives_its_serial_number(read):
    stay = CustodyFactory(
        unit=sold(dt.date(2026, 5, 4)), returned_on=NOW.date(), outcome="replaced", replacement_serial="SN-NEW"
    )

    words = read(return_receipt(stay_of(stay), "en"))

    assert "You have received another product in the place of yours." in words
    assert "New serial number SN-NEW" in words


def test_return_receipt_of_a_paid_repair_tells_its_own_guarantee(read):
    stay = CustodyFactory(unit=sold(dt.date(2020, 5, 4)), paid=True, returned_on=NOW.date())

    words = read(return_receipt(stay_of(stay), "en"))

    assert "the repair is guaranteed until 16 February 2027, that day included. RD 58/1988 6.2" in words
    assert "legal guarantee lasts" not in words
    assert "same fault" not in words


@pytest.mark.parametrize("outcome", ["not_repaired", "no_fault"])
def test_return_without_a_repair_answers_for_no_fault_again(read, outcome):
    stay = CustodyFactory(unit=sold(dt.date(2026, 5, 4)), returned_on=NOW.date(), outcome=outcome)

    words = read(return_receipt(stay_of(stay), "en"))

    assert "The legal guarantee lasts until" in words
    assert "same fault" not in words


def test_receipts_printed_again_say_what_they_said(paper):
    """What happened later to the unit is not on them, nor what is still to come."""
    unit = sold(dt.date(2026, 1, 4))
    stay = CustodyFactory(unit=unit, handed_in_on=dt.date(2026, 2, 1), returned_on=dt.date(2026, 2, 9))
    before = [make(stay_of(stay), "en") for make in (hand_in_receipt, return_receipt)]

    CustodyFactory(unit=unit, handed_in_on=dt.date(2026, 2, 9), returned_on=dt.date(2026, 3, 9), outcome="replaced")
    CustodyFactory(unit=unit)

    assert [make(stay_of(stay), "en") for make in (hand_in_receipt, return_receipt)] == before


def test_return_receipt_counts_the_stays_before_it(read):
    unit = sold(dt.date(2026, 1, 4))
    CustodyFactory(unit=unit, handed_in_on=dt.date(2026, 2, 1), returned_on=dt.date(2026, 2, 11))
    stay = CustodyFactory(unit=unit, handed_in_on=dt.date(2026, 3, 1), returned_on=dt.date(2026, 3, 6))

    assert "lasts until 19 January 2029" in read(return_receipt(stay_of(stay), "en"))


def test_return_receipt_of_a_unit_that_is_still_here_is_refused():
    with pytest.raises(Refused) as refusal:
        return_receipt(stay_of(CustodyFactory()), "en")

    assert refusal.value.code == "custody_open"


def test_receipts_speak_the_language_asked_for(read):
    at = dt.datetime(2026, 11, 15, 9, 5, tzinfo=dt.UTC)
    row = CustodyFactory(unit=sold(dt.date(2026, 5, 4)), handed_in_at=at, returned_on=NOW.date())
    stay = stay_of(row)

    with override("es"):
        titles = [gettext("Hand-in receipt"), gettext("Return receipt")]
    made = [read(hand_in_receipt(stay, "es")), read(return_receipt(stay, "es"))]
    assert [title in words for title, words in zip(titles, made, strict=True)] == [True, True]
    assert "15 de noviembre de 2026 a las 10:05" in made[0]


def test_letterhead_has_what_the_settings_say_of_the_company(read, settings):
    settings.COMPANY = settings.COMPANY | {"address": "Alcalá 1, Madrid", "tax_id": "B-1", "phone": "900 1"}

    assert "Alcalá 1, Madrid B-1 · 900 1 · postventa@localhost" in read(certificate(sold(FRIDAY), NOW, "en"))
