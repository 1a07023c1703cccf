"""The coverage card of a case: answered in place, decided otherwise by a person, and what it shows of all that."""

import datetime as dt
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.cases import open_case
from tests.factories import NOW, CustomerFactory, UnitFactory
from tickets.actions.coverage import decide_coverage, override_coverage
from tickets.actions.custody import record_stay
from tickets.states import MessageKind
from warranties.law import shipped
from warranties.models import CommercialGuarantee, GuaranteeComponent
from warranties.states import Cause, Outcome, Verdict

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
HTMX = {"hx-request": "true"}


@pytest.fixture
def send(desk, case):
    def post(noun="coverage", headers=None, **form):
        response = desk.post(f"/desk/tickets/{case.reference}/{noun}/", form, headers=headers or {})
        case.refresh_from_db()
        return response

    return post


@pytest.fixture
def read(desk, case):
    """`read()`: the coverage card of the case's page, with its blanks evened out; `unfold`: with that fold open."""

    def card(ticket=None, unfold=""):
        page = " ".join(desk.get(f"/desk/tickets/{(ticket or case).reference}/{unfold}").content.decode().split())
        return page[page.index('id="coverage"') : page.index('id="customer"')]

    return card


def decide_otherwise(verdict="not_covered_on_these_facts", reason="Golpe en la foto.", **given):
    return {"verdict": verdict, "reason": reason, "submission": uuid.uuid4()} | given


def test_answer_decides_again_in_place(send, case, ana):
    page = send(headers=HTMX, cause=Cause.MISUSE).content.decode()
    assert (case.decisions.count(), case.decisions.first().actor) == (2, ana)
    assert "Not covered on these facts" in page
    assert "by Ana Ruiz." in " ".join(page.split())
    assert ("Coverage decided again." in page, 'id="composer"' in page) == (True, False)


def test_answer_of_the_day_tells_it_beside_the_product_too(send):
    assert "It began to fail" in send(headers=HTMX, defect_date="2026-11-14").content.decode()


def test_answer_without_a_script_leads_back_to_the_case(send, case):
    response = send(cause=Cause.MISUSE)
    assert (response.status_code, response["location"]) == (302, f"/desk/tickets/{case.reference}/")


def test_answers_of_every_kind_are_kept_by_the_name_of_the_fact(send, case):
    form = {
        "cause": "defect",
        "defect_date": "2026-11-14",
        "severity": "serious",
        "part": "bomba",
        "same_defect_as_repair": "no",
        "failed_repair_before": "yes",
        "changed_hands": "yes",
        "condition": "used",
        "buyer": "nonprofit_outside_trade",
        "seller": "trader",
        "channel": "store",
        "jurisdiction": "PT",
        "used_term_agreed_months": "18",
        "digital_supply_months": "24",
        "earlier_claim": "2026-11-10",
    }
    assert send(**form).status_code == 302
    typed = {"used_term_agreed_months": 18, "digital_supply_months": 24}
    yes_or_no = {"same_defect_as_repair": False, "failed_repair_before": True, "changed_hands": True}
    assert case.decisions.first().answers == form | typed | yes_or_no
    assert case.defect_on == dt.date(2026, 11, 14)


def test_answer_that_the_page_was_made_with_takes_nothing_from_a_colleague(send, case, agent):
    decide_coverage(ticket=case, answers={"buyer": "business"}, by=agent, now=NOW)
    # This page was made before: its fields were empty, and only the cause was touched.
    send(**{"initial-buyer": "", "buyer": "", "initial-cause": "unknown", "cause": "defect"})
    assert case.decisions.first().answers == {"buyer": "business", "cause": "defect"}


def test_answer_that_is_emptied_is_taken_back(send, case, agent):
    decide_coverage(ticket=case, answers={"buyer": "business"}, by=agent, now=NOW)
    send(**{"initial-buyer": "business", "buyer": ""})
    assert case.decisions.first().answers == {}


