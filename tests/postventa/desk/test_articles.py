"""Articles at the desk: in both languages, with their versions, as customers see them, and with what readers say."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.actions.articles import save_article
from catalog.actions.votes import vote
from catalog.models import Article, ArticleVersion, Symptom
from catalog.states import Vote
from core.actors import actor_of
from core.models import AuditEntry
from tests.catalog.writing import write
from tests.factories import NOW, CustomerUserFactory, LineFactory, ManagerFactory, ProductFactory

pytestmark = pytest.mark.django_db
FORM = {"title": "Filtro", "language": "es", "words": "Ciérrelo.", "published": "on"}


@pytest.fixture
def luis(db):
    return ManagerFactory(name="Luis Gil")


@pytest.fixture
def boss(luis):
    client = Client(headers={"accept-language": "en"})
    client.force_login(luis)
    return client


@pytest.fixture
def article(luis):
    def save(old=None, text="Ciérrelo."):
        return save_article(
            article=old, title="Filtro", language="es", text=text, public=True, by=actor_of(luis), now=NOW
        )  # fmt: skip

    return save(save(), "Ábralo.")


def test_manager_makes_an_article_public_and_ties_it_to_symptoms(boss):
    symptom = Symptom.objects.create(line=LineFactory(), code="wet", words_es="No desagua", words_en="Wet")
    boss.post("/desk/articles/new/", FORM | {"public": "on", "symptoms": [symptom.pk]})
    article = Article.objects.get()
    assert (article.public, article.slug, list(article.symptoms.all())) == (True, "filtro", [symptom])
    shown = boss.get(f"/desk/articles/{article.pk}/edit/").context["form"]
    assert [(line, symptoms, n) for line, symptoms, n in shown.symptoms_by_line] == [
        (symptom.line, [(symptom, True)], 1)
    ]
    Symptom.objects.update(active=False)
    assert boss.post(f"/desk/articles/{article.pk}/edit/", FORM | {"symptoms": [symptom.pk]}).status_code == 302
    assert list(article.symptoms.all()) == [symptom]
    boss.post(f"/desk/articles/{article.pk}/edit/", FORM)
    assert boss.post(f"/desk/articles/{article.pk}/edit/", FORM | {"symptoms": [symptom.pk]}).status_code == 422
    article.refresh_from_db()
    assert (article.public, article.symptoms.count()) == (False, 0)


def test_other_language_is_started_from_this_one(boss, article):
    article.products.set([product := ProductFactory()])
    there = f"/desk/articles/new/?of={article.pk}"
    assert there in boss.get(f"/desk/articles/{article.pk}/").content.decode()
    shown = boss.get(there).context["form"]
    assert [shown[name].value() for name in ("title", "language", "products", "public", "seen")] == [
        "Filtro", "en", product.sku, True, None,
    ]  # fmt: skip
    boss.post(there, FORM | {"title": "Filter", "language": "en", "words": "Open it.", "public": "on"})
    english = Article.objects.get(language="en")
    assert (english.slug, english.version) == (article.slug, 1)
    tongues = boss.get(f"/desk/articles/{english.pk}/").context["tongues"]
    assert [(tongue.code, tongue.article, tongue.is_here) for tongue in tongues] == [
        ("es", article, False), ("en", english, True),
    ]  # fmt: skip
    refused = boss.post(there, FORM | {"title": "Filter", "language": "en"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["language"])
    assert Article.objects.count() == 2


@pytest.mark.parametrize("asked", ["of=x", "of=999999", "of=99999999999"])
def test_other_language_of_nothing_is_not_found(boss, asked):
    assert boss.get(f"/desk/articles/new/?{asked}").status_code == 404


def test_article_begins_with_what_was_looked_for(boss):
    shown = boss.get("/desk/articles/new/?title=goma++puerta&language=en").context["form"]
    assert (shown["title"].value(), shown["language"].value()) == ("Goma puerta", "en")
    odd = boss.get(f"/desk/articles/new/?title={'x' * 500}&language=fr").context["form"]
    assert (len(odd["title"].value()), odd["language"].value()) == (160, None)


def test_versions_show_what_changed_and_come_back(boss, article):
    page = boss.get(f"/desk/articles/{article.pk}/versions/")
    assert [(piece.kind, piece.text) for piece in page.context["words"]] == [("gone", "Ciérrelo."), ("new", "Ábralo.")]
    assert "<del>Ciérrelo.</del><ins>Ábralo.</ins>" in page.content.decode()
    first = boss.get(f"/desk/articles/{article.pk}/versions/?version=1")
    assert (first.context["shown"].number, first.context["words"]) == (1, [])
    there = f"/desk/articles/{article.pk}/versions/1/return/"
    assert boss.post(there)["location"] == f"/desk/articles/{article.pk}/"
    article.refresh_from_db()
    assert (article.html, article.version, article.public) == ("<p>Ciérrelo.</p>", 3, True)
    addresses = [f"/desk/articles/{article.pk}/versions/?version={asked}" for asked in ("9", "x")]
    assert [boss.get(address).status_code for address in addresses] == [404, 404]
    assert boss.post(f"/desk/articles/{article.pk}/versions/9/return/").status_code == 404
    assert boss.get(there).status_code == 405


def test_article_from_before_there_were_versions_has_none_to_show(boss):
    old = write("Vieja")
    assert boss.get(f"/desk/articles/{old.pk}/versions/").status_code == 200


def test_slower_manager_keeps_what_they_wrote(boss, article):
    response = boss.post(f"/desk/articles/{article.pk}/edit/", FORM | {"words": "Mío.", "seen": "1"})
    assert response.status_code == 422
    assert "Mío." in response.content.decode()
    assert (ArticleVersion.objects.count(), AuditEntry.objects.count()) == (2, 2)
    assert boss.post(f"/desk/articles/{article.pk}/edit/", FORM | {"words": "Mío.", "seen": "2"}).status_code == 302


def test_page_says_what_readers_say(desk, article):
    for number in range(12):
        said = Vote.HELPED if number < 9 else Vote.NOT_HELPED
        vote(article=article, vote=said, submission=uuid.uuid4(), now=NOW)
    vote(article=article, vote=Vote.SOLVED, submission=uuid.uuid4(), now=NOW)
    page = desk.get(f"/desk/articles/{article.pk}/")
    said = page.context["said"]
    assert (said.all.helped.hits, said.now.helped.total, said.all.solved.hits, said.version) == (9, 12, 1, 2)
    shown = page.content.decode()
    assert "75.0%" in shown
    assert "n &lt; 10" in shown


def test_agents_read_and_preview_and_write_nothing(desk, article):
    hidden = write("Oculto", published=False)
    address = f"/desk/articles/{article.pk}/"
    assert [desk.get(there).status_code for there in (address, f"{address}preview/")] == [200, 200]
    forbidden = [
        desk.get(f"/desk/articles/{hidden.pk}/preview/"),
        desk.get(f"/desk/articles/new/?of={article.pk}"),
        desk.get(f"{address}versions/"),
        desk.post(f"{address}versions/1/return/"),
        desk.post(f"{address}edit/", FORM),
    ]
    assert [response.status_code for response in forbidden] == [404] * 5
    article.refresh_from_db()
    assert (article.version, ArticleVersion.objects.count()) == (2, 2)
    assert "/versions/" not in desk.get(address).content.decode()


def test_strangers_and_customers_come_to_nothing(client, article):
    customer = Client()
    customer.force_login(CustomerUserFactory())
    for there in ("", "preview/", "versions/", "edit/"):
        address = f"/desk/articles/{article.pk}/{there}"
        assert (client.get(address).status_code, customer.get(address).status_code) == (302, 404)
    assert client.post(f"/desk/articles/{article.pk}/versions/1/return/").status_code == 302
    assert customer.post(f"/desk/articles/{article.pk}/versions/1/return/").status_code == 404
    assert ArticleVersion.objects.count() == 2


def test_pages_cost_the_same_for_one_and_thirty(boss, article):
    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert boss.get(address).status_code == 200
        return len(captured)

    def make(count, start):
        line = LineFactory()
        for number in range(start, start + count):
            symptom = Symptom.objects.create(line=line, code=f"s{number}", words_es="x", words_en="x")
            article.symptoms.add(symptom)
            write(f"Otro {number}", lines=[line], products=[ProductFactory()])

    addresses = ["/desk/articles/", f"/desk/articles/{article.pk}/", f"/desk/articles/{article.pk}/edit/"]
    make(1, 0)
    few = [queries(address) for address in addresses]
    make(29, 1)
    assert [queries(address) for address in addresses] == few
