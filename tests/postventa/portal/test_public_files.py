"""Pictures and papers of products: for anybody, and nothing else of what is stored."""

import datetime as dt

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from catalog.actions.documents import add_document
from catalog.actions.pictures import set_picture
from core.actions.files import received_files, store_files
from core.actors import SYSTEM
from core.models import StoredFile
from tests.cases import open_case
from tests.factories import NOW, ProductFactory, UnitFactory
from tests.uploads import pdf, photo
from warranties.links import unit_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger(enter):
    return enter(None)


@pytest.fixture
def pictured():
    return set_picture(product=ProductFactory(), upload=photo(), by=SYSTEM, now=NOW)


def paper(about, **more):
    given = {"kind": "manual", "title": "Manual de uso", "language": "es", "upload": pdf(), **more}
    return add_document(about=about, by=SYSTEM, now=NOW, **given)


def test_picture_is_for_anybody_and_for_good(stranger, pictured):
    page = stranger.get(f"/pictures/{pictured.picture_id}/")
    assert (page.status_code, page["Content-Type"], page["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
    assert page["Cache-Control"] == "public, max-age=31536000, immutable"
    assert page["Content-Security-Policy"] == "sandbox; default-src 'none'"
    page.close()


def test_picture_that_is_of_no_product_does_not_exist(stranger):
    ticket = open_case(files=[photo()])
    stored = StoredFile.objects.get()
    assert ticket.messages.count() == 1
    assert stranger.get(f"/pictures/{stored.pk}/").status_code == 404
    assert stranger.get(f"/documents/{stored.pk}/").status_code == 404


def test_picture_that_was_exchanged_is_gone(stranger, pictured, django_capture_on_commit_callbacks):
    old = pictured.picture
    with django_capture_on_commit_callbacks(execute=True):
        set_picture(product=pictured, upload=photo(size=(30, 30)), by=SYSTEM, now=NOW)
    assert stranger.get(f"/pictures/{old.pk}/").status_code == 404
    assert not StoredFile.objects.filter(pk=old.pk).exists()
    assert not old.file.storage.exists(old.file.name)


def test_picture_whose_bytes_are_gone_is_404(stranger, pictured):
    pictured.picture.file.delete(save=False)
    assert stranger.get(f"/pictures/{pictured.picture_id}/").status_code == 404


def test_document_is_downloaded_by_anybody(stranger):
    row = paper(ProductFactory())
    page = stranger.get(f"/documents/{row.pk}/")
    assert (page.status_code, page["Content-Type"], page["X-Content-Type-Options"]) == (
        200,
        "application/pdf",
        "nosniff",
    )
    assert page["Content-Disposition"].startswith("attachment")
    assert page["Cache-Control"] == "public, max-age=3600"
    page.close()


def test_document_that_is_not_published_does_not_exist(stranger):
    assert stranger.get(f"/documents/{paper(ProductFactory(), published=False).pk}/").status_code == 404


@pytest.mark.parametrize("path", ["pictures", "documents"])
def test_numbers_that_are_none_are_404(stranger, path):
    assert [stranger.get(f"/{path}/{pk}/").status_code for pk in ("0", "9" * 18)] == [404, 404]
    assert stranger.post(f"/{path}/1/").status_code == 405


def test_a_raw_file_is_shown_to_nobody(stranger):
    with received_files(uploads=[photo()], now=NOW) as received:
        (stored,) = store_files(received=received)
    StoredFile.objects.filter(pk=stored.pk).update(state="raw")
    product = ProductFactory(picture=stored)
    assert stranger.get(f"/pictures/{product.picture_id}/").status_code == 404


def test_product_page_shows_its_picture_and_papers_in_the_readers_language_first(browser, marta, pictured):
    unit = UnitFactory(purchase__customer=marta, product=pictured)
    paper(pictured, title="Manual en español")
    paper(pictured.line, title="Line manual", language="en")
    hidden = paper(pictured, title="Borrador", published=False)
    page = browser.get(f"/portal/products/{unit.pk}/")
    assert [row.title for row in page.context["page"].documents] == ["Line manual", "Manual en español"]
    assertContains(page, f'src="/pictures/{pictured.picture_id}/"')
    assertNotContains(page, hidden.title)


def test_public_page_shows_picture_and_papers_and_the_way_to_register(stranger, pictured):
    unit = UnitFactory(product=pictured)
    row = paper(pictured)
    page = stranger.get(f"/u/{unit_token(unit)}/")
    for words in (f'src="/pictures/{pictured.picture_id}/"', f'href="/documents/{row.pk}/"', "/portal/register/?unit="):
        assertContains(page, words)


def test_home_shows_what_is_under_way(browser, marta):
    unit = UnitFactory(purchase__customer=marta, delivery__delivered_at=NOW - dt.timedelta(days=2))
    ticket = open_case(unit=unit)
    page = browser.get("/portal/")
    assertContains(page, "1 open case")
    assertContains(page, f'href="/portal/cases/{ticket.reference}/"')