def test_nothing_new_writes_nothing_and_says_so(send, case):
    lines = case.events.count()
    assert "Nothing has changed: the decision stands." in send(headers=HTMX, cause="unknown").content.decode()
    assert (case.decisions.count(), case.events.count()) == (1, lines)


@pytest.mark.parametrize(
    "form",
    [{"cause": "witchcraft"}, {"defect_date": "yesterday"}, {"digital_supply_months": "0"}, {"part": "x" * 41},
     {"changed_hands": "perhaps"}, {"jurisdiction": "ZZ"}],
)  # fmt: skip
@pytest.mark.parametrize("headers", [None, HTMX])
def test_answer_that_cannot_be_read_is_refused(send, case, form, headers):
    response = send(headers=headers, **form)
    assert (response.status_code, case.decisions.count()) == (200 if headers else 422, 1)
    assert 'class="errorlist"' in response.content.decode()


def test_fault_in_the_future_is_refused_and_what_was_typed_stays(send, case):
    future = (timezone.localdate() + dt.timedelta(days=2)).isoformat()
    response = send(cause="defect", defect_date=future)
    assert (response.status_code, case.defect_on, case.decisions.count()) == (409, None, 1)
    assert f'value="{future}"' in response.content.decode()


def test_answer_without_a_product_is_refused(desk):
    question = open_case(customer=CustomerFactory())
    response = desk.post(f"/desk/tickets/{question.reference}/coverage/", {"cause": "defect"})
    assert (response.status_code, question.decisions.count()) == (409, 0)


def test_card_takes_no_for_an_answer_about_an_earlier_claim(desk, read):
    bought = NOW - dt.timedelta(days=365 * 8)
    case = open_case(
        unit=UnitFactory(purchase__purchased_at=bought, delivery__delivered_at=bought), defect_on=bought.date() + DAY
    )
    assert "Did the customer claim before in writing?" in read(case)
    form = {"initial-no_earlier_claim": "", "no_earlier_claim": "on"}
    desk.post(f"/desk/tickets/{case.reference}/coverage/", form)
    row = case.decisions.first()
    assert (row.answers["no_earlier_claim"], row.verdict) == (True, "not_covered_on_these_facts")
    assert "Did the customer claim before in writing?" not in read(case)
    desk.post(f"/desk/tickets/{case.reference}/coverage/", {"initial-no_earlier_claim": "yes"})
    assert "no_earlier_claim" not in case.decisions.first().answers


def test_card_asks_what_is_open_and_offers_the_parts(read):
    unit = UnitFactory()
    guarantee = CommercialGuarantee.objects.create(name="Total", guarantor="Hogarix", months=0, product=unit.product)
    GuaranteeComponent.objects.create(guarantee=guarantee, name="compresor", months=120)
    card = read(open_case(unit=unit))
    asked = card[card.index("To find out") : card.index("Change what is known")]
    assert re.findall(r'<(?:select|input type="text") name="(\w+)"', asked) == ["cause", "part"]
    assert ("Which part failed?" in asked, '<option value="compresor">' in card) == (True, True)


def test_card_offers_every_country_and_first_those_whose_law_is_here(read):
    options = read(unfold="coverage/").split('<select name="jurisdiction"')[1].split("</select>")[0]
    offered = re.findall(r'value="(\w+)"[^>]*>([^<]+)', options.split("</option>", 1)[1])
    law = {rule.jurisdiction for rule in shipped() if rule.kind == "sale"}
    first, others = offered[: len(law)], offered[len(law) :]
    assert {code for code, _name in first} == law
    assert (first[0], first[-1], ("NO", "Norway") in others) == (("AR", "Argentina"), ("US", "United States"), True)


