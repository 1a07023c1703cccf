import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cases import open_case
from tests.factories import CustodyFactory, CustomerFactory, ProductFactory, UnitFactory
from tickets.models import Ticket
from tickets.search import finding, hits, read_query

pytestmark = pytest.mark.django_db


def shown(response):
    """The references of the rows, in their order."""
    return re.findall(r'class="row-link" href="/desk/tickets/([^/]+)/"', response.content.decode())


def page_of(desk, words, **more):
    response = desk.get("/desk/", {"q": words, **more})
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_search_marks_what_fits_and_escapes_the_rest(desk):
    open_case(customer=CustomerFactory(name="<b>Raúl</b>"), text="<script>alert(1)</script> La bómba & no va")
    page = desk.get("/desk/", {"q": "bomba raul"}).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; La <mark>bómba</mark> &amp; no va" in page
    assert "&lt;b&gt;<mark>Raúl</mark>&lt;/b&gt;" in page
    assert "<script>alert" not in page


def test_search_for_a_whole_reference_opens_its_case(desk, case):
    for words in (case.reference.lower(), case.reference.replace("-", " ")):
        response = desk.get("/desk/", {"q": words})
        assert (response.status_code, response["location"]) == (302, f"/desk/tickets/{case.reference}/")


def test_reference_with_a_slip_shows_its_case_and_says_so(desk, case):
    wrong = case.reference[:-1] + ("2" if case.reference[-1] != "2" else "3")
    page = page_of(desk, wrong)
    assert (shown(desk.get("/desk/", {"q": wrong})), f"Nothing for «{wrong}»" in page) == ([case.reference], True)


def test_name_with_a_slip_says_what_is_shown(desk):
    case = open_case(customer=CustomerFactory(name="Raúl González"))
    page = page_of(desk, "gonzales")
    assert "Nothing for «gonzales». Shown: González." in page
    assert shown(desk.get("/desk/", {"q": "gonzales"})) == [case.reference]


def test_each_thing_that_was_asked_can_be_taken_away(desk, case):
    page = page_of(desk, 'agua state:new "pierde agua" tag:x')
    links = re.findall(r'<li><code>([^<]+)</code><a href="([^"]+)"', page)
    left = {text: parse_qs(urlsplit(link).query)["q"] for text, link in links}
    assert left == {"state:new": ['agua "pierde agua" tag:x'], "tag:x": ['agua state:new "pierde agua"']}


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("state:foo agua", "«foo» was left out: after state: there can be new, open, waiting_customer,"),
        ("before:ayer agua", "«before:ayer» is no date."),
        ("OR agua", "«OR» was left out"),
        (" ".join(["agua"] * 30), "Only the first 24 words were looked for."),
    ],
)
def test_what_was_not_understood_is_said_and_the_rest_is_found(desk, case, words, note):
    page = page_of(desk, words)
    assert (note in page, shown(desk.get("/desk/", {"q": words}))) == (True, [case.reference])


def test_filter_that_names_nobody_is_said(desk, case):
    page = page_of(desk, "agua product:nada")
    assert ("product:nada." in page, "data-note" in page, "No case found" in page) == (True, True, True)


def test_products_and_customers_stand_above(desk):
    marta = CustomerFactory(name="Marta Gil")
    unit = UnitFactory(serial="SN-4455", purchase__customer=marta)
    stay = CustodyFactory(unit=unit)
    link, person = f'href="/desk/units/{unit.pk}/"', f'href="/desk/customers/{marta.pk}/"'
    for words in ("sn-44", stay.number, unit.purchase.order_ref):
        assert link in page_of(desk, words), words
    for words in (marta.email, marta.phone, "marta gil", "Marta Gill"):
        assert person in page_of(desk, words), words
    assert (link in page_of(desk, "sn-44 state:new"), person in page_of(desk, "nadie")) == (False, False)


def test_customer_of_the_cases_found_stands_above(desk):
    case = open_case(customer=CustomerFactory(name="Marta Gil"), text="Una pregunta de Luis")
    assert f'href="/desk/customers/{case.customer_id}/"' in page_of(desk, "marta")
    assert f'href="/desk/customers/{case.customer_id}/"' not in page_of(desk, "luis")


def test_merged_case_leads_to_the_one_that_has_it(desk, case):
    other = open_case(text="Otra cosa: chirría")
    Ticket.objects.filter(pk=other.pk).update(aside="merged", merged_into=case)
    page = page_of(desk, "chirriar")
    assert (f"Merged into {case.reference}" in page, shown(desk.get("/desk/", {"q": "chirriar"}))) == (
        True,
        [case.reference],
    )


def test_nothing_found_teaches_and_offers_to_look_for_the_customer(desk, case):
    page = desk.get("/desk/", {"q": 'nadie "> <script>'}).content.decode()
    assert ("No case found" in page, 'href="/desk/tickets/new/?who=nadie' in page) == (True, True)
    assert "<script>" not in page.replace("<script src=", "")


def test_help_is_understood_by_the_search(desk, case):
    page = page_of(desk, "agua")
    examples = re.findall(r"<dt><code>([^<]+)</code>", page)
    assert len(examples) == 12
    assert [read_query(example).misread for example in examples] == [()] * 12


def test_more_goes_on_where_the_page_ended(desk):
    cases = [open_case(text="Pierde agua") for _ in range(32)]
    first = desk.get("/desk/", {"q": "agua"})
    (link,) = re.findall(r'href="(\?[^"]+)" rel="next"', first.content.decode())
    second = desk.get("/desk/" + link.replace("&amp;", "&"))
    assert shown(first) + shown(second) == [case.reference for case in reversed(cases)]
    assert ("30 or more" in first.content.decode(), 'rel="next"' in second.content.decode()) == (True, False)


def test_search_that_takes_too_long_says_what_to_do(desk, case, monkeypatch):
    def sleep(*_):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(5)")

    monkeypatch.setattr(finding, "PATIENCE_MS", 40)
    monkeypatch.setattr(finding._Search, "_cases", sleep)
    assert "data-slow" in page_of(desk, "agua")


def test_passages_that_take_too_long_are_left_out(desk, monkeypatch):
    case = open_case(text="Buenos días. " * 20 + "Pierde agua por debajo.")
    assert "por debajo" in page_of(desk, "agua")
    slow = hits._CASES.replace("left(text, %s) AS text", "left(text, %s) || pg_sleep(1)::text AS text")
    monkeypatch.setattr(hits, "_CASES", slow)
    monkeypatch.setattr(hits, "PATIENCE_MS", 40)
    page = desk.get("/desk/", {"q": "agua"})
    assert (shown(page), "por debajo" in page.content.decode()) == ([case.reference], False)
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)


def test_search_of_nothing_is_the_queue(desk, case):
    assert "data-queue" in page_of(desk, "  ")


@pytest.mark.parametrize("words", ["agua", "agua state:new", '"pierde agua"', "lavadora product:LAV-1"])
def test_search_costs_the_same_queries_for_1_3_and_30_cases(desk, words):
    unit = UnitFactory(product=ProductFactory(name="Lavadora", sku="LAV-1"))
    costs = []
    for cases in (1, 3, 30):
        while Ticket.objects.count() < cases:
            open_case(unit=unit, text="La lavadora pierde agua")
        desk.get("/desk/", {"q": words})
        with CaptureQueriesContext(connection) as queries:
            assert len(shown(desk.get("/desk/", {"q": words}))) == cases
        costs.append(len(queries))
    assert costs[0] == costs[1] == costs[2] <= 18
