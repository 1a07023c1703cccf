"""Looking for an article by words."""

import pytest

from catalog.articles import find_articles
from catalog.models import Symptom
from tests.catalog.writing import write
from tests.factories import ProductFactory

pytestmark = pytest.mark.django_db


def titles(asked, language="es", **given):
    return ["".join(text for text, _mark in hit.title) for hit in find_articles(asked, language=language, **given).hits]


@pytest.fixture
def shelf():
    washer = ProductFactory(name="Lavadora Calma", sku="LAV-8")
    washer.line.name = "Lavadoras"
    washer.line.save()
    wet = Symptom.objects.create(line=washer.line, code="wet", words_es="Se queda con agua", words_en="Water stays")
    write("Limpiar el filtro", html="<p>Gire la <strong>tapa</strong>.</p>", lines=[washer.line], symptoms=[wet])
    write("La tapa del filtro", html="<p>Guárdela.</p>")
    write("Códigos", html="<ul><li>E18</li></ul>", products=[washer])
    return washer


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("filtro", ["La tapa del filtro", "Limpiar el filtro"]),
        ("FILTROS tapas", ["La tapa del filtro", "Limpiar el filtro"]),
        ("agua quedarse", ["Limpiar el filtro"]),
        ("lavadoras", ["Códigos", "Limpiar el filtro"]),
        ("calma", ["Códigos"]),
        ("e18", ["Códigos"]),
        ("codigo", ["Códigos"]),
        ("limp", ["Limpiar el filtro"]),
        ("limpair filtor", ["Limpiar el filtro"]),
        ("lavdora agua", ["Limpiar el filtro"]),
        ("guardar", ["La tapa del filtro"]),
        ("li ul strong", []),
        ("el de la", []),
        ("", []),
        ("' | & \x00", []),
    ],
)
def test_finds_by_title_symptom_product_text_stem_beginning_and_slip(shelf, asked, found):
    assert (sorted(titles(asked)), find_articles(asked, language="es").count) == (sorted(found), len(found))


def test_title_weighs_more_than_text_and_mine_come_first(shelf):
    assert titles("tapa") == ["La tapa del filtro", "Limpiar el filtro"]
    assert titles("tapa", mine=[shelf.pk]) == ["Limpiar el filtro", "La tapa del filtro"]


def test_what_has_some_of_the_words_is_near_and_does_not_count():
    write("Cambiar la goma")
    found = find_articles("goma verde", language="es")
    assert (found.near, found.count, len(found.hits)) == (True, 0, 1)
    assert find_articles("verde", language="es").hits == []


@pytest.mark.parametrize("asked", ["xyzzy gomma", "puerta xyzzy"])
def test_slip_or_a_word_amid_a_text_is_not_near(asked):
    write("Cambiar la goma", html="<p>Abra la puerta.</p>")
    assert find_articles(asked, language="es").hits == []


def test_what_is_not_public_is_not_found():
    write("Filtro uno", published=False)
    write("Filtro dos", public=False)
    assert titles("filtro") == []


def test_language_of_the_reader_first_and_another_when_there_is_nothing():
    write("Limpiar el filtro", slug="filtro")
    write("Clean the filter", slug="filtro", language="en")
    write("Solo aquí la bomba")
    assert titles("filter", "en") == ["Clean the filter"]
    assert titles("bomba", "en") == ["Solo aquí la bomba"]
    assert titles("limpiar", "en") == ["Limpiar el filtro"]


def test_passage_marks_what_fits_and_is_plain_text():
    html = "<p>Uno &lt;b&gt;.</p><p>Cierre <em>el grifo</em>, gire el grifo.</p>"
    write("Fugas &amp; más", html=html + "<p>Otra cosa distinta.</p>" * 20)
    hit = find_articles("grifos", language="es").hits[0]
    text = "".join(text for text, _mark in hit.passage)
    assert text.startswith("… Cierre el grifo, gire el grifo. Otra cosa")
    assert text.endswith(" …")
    assert [text for text, mark in hit.passage if mark] == ["grifo", "grifo"]
    assert "".join(text for text, _mark in find_articles("fuga", language="es").hits[0].passage).startswith("Uno <b>.")


def test_at_most_twenty_at_a_constant_cost(django_assert_num_queries):
    for number in range(30):
        write(f"Filtro {number:02}", html=f"<p>{'agua ' * number}</p>")
    with django_assert_num_queries(2):
        assert len(find_articles("filtro", language="es").hits) == 20