def test_card_leads_to_the_product_for_what_its_page_keeps(desk, read):
    unit = UnitFactory()
    CommercialGuarantee.objects.create(
        name="Total", guarantor="Hogarix", months=60, starts="registration", product=unit.product
    )
    asked = read(open_case(unit=unit))
    asked = asked[asked.index("To find out") : asked.index("Change what is known")]
    assert "When was the product registered with the guarantor?" in asked
    assert f'href="/desk/units/{unit.pk}/"' in asked


def test_card_says_where_a_date_that_does_not_fit_comes_from(read):
    delivered = NOW + dt.timedelta(days=2)
    asked = read(open_case(unit=UnitFactory(delivery__delivered_at=delivered)))
    asked = asked[asked.index("To find out") : asked.index("Change what is known")]
    assert "When was it delivered? <span" in asked
    assert ('name="delivery_date"' in asked, "put it right there" in asked) == (False, True)


def test_card_says_what_is_owed_and_on_which_rules(read):
    card = read(unfold="coverage/history/")
    said = ["What we must tell and give", "A refund is paid within 14 days", "ES-2022", "version 1", "TRLGDCU 120.1"]
    assert [words for words in said if words not in card] == []


def test_override_shows_who_when_and_what_the_computation_says(send, case, read, ana):
    assert send("coverage/override", **decide_otherwise()).status_code == 302
    card, note = read(), case.messages.last()
    assert (note.kind, note.text, note.author) == (MessageKind.NOTE, "Golpe en la foto.", ana)
    assert "Decided by Ana Ruiz" in card
    assert f'href="#m{note.pk}"' in card
    assert card.index("Not covered on these facts") < card.index("The computation now says:") < card.index("until")


def test_override_in_place_tells_it_in_the_story(send, case):
    page = send("coverage/override", HTMX, **decide_otherwise()).content.decode()
    assert "Ana Ruiz decided what covers it: Not covered on these facts. The reason is in their note" in page
    assert "You have decided: Not covered on these facts." in page


def test_override_sent_twice_is_one(send, case):
    form = decide_otherwise()
    assert [send("coverage/override", **form).status_code for _ in range(2)] == [302, 302]
    assert (case.decisions.count(), case.messages.count()) == (2, 2)


@pytest.mark.parametrize("given", [{"verdict": "covered"}, {"reason": "Otra cosa."}])
def test_override_sent_again_with_other_words_is_refused_and_says_so(send, case, given):
    form = decide_otherwise()
    send("coverage/override", **form)
    page = send("coverage/override", HTMX, **form | given).content.decode()
    assert ("This form was sent already." in page, "You have decided" in page) == (True, False)
    assert (case.decisions.count(), case.messages.count()) == (2, 2)


@pytest.mark.parametrize(
    "given", [{"reason": ""}, {"reason": "  "}, {"verdict": ""}, {"verdict": "maybe"}, {"submission": ""}]
)
@pytest.mark.parametrize("headers", [None, HTMX])
def test_override_that_is_not_whole_is_refused(send, case, given, headers):
    response = send("coverage/override", headers, **decide_otherwise(**given))
    assert response.status_code == (200 if headers else 422)
    assert (case.decisions.count(), case.messages.count()) == (1, 1)


@pytest.mark.parametrize("way", ["post", "delete"])
def test_lift_leaves_it_to_the_computation(desk, case, agent, read, way):
    override_coverage(ticket=case, verdict=Verdict.NOT_COVERED, reason="Golpe.", by=agent, now=NOW)
    noun = {"post": "coverage/computation", "delete": "coverage/override"}[way]
    assert getattr(desk, way)(f"/desk/tickets/{case.reference}/{noun}/").status_code == 302
    assert case.decisions.first().override_verdict == ""
    assert "The computation now says" not in read()


def test_override_of_a_case_without_a_product_is_refused(desk):
    question = open_case(customer=CustomerFactory())
    address = f"/desk/tickets/{question.reference}/coverage"
    responses = [desk.post(f"{address}/override/", decide_otherwise()), desk.post(f"{address}/computation/")]
    assert [response.status_code for response in responses] == [409, 409]
    assert (question.decisions.count(), question.messages.count()) == (0, 1)


