"""The knowledge base at the customers' door: for anybody, in their language, safe, counted, and quick."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import ArticleVote, KnowledgeSearch, Symptom
from customers.models import Customer
from postventa.portal.access import GUEST
from tests.catalog.writing import write
from tests.factories import AgentFactory, ProductFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    """A browser of nobody in particular, in Spanish."""
    return Client(headers={"accept-language": "es"})


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def vote_form(client, address="/help/filtro/"):
    return {"submission": re.search(r'name="submission" value="([^"]+)"', page(client, address))[1]}


def test_front_page_has_lines_and_what_is_for_all(reader):
    washer = ProductFactory()
    write("De la línea", lines=[washer.line])
    write("Del producto", products=[washer])
    write("De todos")
    write("De agentes", public=False)
    context = reader.get("/help/").context
    assert [(shelf.line, len(shelf.articles)) for shelf in context["shelves"]] == [(washer.line, 2)]
    assert [article.title for article in context["general"]] == ["De todos"]
    assert context["mine"] == []
    line = reader.get(f"/help/?line={washer.line_id}").context
    assert [article.title for article in line["all"]] == ["De la línea"]
    assert [(article.title, products) for article, products in line["some"]] == [("Del producto", [washer])]


def test_empty_house_says_so_and_leads_to_a_person(reader):
    assert "/portal/" in page(reader, "/help/")
    assert "/portal/" in page(reader, "/help/?q=filtro")


@pytest.mark.parametrize(
    "address",
    [
        "/help/?line=999999",
        "/help/?line=x",
        "/help/?line=99999999999",
        "/help/nada/",
        "/help/interno/",
        "/help/borrador/",
    ],
)
def test_what_is_not_there_or_not_public_is_not_found(reader, address):
    write("Interno", public=False)
    write("Borrador", published=False)
    assert reader.get(address).status_code == 404
    assert ArticleVote.objects.count() == 0


def test_customers_and_guests_see_first_what_they_have(reader, browser, just_delivered, marta):
    unit = just_delivered()
    write("Bomba de otros", lines=[ProductFactory().line])
    write("Mi bomba", products=[unit.product])
    assert [article.title for article in browser.get("/help/").context["mine"]] == ["Mi bomba"]
    found = [[hit.slug for hit in client.get("/help/?q=bomba").context["found"].hits] for client in (browser, reader)]
    assert found == [["mi-bomba", "bomba-de-otros"], ["bomba-de-otros", "mi-bomba"]]
    session = reader.session
    session[GUEST] = {"purchase": unit.purchase_id, "email": marta.email, "until": "2027-01-01T00:00:00+00:00"}
    session.save()
    assert [article.title for article in reader.get("/help/").context["mine"]] == ["Mi bomba"]
    session[GUEST] |= {"email": "otra@correo.example"}
    session.save()
    assert reader.get("/help/").context["mine"] == []


def test_agents_read_it_without_the_customers_menu(enter):
    write("Filtro")
    staff = enter(AgentFactory())
    assert "/portal/cases/" not in page(staff, "/help/").split('<main class="page"')[0]


def test_article_says_what_it_is_about_in_the_readers_language(reader):
    product = ProductFactory()
    symptom = Symptom.objects.create(line=product.line, code="wet", words_es="x", words_en="x")
    about = {"slug": "filtro", "products": [product]}
    write("Limpiar el filtro", **about, symptoms=[symptom])
    write("Clean the filter", language="en", **about)
    write("Otro contra lo mismo", symptoms=[symptom])
    write("Otro del producto", products=[product])
    write("De nada")
    shown = reader.get("/help/filtro/").context
    assert (shown["article"].title, shown["foreign"]) == ("Limpiar el filtro", False)
    assert [article.title for article in shown["related"]] == ["Otro contra lo mismo", "Otro del producto"]
    assert reader.get("/help/filtro/?lang=en").context["article"].title == "Clean the filter"
    english = Client(headers={"accept-language": "en"})
    assert english.get("/help/filtro/").context["article"].title == "Clean the filter"
    other = english.get("/help/de-nada/").context
    assert (other["article"].title, other["foreign"]) == ("De nada", True)


def test_article_tells_search_engines_where_it_is(reader, settings):
    write("Limpiar el filtro", slug="filtro")
    here = f"{settings.BASE_URL}/help/filtro/"
    alone = page(reader, "/help/filtro/?lang=en")
    assert f'<link rel="canonical" href="{here}">' in alone
    assert "hreflang" not in alone.split("</head>")[0]
    write("Clean the filter", slug="filtro", language="en")
    head = page(reader, "/help/filtro/").split("</head>")[0]
    assert re.findall(r'hreflang="([^"]+)" href="([^"]+)"', head) == [
        ("en", f"{here}?lang=en"), ("es", f"{here}?lang=es"), ("x-default", here),
    ]  # fmt: skip
    assert "noindex" not in head
    assert "noindex" in page(reader, "/help/?q=filtro").split("</head>")[0]
    assert not reader.get("/help/filtro/").has_header("X-Robots-Tag")


def test_words_cannot_run_anything(reader):
    write(
        "<b>x</b> script",
        slug="x",
        html='<p onclick="x()">Uno<script>alert(1)</script> <a href="javascript:x()">y</a></p>',
    )
    for address in ("/help/x/", "/help/?q=script", "/help/?q=<script>alert(1)</script>", "/help/"):
        shown = page(reader, address).split("<main")[1]
        assert "<script" not in shown
        assert "onclick" not in shown
        assert "javascript:" not in shown
        assert "<b>x</b>" not in shown


def test_vote_is_kept_once_for_each_reading(reader):
    write("Limpiar el filtro", slug="filtro")
    form = vote_form(reader)
    assert vote_form(reader) != form
    for said, told in (("helped", "helped"), ("helped", "helped"), ("not_helped", "not_helped")):
        response = reader.post("/help/filtro/vote/", form | {"vote": said})
        assert (response.status_code, response["location"]) == (302, f"/help/filtro/?said={told}#feedback")
    assert [row.vote for row in ArticleVote.objects.all()] == ["not_helped"]
    assert "/portal/" in page(reader, "/help/filtro/?said=not_helped").split('id="feedback"')[1].split("</section>")[0]
    assert 'name="vote"' not in page(reader, "/help/filtro/?said=helped")


def test_vote_is_of_the_language_that_was_read(reader):
    write("Limpiar el filtro", slug="filtro")
    english = write("Clean the filter", slug="filtro", language="en")
    shown = page(reader, "/help/filtro/?lang=en")
    action = re.search(r'action="(/help/[^"]+)"', shown)[1]
    form = {"submission": uuid.uuid4(), "vote": "helped"}
    assert reader.post(action, form)["location"] == "/help/filtro/?lang=en&said=helped#feedback"
    assert ArticleVote.objects.get().article == english


@pytest.mark.parametrize("given", [{"vote": "solved"}, {"vote": ""}, {"vote": "helped", "submission": "x"}, {}])
def test_bad_vote_is_not_kept(reader, given):
    write("Limpiar el filtro", slug="filtro")
    response = reader.post("/help/filtro/vote/", given)
    assert (response.status_code, response["location"]) == (302, "/help/filtro/")
    assert ArticleVote.objects.count() == 0


def test_vote_on_what_nobody_may_read_is_not_found(reader):
    write("Interno", public=False)
    given = {"vote": "helped", "submission": uuid.uuid4()}
    assert [reader.post(f"/help/{slug}/vote/", given).status_code for slug in ("interno", "nada")] == [404, 404]
    assert reader.get("/help/interno/vote/").status_code == 405
    assert ArticleVote.objects.count() == 0


def test_votes_of_a_machine_end(reader):
    write("Limpiar el filtro", slug="filtro")
    codes = [
        reader.post("/help/filtro/vote/", {"vote": "helped", "submission": uuid.uuid4()}).status_code
        for _n in range(62)
    ]
    assert (codes[0], codes[-1], ArticleVote.objects.count()) == (302, 429, 60)


def test_what_people_look_for_is_counted(reader):
    write("Limpiar el filtro")
    for words in ("Filtro", "bomba", "marta@correo.example", "  "):
        page(reader, f"/help/?q={words}")
    kept = KnowledgeSearch.objects.order_by("words").values_list("words", "language", "times", "found")
    assert list(kept) == [("bomba", "es", 1, 0), ("filtro", "es", 1, 1)]


@pytest.mark.parametrize(
    "headers", [{"user-agent": "Googlebot/2.1"}, {"sec-purpose": "prefetch;prerender"}, {"purpose": "prefetch"}]
)
def test_machines_and_pages_fetched_ahead_are_not_counted(reader, headers):
    reader.get("/help/?q=bomba", headers=headers)
    reader.head("/help/?q=bomba")
    assert KnowledgeSearch.objects.count() == 0


def test_one_visitor_does_not_fill_the_list_of_searches(reader, monkeypatch):
    from postventa.portal import limits

    monkeypatch.setattr(limits, "SEARCHES_KEPT", "3/d")
    for words in ("uno", "dos", "tres", "cuatro"):
        page(reader, f"/help/?q={words}")
    assert KnowledgeSearch.objects.count() == 3


@pytest.mark.parametrize("asked", ["x" * 5000, "%F0%9D%84%9E", "'%20OR%201=1--", "%3C%3E%26:*%7C!", "%C2%B2"])
def test_odd_searches_are_answered(reader, asked):
    write("Limpiar el filtro")
    page(reader, f"/help/?q={asked}")


def test_pages_cost_the_same_for_one_and_thirty(reader, browser, just_delivered):
    unit = just_delivered()

    def queries(client, address):
        with CaptureQueriesContext(connection) as captured:
            page(client, address)
        return len(captured)

    addresses = ("/help/", "/help/?q=filtro", f"/help/?line={unit.product.line_id}", "/help/filtro-0/")
    write("Filtro 0", products=[unit.product], lines=[unit.product.line])
    few = [queries(client, address) for client in (reader, browser) for address in addresses]
    for number in range(1, 30):
        write(f"Filtro {number}", products=[unit.product], lines=[unit.product.line])
    assert [queries(client, address) for client in (reader, browser) for address in addresses] == few
    assert few[1] <= 4


def test_nothing_of_other_customers_is_on_the_page(browser):
    other = UnitFactory()
    write("De otros", products=[other.product])
    shown = page(browser, "/help/") + page(browser, "/help/de-otros/")
    customer = Customer.objects.get(pk=other.purchase.customer_id)
    assert customer.email not in shown
    assert other.serial not in shown
    assert browser.get("/help/").context["mine"] == []
