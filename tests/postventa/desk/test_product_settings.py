"""Pictures, icons and papers of products: managers keep them."""

import pytest
from django.test import Client
from pytest_django.asserts import assertContains, assertRedirects

from catalog.actions.documents import add_document
from catalog.models import Document
from core.actors import SYSTEM
from core.models import AuditEntry, StoredFile
from tests.factories import NOW, AgentFactory, LineFactory, ManagerFactory, ProductFactory
from tests.uploads import pdf, photo, program

pytestmark = pytest.mark.django_db
PAPER = {"title": "Manual de uso", "kind": "manual", "language": "es", "published": "on"}


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def entered(who):
    client = Client(headers={"accept-language": "en"})
    client.force_login(who)
    return client


@pytest.fixture
def boss():
    return entered(ManagerFactory())


def test_products_are_found_by_name_and_line(boss):
    washer, other = ProductFactory(name="Lavadora Norvia"), ProductFactory(name="Nevera Bruma")
    page = boss.get("/desk/settings/products/?q=norvia")
    assert page.context["products"] == [washer]
    assert boss.get(f"/desk/settings/products/?line={other.line_id}").context["products"] == [other]


def test_picture_is_kept_exchanged_and_removed(boss):
    product = ProductFactory()
    for upload in (photo(), photo("otra.png", kind="PNG", size=(20, 20))):
        page = boss.post(f"/desk/settings/products/{product.pk}/picture/", {"picture": upload})
        assertRedirects(page, f"/desk/settings/products/{product.pk}/")
    product.refresh_from_db()
    assert (product.picture.width, StoredFile.objects.count()) == (20, 1)
    for _time in range(2):
        boss.post(f"/desk/settings/products/{product.pk}/picture/removal/")
    product.refresh_from_db()
    assert (product.picture, StoredFile.objects.count()) == (None, 0)
    assert AuditEntry.objects.filter(noun="catalog.product").count() == 3


@pytest.mark.parametrize("upload", [program(), pdf()])
def test_picture_that_is_none_is_refused(boss, upload):
    product = ProductFactory()
    upload.seek(0)
    page = boss.post(f"/desk/settings/products/{product.pk}/picture/", {"picture": upload})
    assert page.status_code == 422
    assert StoredFile.objects.count() == 0


def test_icon_of_a_line_is_kept_once(boss):
    line = LineFactory()
    for _time in range(2):
        assert boss.post(f"/desk/settings/lines/{line.pk}/", {"icon": "tv"}).status_code == 302
    line.refresh_from_db()
    assert (line.icon, AuditEntry.objects.count()) == ("tv", 1)
    assert boss.post(f"/desk/settings/lines/{line.pk}/", {"icon": "nada"}).status_code == 422


@pytest.mark.parametrize("of", ["products", "lines"])
def test_document_is_kept_changed_and_thrown_away(boss, of):
    product = ProductFactory()
    about = product if of == "products" else product.line
    boss.post(f"/desk/settings/{of}/{about.pk}/documents/", PAPER | {"file": pdf()})
    row = Document.objects.get()
    assert (row.product, row.line) == ((product, None) if of == "products" else (None, about))
    assertContains(boss.get(f"/desk/settings/{of}/{about.pk}/"), "Manual de uso")
    sent = {"title": "Manual corto", "kind": "quick_start", "language": "en"}
    assertRedirects(boss.post(f"/desk/settings/documents/{row.pk}/", sent), f"/desk/settings/{of}/{about.pk}/")
    row.refresh_from_db()
    assert (row.title, row.kind, row.language, row.published) == ("Manual corto", "quick_start", "en", False)
    boss.post(f"/desk/settings/documents/{row.pk}/removal/")
    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)
    assert [entry.what for entry in AuditEntry.objects.order_by("pk")] == ["added", "changed", "removed"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"title": " "}, "Write what the document is called."),
        ({"file": photo()}, "A document is a PDF."),
        ({"kind": "nada"}, "Select a valid choice"),
    ],
)
def test_document_that_cannot_be_is_refused(boss, sent, words):
    product = ProductFactory()
    page = boss.post(f"/desk/settings/products/{product.pk}/documents/", PAPER | {"file": pdf()} | sent)
    assertContains(page, words, status_code=422)
    assert (Document.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_agents_do_not_enter():
    product = ProductFactory()
    row = add_document(
        about=product, kind="manual", title="Manual", language="es", upload=pdf(), by=SYSTEM, now=NOW
    )  # fmt: skip
    client = entered(AgentFactory())
    pages = [
        "products/",
        f"products/{product.pk}/",
        f"lines/{product.line_id}/",
        f"documents/{row.pk}/",
    ]
    assert [client.get(f"/desk/settings/{page}").status_code for page in pages] == [404] * 4
    deeds = [
        f"products/{product.pk}/picture/",
        f"products/{product.pk}/picture/removal/",
        f"products/{product.pk}/documents/",
        f"lines/{product.line_id}/documents/",
        f"documents/{row.pk}/removal/",
    ]
    assert [client.post(f"/desk/settings/{deed}").status_code for deed in deeds] == [404] * 5
    assert Document.objects.count() == 1