def test_history_says_what_was_new_each_time(case, agent, read):
    day = dt.timedelta(days=1)
    decide_coverage(ticket=case, answers={"cause": "defect", "changed_hands": False}, by=agent, now=NOW)
    stay = {"handed_in_on": (NOW - day).date(), "returned_on": NOW.date(), "outcome": Outcome.REPAIRED}
    record_stay(unit=case.unit, fault="Ruido", **stay, by=agent, now=NOW)
    override_coverage(ticket=case, verdict=Verdict.COVERED, reason="Sí.", by=agent, now=NOW)
    CommercialGuarantee.objects.create(name="Total", guarantor="Hogarix", months=60)
    decide_coverage(ticket=case, by=agent, now=NOW)
    assert re.findall(r"New: ([^<]+)<", read(unfold="coverage/history/")) == [
        "guarantees and plans",
        "a person&#x27;s decision",
        "stays in our hands",
        "Cause, Changed hands",
    ]


FOLDS = {"coverage": 'name="buyer"', "coverage/override": 'name="verdict"', "coverage/history": "ES-2022"}


@pytest.mark.parametrize(("noun", "piece"), FOLDS.items())
def test_fold_is_fetched_alone_or_opened_in_the_page(desk, case, read, noun, piece):
    address = f"/desk/tickets/{case.reference}/{noun}/"
    alone, page = desk.get(address, headers=HTMX).content.decode(), read(unfold=f"{noun}/")
    assert (piece in read(), f'hx-get="{address}"' in read(), f'href="{address}"' in read()) == (False, True, True)
    assert (piece in alone, 'id="coverage"' in alone) == (True, False)
    assert (piece in page, f'hx-get="{address}"' in page) == (True, False)


def test_fold_of_a_case_without_a_product_is_empty(desk):
    question = open_case(customer=CustomerFactory())
    pages = [desk.get(f"/desk/tickets/{question.reference}/{noun}/") for noun in FOLDS]
    assert [("not about a product" in page.content.decode(), page.status_code) for page in pages] == [(True, 200)] * 3


def test_answer_that_is_refused_opens_the_fold_only_if_it_was_open(send):
    page = send(headers=HTMX, cause="witchcraft").content.decode()
    assert ('class="errorlist"' in page, 'name="buyer"' in page) == (True, False)
    page = send(headers=HTMX, cause="witchcraft", buyer="business").content.decode()
    assert '<option value="business" selected>' in page


def test_card_says_the_new_decision_in_the_language_of_the_reader(desk, case, read, agent):
    assert "Covered" in read()
    spanish = desk.get(f"/desk/tickets/{case.reference}/", headers={"accept-language": "es"}).content.decode()
    assert "Garantía legal" in spanish
    assert "Garantía legal" not in read()
    decide_coverage(ticket=case, answers={"cause": Cause.MISUSE}, by=agent, now=NOW)
    assert "Not covered on these facts" in read()


def test_drawing_follows_the_accent_of_the_company(settings, read):
    before = read()
    settings.COMPANY = settings.COMPANY | {"accent_hue": 20}
    after = read()
    tones = [set(re.findall(r'fill="(#\w{6})"', card)) for card in (before, after)]
    assert tones[0] != tones[1]


def test_page_costs_the_same_queries_for_1_3_and_30_decisions(desk, agent):
    desk.get("/desk/")  # what the rail counts is known for a while
    costs = []
    for count in (1, 3, 30):
        case = open_case()
        for n in range(count):
            decide_coverage(ticket=case, answers={"part": f"pieza {n}"}, by=agent, now=NOW + dt.timedelta(minutes=n))
        override_coverage(ticket=case, verdict=Verdict.COVERED, reason="Sí.", by=agent, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(f"/desk/tickets/{case.reference}/").status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2] <= 17
