"""How it is computed: every figure, whole, and the pages lead to it."""

from __future__ import annotations

from dataclasses import fields

import pytest
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.html import escape

from reports.kpis import KPIS
from tests.factories import ManagerFactory
from tests.reports.rows import deliver

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    client.force_login(ManagerFactory())
    return client


@pytest.mark.parametrize("language", ["es", "en"])
def test_formulas_list_every_figure_whole(manager, language):
    html = manager.get("/dashboards/formulas/", headers={"accept-language": language}).content.decode()
    for kpi in KPIS:
        assert f'id="{kpi.code}"' in html
        with translation.override(language):
            for field in fields(kpi):
                value = getattr(kpi, field.name)
                if isinstance(value, str | Promise):
                    assert str(escape(str(value))) in html


def test_every_figure_says_everything_once():
    assert len({kpi.code for kpi in KPIS}) == len(KPIS)
    for kpi in KPIS:
        assert all(str(getattr(kpi, field.name)) for field in fields(kpi)), kpi.code


def test_front_page_leads_to_formulas_that_exist(manager):
    deliver(timezone.localdate().isoformat(), timezone.localdate().isoformat())
    response = manager.get("/dashboards/")
    codes = {kpi.code for kpi in KPIS}
    assert {card.code for card in response.context["cards"]} <= codes
    assert {trend.kpi.code for trend in response.context["trends"]} <= codes
    assert 'href="/dashboards/formulas/#csat_promise"' in response.content.decode()
