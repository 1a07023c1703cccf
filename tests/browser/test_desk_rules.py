"""A manager builds a rule, sees what it would have done, switches it on, and a case of a customer meets it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.actors import actor_of
from tests.browser.desk import alive, settled
from tests.cases import open_case
from tests.factories import ManagerFactory, UnitFactory
from tests.tickets.rules import keep
from tickets.actions.assignment import change_priority
from tickets.models import Automation, AutomationRun, Tag
from tickets.tasks import run_automations

pytestmark = pytest.mark.django_db(transaction=True)
LOOKS = [pytest.param("en", {}, id="en-laptop"), pytest.param("es", {"phone": True, "dark": True}, id="es-phone-dark")]


@pytest.fixture
def luis(transactional_db):
    return ManagerFactory(name="Luis Gil", language="en")


def test_manager_builds_a_rule_tries_it_and_finds_its_acts_in_the_time_line(enter, sound, shot, luis):
    unit = UnitFactory()
    before = open_case(unit=unit, text="Sale humo por detrás.", now=timezone.now() - dt.timedelta(days=2))
    open_case(unit=unit, text="No centrifuga.", now=timezone.now() - dt.timedelta(days=2))
    page = enter(luis, "/desk/", language="en")
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Rules").click()
    page.get_by_text("No rules yet").wait_for()
    shot(page, "none")
    page.get_by_role("link", name="New rule").first.click()
    alive(page)
    page.get_by_label("Name", exact=True).fill("Smoke first")
    page.get_by_label("A case is opened", exact=True).check()
    page.get_by_label("New condition").select_option("words")
    page.get_by_role("button", name="Add a condition").click()
    box = page.get_by_label("Words in the subject or the first message", exact=True)
    box.fill("humo, llamas")
    page.get_by_label("New condition").select_option("state")
    page.get_by_role("button", name="Add a condition").click()
    settled(page)
    assert box.input_value() == "humo, llamas"
    page.locator(".rule-row", has_text="State").get_by_label("Closed").check()
    page.get_by_label("Put on tags").fill("humo")
    page.get_by_label("Tell the managers").check()
    shot(page, "built")
    sound(page, "en")

    page.get_by_role("button", name="Try it without saving").click()
    page.get_by_text("This rule would never fit any case").first.wait_for()
    assert Automation.objects.count() == 0
    shot(page, "impossible")
    page.get_by_role("button", name="Remove the condition «State»").click()
    settled(page)
    page.get_by_role("button", name="Try it without saving").click()
    page.get_by_text("It would have met 1 of the cases of the last 30 days.").wait_for()
    page.locator(".rule-trial").get_by_text(before.reference).wait_for()
    shot(page, "tried")
    sound(page, "en")
    assert (Automation.objects.count(), before.tags.count()) == (0, 0)

    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_role("heading", name="What it would do").wait_for()
    page.get_by_text(before.reference).wait_for()
    shot(page, "trial")
    sound(page, "en")
    assert not Automation.objects.get().active
    page.get_by_role("button", name="Switch it on").click()
    page.get_by_text("«Smoke first» is switched on.").wait_for()
    sound(page, "en")

    case = open_case(unit=unit, text="Sale humo y huele mal.", now=timezone.now())
    run_automations()
    assert AutomationRun.objects.get().ticket == case
    page.reload()
    page.get_by_role("link", name="Acted once in 30 days").click()
    page.get_by_role("link", name="Sale humo y huele mal.").wait_for()
    shot(page, "runs")
    sound(page, "en")
    page.get_by_role("link", name="Sale humo y huele mal.").click()
    page.wait_for_url(f"**/desk/tickets/{case.reference}/")
    page.get_by_text("The rule «Smoke first» added tags: humo").wait_for()
    page.get_by_text("The rule «Smoke first» told Luis Gil").wait_for()
    shot(page, "time-line")
    assert before.tags.count() == 0


@pytest.mark.parametrize(("language", "look"), LOOKS)
def test_circle_is_stopped_and_its_author_reads_which(enter, sound, shot, words, luis, language, look):
    luis.language = language
    luis.save()
    say, day_ago = words(language), timezone.now() - dt.timedelta(days=1)
    vip = Tag.objects.create(name="VIP")
    hers = {"author": luis, "now": day_ago}
    keep("Subir", "priority", asks=[("priority", "is", 1), ("tag", "is_not", vip.pk)], does=["priority:4"], **hers)
    down = ["priority:1", "notify:owner"]
    keep("Bajar", "priority", "reopened", asks=[("priority", "is", 4)], does=down, **hers)
    late, what = ["notify:managers", "tag:tarde"], "Nadie espera dos días sin que alguien lo sepa."
    keep("Esperas largas", "time", hours=48, asks=[("team", "is", "none")], does=late, description=what, **hers)
    case = open_case(now=timezone.now())
    change_priority(ticket=case, priority=4, by=actor_of(luis), now=timezone.now())
    run_automations()
    page = enter(luis, "/desk/settings/rules/", language=language, **look)
    page.get_by_text(say("It was switched off: it was about to go round in a circle.")).wait_for()
    shot(page, "stopped")
    sound(page, language)
    page.get_by_role("link", name=case.reference).click()
    page.get_by_text("«Bajar»").first.wait_for(state="attached")
    shot(page, "case")
    rule = Automation.objects.get(name="Esperas largas")
    for path in ("", "trial/", "runs/"):
        page.goto(f"/desk/settings/rules/{rule.pk}/{path}")
        shot(page, path.strip("/") or "builder")
        sound(page, language)


def test_rule_is_built_without_a_script(enter, shot, luis):
    page = enter(luis, "/desk/settings/rules/new/", language="en", scripts=False)
    page.get_by_label("Name", exact=True).fill("Ours")
    page.get_by_label("The customer writes").check()
    page.get_by_label("New condition").select_option("priority")
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_label("How", exact=True).select_option("at_least")
    page.locator(".rule-row").get_by_label("High").check()
    page.get_by_label("New condition").select_option("customer_hours")
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_role("button", name="Remove the condition «Hours since the customer last wrote»").click()
    page.get_by_label("Put on tags").fill("importa")
    shot(page, "built")
    page.get_by_role("button", name="Save", exact=True).last.click()
    page.get_by_role("button", name="Switch it on").click()
    rule = Automation.objects.get()
    assert (rule.active, rule.triggers) == (True, ["customer_wrote"])
    assert rule.conditions == [{"field": "priority", "op": "at_least", "values": [3]}]
