"""An agent says that they are away, a manager hands out again what waits for them: with a script and without."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.models import Absence, Team, User
from tests.cases import open_case
from tests.factories import AgentFactory, ManagerFactory
from tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = [pytest.param("en", {}, id="en-laptop"), pytest.param("es", {"phone": True, "dark": True}, id="es-phone-dark")]
WIDE = {"width": 1440, "height": 900}


@pytest.fixture
def people(transactional_db):
    names = ("Ana Ruiz", "Bea Sanz de la Encina y Torresandino", "Carlos Gil")
    return [AgentFactory(name=name) for name in names]


@pytest.fixture
def luis(transactional_db):
    return ManagerFactory(name="Luis Ferrer")


def held(person, team):
    case = open_case(now=timezone.now() - dt.timedelta(hours=3))
    Ticket.objects.filter(pk=case.pk).update(assignee=person, team=team, status="open")
    return case


def wide(page, look):
    if not look.get("phone"):
        page.set_viewport_size(WIDE)


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_manager_builds_a_team_and_sees_who_is_away(enter, sound, shot, words, people, luis, language, look):
    say, (ana, bea, _carlos) = words(language), people
    page = enter(luis, "/desk/settings/", language=language, **look)
    wide(page, look)
    page.locator("a.card[href$='/teams/']").click()
    page.get_by_role("link", name=say("New team")).click()
    page.get_by_role("button", name=say("Save"), exact=True).click()  # nothing said yet
    page.locator("[role=alert]").wait_for()
    sound(page, language)
    shot(page, "refused")
    page.locator("[name=name]").fill("Primera línea de atención y de reclamaciones")
    page.locator("[name=handing_out][value=in_turn]").check()
    page.get_by_label(ana.name, exact=True).check()
    page.get_by_label(bea.name, exact=True).check()
    page.locator(f"[name=most_{bea.pk}]").fill("1")
    sound(page, language)
    shot(page, "team")
    page.get_by_role("button", name=say("Save"), exact=True).click()
    page.wait_for_url("**/settings/teams/")
    team = Team.objects.get()
    assert set(team.members.all()) == {ana, bea}
    Absence.objects.create(user=ana, starts_at=timezone.now() - dt.timedelta(hours=1), reason="Gripe")
    cases = [held(ana, team), *[held(ana, None) for _ in range(7)]]
    page.reload()
    sound(page, language)
    shot(page, "teams")
    page.locator(f"#team-{team.pk} .stranded button").click()
    page.wait_for_load_state()
    assert Ticket.objects.get(pk=cases[0].pk).assignee == bea
    assert page.locator(f"#team-{team.pk} .stranded").count() == 0
    sound(page, language)
    shot(page, "handed-out")
    page.get_by_role("link", name=ana.name).first.click()
    page.locator("[name=capacity]").fill("12")
    page.get_by_role("button", name=say("Save"), exact=True).first.click()
    page.wait_for_load_state()
    sound(page, language)
    shot(page, "person")
    assert User.objects.get(pk=ana.pk).capacity == 12


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_agent_goes_away_and_comes_back(enter, sound, shot, words, people, language, look):
    say, ana = words(language), people[0]
    page = enter(ana, "/desk/day/", language=language, scripts=False, **look)
    wide(page, look)
    page.get_by_role("link", name=say("My absences")).click()
    sound(page, language, scripts=False)
    page.locator("[name=ends_on]").fill("2020-01-01")
    page.get_by_role("button", name=say("Save"), exact=True).click()
    page.locator("[role=alert]").wait_for()
    shot(page, "refused")
    page.locator("[name=ends_on]").fill("")
    page.locator("[name=reason]").fill("Médico")
    page.get_by_role("button", name=say("Save"), exact=True).click()
    later = timezone.localdate() + dt.timedelta(days=20)
    assert Absence.objects.at(timezone.now()).get().reason == "Médico"
    page.get_by_role("button", name=say("I am back")).click()
    assert not Absence.objects.at(timezone.now()).exists()
    page.locator("[name=starts_on]").fill(str(later))
    page.locator("[name=ends_on]").fill(str(later + dt.timedelta(days=9)))
    page.get_by_role("button", name=say("Save"), exact=True).click()
    sound(page, language, scripts=False)
    shot(page, "absences")
    page.get_by_role("button", name=say("Take it away")).click()
    assert Absence.objects.count() == 1
