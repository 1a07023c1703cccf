"""Which articles are offered before there is a complaint, and about a product."""

import pytest

from catalog.articles import articles_for, public_articles, public_articles_about
from catalog.models import Article, Symptom
from tests.catalog.writing import write
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def washer():
    return ProductFactory(name="Lavadora Calma")


@pytest.fixture
def stays_wet(washer):
    return Symptom.objects.create(
        line=washer.line, code="wet", words_es="No desagua", words_en="It does not drain", position=1
    )


def offered(product, symptom=None, words="", language="es", limit=3):
    found = articles_for(product=product, symptom=symptom, words=words, language=language, limit=limit)
    return [article.title for article in found]


def test_symptom_comes_first_then_words_near_the_product(washer, stays_wet):
    write("Limpiar el filtro", lines=[washer.line], symptoms=[stays_wet])
    write("Charcos por debajo", lines=[washer.line])
    write("Nivelar las patas", products=[washer])
    write("Charcos de la nevera", products=[ProductFactory()])
    assert offered(washer, stays_wet, "Deja charcos") == ["Limpiar el filtro", "Charcos por debajo"]
    assert offered(washer, None, "Deja charcos") == ["Charcos por debajo"]


def test_nothing_that_fits_offers_those_of_the_product_and_its_line(washer):
    write("De la línea", lines=[washer.line])
    write("Del producto", products=[washer])
    write("General")
    write("De otro", products=[ProductFactory()])
    assert offered(washer, None, "zumba") == ["Del producto", "De la línea"]
    assert offered(None, None, "zumba") == []


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        ("no desaguaba", True),
        ("desagües", True),
        ("DESAGUE", True),
        ("dezagua", True),
        ("hace ruido", False),
        ("", False),
        ("%s ' \\ :* & | ! ( 𝄞 \x01", False),
    ],
)
def test_words_are_met_by_stem_accent_and_slip(washer, words, fits):
    write("Cuando no desagua")
    assert offered(washer, None, words) == (["Cuando no desagua"] if fits else [])


def test_drafts_and_those_for_agents_are_not_offered(washer, stays_wet):
    write("Borrador", symptoms=[stays_wet], published=False)
    write("Interno", symptoms=[stays_wet], public=False)
    assert offered(washer, stays_wet, "borrador interno") == []


def test_missing_translation_is_shown_in_the_language_that_there_is(washer, stays_wet):
    both = {"slug": "filtro", "symptoms": [stays_wet]}
    write("Limpiar el filtro", **both)
    assert offered(washer, stays_wet, language="en") == ["Limpiar el filtro"]
    write("Clean the filter", language="en", **both)
    assert (offered(washer, stays_wet, language="en"), offered(washer, stays_wet)) == (
        ["Clean the filter"],
        ["Limpiar el filtro"],
    )
    Article.objects.filter(language="en").update(public=False)
    assert [article.title for article in public_articles("en")] == ["Limpiar el filtro"]


def test_few_are_offered_at_a_constant_cost(washer, stays_wet, django_assert_num_queries):
    for number in range(30):
        write(f"Artículo {number:02}", symptoms=[stays_wet])
    with django_assert_num_queries(3):
        assert offered(washer, stays_wet, "agua") == ["Artículo 00", "Artículo 01", "Artículo 02"]


def test_product_has_its_own_first_and_those_of_its_line_next(washer):
    write("Z del producto", products=[washer])
    write("A de la línea", lines=[washer.line])
    write("General")
    write("Interno", products=[washer], public=False)
    assert [article.title for article in public_articles_about(washer, "es")] == ["Z del producto", "A de la línea"]
    assert public_articles_about(ProductFactory(line=None), "es") == []
