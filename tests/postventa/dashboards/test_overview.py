"""The front page: who enters, what it says, and what it costs."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.cases import open_case
from tests.factories import AgentFactory, CustomerUserFactory, LineFactory, ManagerFactory, UnitFactory
from tests.reports.rows import ask, case, deliver

pytestmark = pytest.mark.django_db
PAGES = ["/dashboards/", "/dashboards/formulas/"]


@pytest.fixture
def manager(client):
    account = ManagerFactory(language="en")
    client.force_login(account)
    client.get("/", headers={"accept-language": "en"})
    return client


def page(client, address: str = "/dashboards/"):
    return client.get(address, headers={"accept-language": "en"})


def text_of(response) -> str:
    """The words of a page, tags taken out."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize("address", PAGES)
def test_managers_enter(manager, address):
    assert page(manager, address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("account", [AgentFactory, CustomerUserFactory])
def test_others_find_nothing(client, address, account):
    client.force_login(account())
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", PAGES)
def test_strangers_are_sent_to_sign_in(client, address):
    response = client.get(address)
    assert response.status_code == 302
    assert response.url.startswith("/account/login/")


@pytest.mark.parametrize("address", PAGES)
def test_post_is_refused(manager, address):
    assert manager.post(address).status_code == 405


def test_empty_house_teaches_to_import(manager):
    response = page(manager)
    assert "dashboards/empty.html" in [template.name for template in response.templates]
    assert 'href="/dashboards/imports/"' in response.content.decode()
    assert "Import your purchases" in text_of(response)


def test_headlines_say_what_matters(manager):
    now = timezone.now()
    unit = UnitFactory()
    open_case(unit=unit, text="Sale humo de la lavadora.", now=now - dt.timedelta(days=2, hours=3))
    open_case(unit=unit, text="No centrifuga.", now=now - dt.timedelta(hours=3))
    words = text_of(page(manager))
    assert "1 open case speaks of danger: a person has to look at it today." in words
    assert "2 cases have nobody in charge." in words
    assert "2 cases wait for us, one of them since 2 d 3 h ago." in words


def test_headlines_are_calm_when_nothing_is_wrong(manager):
    deliver(timezone.localdate().isoformat(), timezone.localdate().isoformat())
    response = page(manager)
    assert [headline.tone for headline in response.context["headlines"]] == ["good", "good", "good"]
    assert "There is no open case." in text_of(response)


def test_page_shows_the_comparison_with_its_interval(manager):
    kept, late = deliver("02-20", "02-20"), deliver("02-20", "02-10")
    for minute in range(20):
        for delivery, happy in ((kept, 18), (late, 5)):
            answered = f"03-02 11:{minute:02}"
            ask("03-01 10:00", answered=answered, score=5 if minute < happy else 1, delivery=delivery, imported=True)
    words = text_of(page(manager, "/dashboards/?from=2026-03-01&to=2026-03-31"))
    assert "Of the customers who waited longer than promised, 25.0% are satisfied; of the others, 90.0%." in words
    assert "Difference: −65.0 points (95%: −80.6 to −35.3)." in words
    assert "18 of 20 · 95%: 69.9–97.2" in words


def test_page_hides_percentages_of_few(manager):
    kept, late = deliver("02-20", "02-20"), deliver("02-20", "02-10")
    ask("03-01 10:00", answered="03-02 11:00", score=5, delivery=kept, imported=True)
    ask("03-01 10:00", answered="03-02 11:00", score=1, delivery=late, imported=True)
    response = page(manager, "/dashboards/?from=2026-03-01&to=2026-03-31")
    csat = next(card for card in response.context["cards"] if card.code == "csat_delivery")
    assert (csat.value, csat.basis, csat.change) == ("n < 10", "1 of 2", None)
    assert "There are too few answers about late deliveries" in text_of(response)


def test_queries_are_as_many_with_one_row_as_with_thirty(manager):
    def cost() -> list[str]:
        page(manager, "/dashboards/?period=12m")
        with CaptureQueriesContext(connection) as queries:
            assert page(manager, "/dashboards/?period=12m").status_code == 200
        return [query["sql"].partition(" WHERE ")[0][:200] for query in queries]

    def add(how_many: int) -> None:
        today = timezone.localdate()
        for number in range(how_many):
            on = (today - dt.timedelta(days=number + 1)).isoformat()
            delivery = deliver(on, on, LineFactory())
            invitation = ask(f"{on} 10:00", answered=f"{on} 11:{number:02}", score=1, delivery=delivery, imported=True)
            invitation.answers.create(question="comment", text="Mal", answered_at=invitation.answered_at)
            case(f"{on} 10:00", replied=f"{on} 12:00", story=(("resolved", f"{on} 18:00"),), unit=delivery.units.get())
            case(f"{on} 10:00", unit=delivery.units.get())

    add(1)
    one = cost()
    add(29)
    assert cost() == one


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=2026-03-31&to=2026-03-01", "The period ends before it begins"),
        ("from=2026-02-30&to=2026-03-01", "There is no such date: 2026-02-30."),
        ("from=ayer&to=hoy", "There is no such date: ayer."),
        ("period=custom&from=2026-03-01", "Please give both dates"),
        ("period=custom", "Please give both dates"),
        ("from=9999-01-01&to=9999-12-31", "The period has not begun yet"),
        ("from=0001-01-01&to=0001-01-02", "The period begins too early"),
        ("period=yesterday", "There is no such period."),
        ("line=999", "There is no such product line."),
        ("line=%27%3B--", "There is no such product line."),
    ],
)
def test_bad_filters_get_clear_words(manager, query, words):
    deliver("2026-01-10", "2026-01-10")
    response = page(manager, f"/dashboards/?{query}")
    assert response.status_code == 400
    assert words in text_of(response)
    assert response.context["filters"].chosen == "90d"


@pytest.mark.parametrize("period", ["7d", "30d", "90d", "12m", "all"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_period_opens_with_little_data(manager, period, language):
    line = LineFactory()
    deliver("2026-01-10", "2026-01-10", line)
    with translation.override(language):
        response = manager.get(f"/dashboards/?period={period}&line={line.pk}", headers={"accept-language": language})
    assert response.status_code == 200
    assert response.context["filters"].scope.line == line.pk


def test_a_period_without_data_points_to_everything(manager):
    deliver("2020-01-10", "2020-01-10")
    response = page(manager, "/dashboards/?period=7d")
    assert response.status_code == 200
    assert 'href="?period=all"' in response.content.decode()
    assert "Nothing arrived, was answered or was opened in this period." in text_of(response)


def test_pages_hold_nothing_that_the_policy_refuses(manager):
    line = LineFactory()
    for number in range(40):
        on = (timezone.localdate() - dt.timedelta(days=number)).isoformat()
        deliver(on, on, line)
        case(f"{on} 10:00")
    for address in [*PAGES, "/dashboards/?period=30d"]:
        html = page(manager, address).content.decode()
        assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
        assert "<style" not in html
        assert not re.search(r"<script(?![^>]*\ssrc=)", html)
        assert not re.search(r'\s(?:x|y|cx|cy|width|height|d)="[^"]*\d,\d', html), "coordinates take a dot"


def test_what_customers_wrote_is_escaped(manager):
    today = timezone.localdate().isoformat()
    told = ask(f"{today} 00:01", answered=f"{today} 00:02", score=1, delivery=deliver(today, today), imported=True)
    told.answers.create(question="comment", text="<script>alert(1)</script>", answered_at=told.answered_at)
    html = page(manager).content.decode()
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert" not in html
