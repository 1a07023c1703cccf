"""A customer with a phone finds how to mend it, and says whether that helped: with and without scripts, by keyboard."""

import pytest

from catalog.models import ArticleVote, KnowledgeSearch
from tests.catalog.writing import write
from tests.factories import ProductFactory


@pytest.fixture
def washer(transactional_db):
    product = ProductFactory(name="Lavadora Calma")
    about = {"lines": [product.line], "slug": "limpiar-el-filtro"}
    write("Limpiar el filtro", html="<p>Gire la tapa: así desagua.</p>", **about)
    write("Clean the filter", language="en", html="<p>Turn the cap.</p>", **about)
    return product


@pytest.mark.parametrize("scripts", [True, False])
def test_customer_looks_it_up_reads_it_and_says_that_it_did_not_help(open_page, washer, scripts):
    page = open_page("/help/", language="es", phone=True, scripts=scripts)
    page.locator("input[name=q]").fill("desaguar")
    page.keyboard.press("Enter")
    page.locator("mark", has_text="desagua").wait_for()
    page.get_by_role("link", name="Limpiar el filtro").click()
    page.locator("button[value=not_helped]").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/help/limpiar-el-filtro/?said=not_helped#feedback")
    assert page.locator("#feedback a").get_attribute("href") == "/portal/start/"
    assert page.locator("button[name=vote]").count() == 0
    assert [row.vote for row in ArticleVote.objects.all()] == ["not_helped"]
    assert list(KnowledgeSearch.objects.values_list("words", "found")) == [("desaguar", 1)]


def test_article_is_read_in_the_other_language(open_page, axe, washer):
    page = open_page("/help/limpiar-el-filtro/", language="es")
    page.locator("main a[hreflang=en]").click()
    page.get_by_role("heading", name="Clean the filter").wait_for()
    assert page.locator("article").get_attribute("lang") == "en"
    axe(page)
    page.locator("main .flash a").click()
    page.get_by_role("heading", name="Limpiar el filtro").wait_for()
