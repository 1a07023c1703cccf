"""Macros and articles are written by managers in words, read by agents, and put into cases."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.text import slugify
from django.utils.translation import gettext, override

from catalog.models import Article
from core.models import AuditEntry
from tests.factories import NOW, ManagerFactory, ProductFactory, TeamFactory
from tickets.models import Draft, Macro

pytestmark = pytest.mark.django_db
MACRO = {"name": "Visita", "kind": "reply", "words": "Hola {{first_name}}:\n\nvamos.", "position": "0", "active": "on"}


@pytest.fixture
def boss(db):
    client = Client(headers={"accept-language": "en"})
    client.force_login(ManagerFactory(name="Luis Gil"))
    return client


def test_manager_writes_a_macro_and_changes_it(boss):
    team = TeamFactory()
    given = {"assign": "me", "move_to": str(team.pk), "priority": "3", "end": "state:waiting_part", "tags": "uno, dos"}
    assert boss.post("/desk/macros/new/", MACRO | given).status_code == 302
    macro = Macro.objects.get()
    assert macro.html == "<p>Hola {{first_name}}:</p><p>vamos.</p>"
    assert macro.deeds == [
        {"do": "assign", "to": "me"},
        {"do": "team", "to": team.pk},
        {"do": "priority", "to": 3},
        {"do": "tag", "to": "uno"},
        {"do": "tag", "to": "dos"},
        {"do": "state", "to": "waiting_part"},
    ]
    page = boss.get(f"/desk/macros/{macro.pk}/")
    shown = page.context["form"].initial
    assert {name: shown[name] for name in given} == given
    assert shown["words"].html == macro.html
    boss.post(f"/desk/macros/{macro.pk}/", MACRO | {"assign": "nobody", "end": "resolve:explained"})
    macro.refresh_from_db()
    assert macro.deeds == [{"do": "assign", "to": None}, {"do": "resolve", "to": "explained"}]
    assert [(entry.noun, entry.what, entry.object_id) for entry in AuditEntry.objects.order_by("pk")] == [
        ("tickets.macro", "added", macro.pk),
        ("tickets.macro", "changed", macro.pk),
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"words": "Hola {{nombre}}"}, "words"),
        ({"words": ""}, "__all__"),
        ({"name": ""}, "name"),
        ({"tags": "x" * 50}, "__all__"),
        ({"tags": "uno", "untags": "Uno"}, "__all__"),
        ({"assign": "999999"}, "assign"),
        ({"end": "state:resolved"}, "end"),
        ({"language": "fr"}, "language"),
    ],
)
def test_bad_macro_is_refused_and_nothing_written(boss, given, field):
    response = boss.post("/desk/macros/new/", MACRO | given)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert (Macro.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_unsafe_words_are_cleaned(boss):
    words = "<p onclick='x()'>Hola<script>alert(1)</script> <b>{{customer}}</b></p>"
    boss.post("/desk/macros/new/", MACRO | {"words": words, "words_html": "1"})
    assert Macro.objects.get().html == "<p>Hola <strong>{{customer}}</strong></p>"


def test_agent_reads_their_macros_and_writes_none(desk, ana):
    mine, theirs = TeamFactory(), TeamFactory()
    ana.teams.add(mine)
    for name, given in {"A": {}, "B": {"team": mine}, "C": {"team": theirs}, "D": {"active": False}}.items():
        Macro.objects.create(name=name, html="<p>x</p>", **given)
    assert [macro.name for macro, _deeds in desk.get("/desk/macros/").context["macros"]] == ["A", "B"]
    assert [desk.get("/desk/macros/new/").status_code, desk.post("/desk/macros/new/", MACRO).status_code] == [404, 404]
    assert Macro.objects.count() == 4


def test_list_costs_the_same_for_one_and_thirty(desk, ana):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get("/desk/macros/")
        return len(captured)

    def make(count):
        for _ in range(count):
            Macro.objects.create(name="M", deeds=[{"do": "assign", "to": ana.pk}, {"do": "team", "to": 5}])

    make(1)
    few = queries()
    make(29)
    assert queries() == few


def test_macro_gives_the_composer_its_words_and_deeds(desk, case):
    macro = Macro.objects.create(
        name="M", html="<p>{{customer}} {{due}}</p>", deeds=[{"do": "priority", "to": 3}, {"do": "tag", "to": "uno"}]
    )
    case.customer.name = "Marta <script>"
    case.customer.save()
    told = desk.get(f"/desk/tickets/{case.reference}/macros/{macro.pk}/").json()
    assert told["html"] == "<p>Marta &lt;script&gt; {{due}}</p>"
    with override("en"):
        assert told["missing"] == gettext("The next date that is due")
    assert [deed["value"] for deed in told["deeds"]] == ["priority:3", "tag:uno"]
    assert (told["kind"], told["id"]) == ("reply", macro.pk)


def test_macro_without_words_is_done_at_once(desk, case):
    macro = Macro.objects.create(name="M", deeds=[{"do": "priority", "to": 4}])
    response = desk.post(f"/desk/tickets/{case.reference}/macros/{macro.pk}/")
    case.refresh_from_db()
    assert (response["location"], case.priority) == (f"/desk/tickets/{case.reference}/", 4)


def test_macro_with_words_goes_into_the_draft_below_what_is_there(desk, case, ana):
    macro = Macro.objects.create(name="M", html="<p><b>Hola</b></p>", deeds=[{"do": "priority", "to": 4}])
    Draft.objects.create(ticket=case, author=ana, kind="reply", text="Buenas.", updated_at=NOW)
    desk.post(f"/desk/tickets/{case.reference}/macros/{macro.pk}/")
    draft = Draft.objects.get()
    assert (draft.text, draft.macro) == ("Buenas.\n\nHola", macro)
    assert draft.html == "<p>Buenas.</p><p><strong>Hola</strong></p>"
    case.refresh_from_db()
    assert case.priority == 2


def test_page_shows_again_what_goes_with_a_draft(desk, case, ana):
    macro = Macro.objects.create(name="M", html="<p>Hola</p>", deeds=[{"do": "priority", "to": 4}])
    address = f"/desk/tickets/{case.reference}/macros/{macro.pk}/"
    assert desk.post(address, {"keep": "1"}).status_code == 204
    assert Draft.objects.count() == 0
    Draft.objects.create(ticket=case, author=ana, kind="reply", text="Hola.", updated_at=NOW)
    page = []
    for keep in ("1", ""):
        desk.post(address, {"keep": keep})
        page.append('name="deeds" value="priority:4"' in desk.get(f"/desk/tickets/{case.reference}/").content.decode())
    assert page == [True, False]


@pytest.mark.parametrize("kept", [7, [{"do": "fly"}], [{"do": "priority", "to": 9}]])
def test_macro_that_cannot_be_read_spoils_no_page(boss, desk, case, ana, kept):
    macro = Macro.objects.create(name="M", html="<p>Hola</p>", deeds=kept)
    Macro.objects.create(name="N", deeds=[{"do": "tag", "to": "uno"}])
    with override("en"):
        told = [gettext("Tag: %(tag)s") % {"tag": "uno"}]
    assert [deeds for _macro, deeds in boss.get("/desk/macros/").context["macros"]] == [[], told]
    assert boss.get(f"/desk/macros/{macro.pk}/").context["form"].initial["words"].html == "<p>Hola</p>"
    there = f"/desk/tickets/{case.reference}/"
    assert desk.get(f"{there}macros/{macro.pk}/").json()["deeds"] == []
    Draft.objects.create(ticket=case, author=ana, kind="reply", text="Hola.", macro=macro, updated_at=NOW)
    page = desk.get(there)
    assert (page.status_code, 'name="deeds"' in page.content.decode()) == (200, False)


def test_macro_of_another_team_or_switched_off_is_not_found(desk, case):
    others = [
        Macro.objects.create(name="M", html="x", team=TeamFactory()),
        Macro.objects.create(name="M", html="x", active=False),
    ]
    for macro in others:
        address = f"/desk/tickets/{case.reference}/macros/{macro.pk}/"
        assert [desk.get(address).status_code, desk.post(address).status_code] == [404, 404]
    assert Draft.objects.count() == 0


def articles():
    return {
        name: Article.objects.create(
            slug=slugify(name), title=name, html=f"<p>{name}</p>", language=language, updated_at=NOW
        )
        for name, language in [("Filtro", "es"), ("Línea", "es"), ("General", "es"), ("Otra", "es"), ("Filter", "en")]
    }


def test_command_offers_macros_and_articles_that_fit_the_case(desk, case, ana):
    made = articles()
    made["Filtro"].products.add(case.unit.product)
    made["Línea"].lines.add(case.unit.product.line)
    made["Otra"].products.add(ProductFactory())
    made["Filter"].products.add(case.unit.product)
    for name, given in {"Todos": {}, "Inglés": {"language": "en"}, "Español": {"language": "es"}}.items():
        Macro.objects.create(name=name, html="<p>x</p>", **given)
    page = desk.get(f"/desk/tickets/{case.reference}/command/?part=1")
    assert [article.title for article in page.context["articles"]] == ["Filtro", "Línea", "General"]
    assert [macro.name for macro in page.context["macros"]] == ["Español", "Todos"]
    asked = desk.get(f"/desk/tickets/{case.reference}/command/?part=1&words=OTR").context
    assert ([article.title for article in asked["articles"]], asked["macros"]) == (["Otra"], [])
    assert [article.title for article in desk.get("/desk/command/?part=1&words=linea").context["articles"]] == ["Línea"]


@pytest.mark.parametrize("address", ["/desk/command/", "/desk/tickets/{reference}/command/"])
def test_command_is_a_page_without_scripts(desk, case, address):
    articles(), Macro.objects.create(name="Urgente", deeds=[{"do": "priority", "to": 4}])
    assert desk.get(address.format(reference=case.reference)).status_code == 200


def test_article_goes_to_the_composer_and_into_the_draft(desk, case):
    article = articles()["Filtro"]
    address = f"/desk/tickets/{case.reference}/articles/{article.pk}/"
    assert desk.get(address).json()["html"] == "<p>Filtro</p>"
    desk.post(address)
    assert Draft.objects.get().text == "Filtro"


def test_manager_writes_an_article_and_changes_it(boss):
    product = ProductFactory()
    form = {"title": "Filtro", "language": "es", "words": "Ciérrelo.", "products": product.sku, "published": "on"}
    form["lines"] = [product.line_id]
    assert boss.post("/desk/articles/new/", form).status_code == 302
    article = Article.objects.get()
    assert (article.html, list(article.products.all()), list(article.lines.all())) == (
        "<p>Ciérrelo.</p>", [product], [product.line],
    )  # fmt: skip
    boss.post(f"/desk/articles/{article.pk}/edit/", form | {"products": "", "lines": [], "title": "Filtros"})
    article.refresh_from_db()
    assert (article.title, article.products.count(), article.lines.count()) == ("Filtros", 0, 0)
    assert [entry.what for entry in AuditEntry.objects.order_by("pk")] == ["added", "changed"]


@pytest.mark.parametrize("given", [{"words": ""}, {"title": ""}, {"products": "NADA-1"}, {"language": "fr"}])
def test_bad_article_is_refused_and_nothing_written(boss, given):
    form = {"title": "Filtro", "language": "es", "words": "Ciérrelo.", "published": "on"}
    assert boss.post("/desk/articles/new/", form | given).status_code == 422
    assert (Article.objects.count(), AuditEntry.objects.count()) == (0, 0)


def test_agent_reads_published_articles_and_writes_none(desk, boss):
    made = articles()
    Article.objects.filter(title="Otra").update(published=False)
    assert [article.title for article in desk.get("/desk/articles/?words=filt").context["articles"]] == [
        "Filter",
        "Filtro",
    ]
    assert len(boss.get("/desk/articles/").context["articles"]) == 5
    assert len(desk.get("/desk/articles/").context["articles"]) == 4
    addresses = [
        f"/desk/articles/{made['Otra'].pk}/",
        "/desk/articles/new/",
        f"/desk/articles/{made['Filtro'].pk}/edit/",
    ]
    assert [desk.get(address).status_code for address in addresses] == [404, 404, 404]
    assert desk.get(f"/desk/articles/{made['Filtro'].pk}/").status_code == 200
