"""The managers' page of the knowledge base."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from catalog.models import KnowledgeSearch
from tests.factories import AgentFactory, LineFactory, ManagerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(db):
    client = Client(headers={"accept-language": "en"})
    client.force_login(ManagerFactory())
    return client


def test_page_leads_from_what_is_missing_to_an_article_about_it(boss):
    day = timezone.localdate() - dt.timedelta(days=29)
    KnowledgeSearch.objects.create(day=day, language="es", words="goma & <puerta>", times=4, found=0)
    page = boss.get("/dashboards/knowledge/")
    shown = page.content.decode()
    assert (page.status_code, page.context["filters"].chosen) == (200, "30d")
    assert "goma &amp; &lt;puerta&gt;" in shown
    assert '/desk/articles/new/?language=es&amp;title=goma%20%26%20%3Cpuerta%3E"' in shown
    assert boss.get("/dashboards/knowledge/?period=7d").context["searches"].missed == []


def test_empty_page_and_bad_filters_say_so(boss):
    line = LineFactory()
    assert boss.get("/dashboards/knowledge/").status_code == 200
    assert boss.get(f"/dashboards/knowledge/?line={line.pk}").context["filters"].chosen == "30d"
    assert boss.get("/dashboards/knowledge/?from=2026-11-01&to=2026-11-10").context["filters"].chosen == "custom"
    assert boss.get("/dashboards/knowledge/?period=nonsense").status_code == 400


def test_only_managers_enter(client):
    agent = Client()
    agent.force_login(AgentFactory())
    assert (client.get("/dashboards/knowledge/").status_code, agent.get("/dashboards/knowledge/").status_code) == (
        302,
        404,
    )
