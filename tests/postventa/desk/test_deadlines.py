"""The page of legal deadlines: managers read the law of each country, and say what binds the company and was read."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext, override

from core.models import AuditEntry
from tests.factories import NOW, AgentFactory, CustomerUserFactory, ManagerFactory
from tickets.actions.deadlines import load_deadlines
from tickets.law import shipped
from tickets.models import ClockReview, DeadlineRule

pytestmark = pytest.mark.django_db
PAGE = "/desk/settings/deadlines/"
DOORS = ["binding/", "binding/removal/", "confirmation/", "confirmation/removal/"]


@pytest.fixture
def law(db):
    load_deadlines(now=NOW)
    ClockReview.objects.all().delete()


@pytest.fixture
def boss(db):
    return client_of(ManagerFactory(name="Luis Gil"))


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def rule(code):
    return DeadlineRule.objects.get(code=code)


def card(page, code: str) -> str:
    """What the page says of a term, as one line of text."""
    html = page.content.decode()
    start = html.index(f'id="deadline-{rule(code).pk}"')
    return " ".join(re.sub(r"<[^>]+>", " ", html[start : html.index('class="deadline-sayings"', start)]).split())


def everything():
    return list(DeadlineRule.objects.order_by("pk").values()), AuditEntry.objects.count(), ClockReview.objects.count()


def test_page_tells_the_law_of_each_country(law, boss):
    page = boss.get(PAGE)
    assert page.status_code == 200
    countries = page.context["countries"]
    assert [country.code for country in countries] == ["ES", "AR", "CL", "CO", "FR", "DE", "IT", "MX", "PE", "PT", "UK"]
    assert [country.code for country in countries if country.without] == ["CL", "DE", "IT", "MX"]
    assert sum(len(country.terms) for country in countries) == len(shipped())
    with override("en"):
        assert page.content.decode().count(gettext("No term found for answering a complaint, so none is counted.")) == 4
        said = card(page, "ES-ANSWER")
        for words in ("15 calendar days, the first not counted", "It binds us", "Confirmed", "TRLGDCU 21.3"):
            assert words in said
        said = card(page, "ES-10-2025-ANSWER")
        for words in ("It does not bind us", "10 working days", "28 December 2026", "250 workers"):
            assert words in said
        said = card(page, "ES-AN-FORM")
        for words in ("Andalucía", "Not confirmed", "It is not counted until somebody has read the text"):
            assert words in said


def test_page_speaks_spanish(law):
    client = Client(headers={"accept-language": "es"})
    client.force_login(ManagerFactory())
    page = client.get(PAGE).content.decode()
    assert "Cualquier empresario que venda a consumidores" in page
    assert "Any trader who sells to consumers" not in page


def test_page_says_that_nothing_was_loaded_and_which_countries_have_no_term(boss):
    page = boss.get(PAGE)
    assert page.status_code == 200
    assert [country.code for country in page.context["countries"]] == ["CL", "DE", "IT", "MX"]
    with override("en"):
        assert gettext("The law has not been loaded") in page.content.decode()


def test_page_costs_the_same_however_much_was_said(law, boss):
    with CaptureQueriesContext(connection) as few:
        boss.get(PAGE)
    for one in DeadlineRule.objects.filter(applies=True):
        boss.post(f"{PAGE}{one.pk}/binding/removal/", {"version": "1", "reason": "Not us."})
    with CaptureQueriesContext(connection) as many:
        boss.get(PAGE)
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("door", "code", "name", "value"),
    [
        ("binding/", "ES-10-2025-ANSWER", "applies", True),
        ("binding/removal/", "ES-ANSWER", "applies", False),
        ("confirmation/", "PT-ANSWER", "confirmed", True),
        ("confirmation/removal/", "ES-ANSWER", "confirmed", False),
    ],
)
def test_manager_says_it_with_a_reason(law, boss, door, code, name, value):
    row = rule(code)
    answer = boss.post(f"{PAGE}{row.pk}/{door}", {"version": "1", "reason": "We have 400 workers."})
    assert (answer.status_code, answer["Location"]) == (302, f"{PAGE}#deadline-{row.pk}")
    assert getattr(rule(code), name) is value
    assert ClockReview.objects.count() == 1
    page = boss.get(PAGE).content.decode()
    assert "We have 400 workers." in page
    assert "Luis Gil" in page


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "given", [{"version": "1"}, {"version": "1", "reason": "  "}, {"reason": "Why"}, {"version": "9", "reason": "Why"}]
)
def test_bad_input_is_told_and_nothing_written(law, boss, door, given):
    row, before = rule("ES-ANSWER"), everything()
    answer = boss.post(f"{PAGE}{row.pk}/{door}", given)
    assert answer.status_code == 422
    assert everything() == before
    assert len([one for country in answer.context["countries"] for one in country.terms if one.binding.errors
                or one.confirmation.errors]) == 1  # fmt: skip


def test_saying_it_twice_is_told_and_nothing_written(law, boss):
    row, before = rule("ES-ANSWER"), everything()
    answer = boss.post(f"{PAGE}{row.pk}/binding/", {"version": "1", "reason": "Twice"})
    assert answer.status_code == 422
    with override("en"):
        assert gettext("Somebody has said so already. Open the page again.") in answer.content.decode()
    assert everything() == before


@pytest.mark.parametrize("door", ["", *DOORS])
@pytest.mark.parametrize("maker", [AgentFactory, CustomerUserFactory])
def test_page_does_not_exist_for_others(law, door, maker):
    client, before = client_of(maker()), everything()
    path = f"{PAGE}{rule('ES-10-2025-ANSWER').pk}/{door}" if door else PAGE
    answer = client.post(path, {"version": "1", "reason": "Mine"}) if door else client.get(path)
    assert answer.status_code == 404
    assert everything() == before


@pytest.mark.parametrize("door", DOORS)
def test_a_term_that_is_not_there_is_a_404(law, boss, door):
    assert boss.post(f"{PAGE}99999/{door}", {"version": "1", "reason": "Why"}).status_code == 404


def test_who_has_not_signed_in_goes_to_sign_in(law):
    assert Client().get(PAGE).status_code == 302
