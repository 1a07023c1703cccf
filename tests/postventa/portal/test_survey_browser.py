"""A survey in a real browser: on a phone without scripts, by keyboard, on a wide screen in the dark."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.utils import timezone

from core.actors import actor_of
from followups.links import survey_token
from followups.models import Answer
from tests.cases import open_case
from tests.factories import AgentFactory, CustomerFactory, CustomerUserFactory, UnitFactory
from tests.followups.makers import NPS, case_survey, delivered, make_version, questionnaire, resolved, sent_survey

pytestmark = pytest.mark.django_db(transaction=True)
NOT_FITTING = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# What a finger needs at least (WCAG 2.2, 2.5.8).
SMALLEST = "Math.min(...[...document.querySelectorAll('.scale-step')].map(one => one.getBoundingClientRect().width))"

LOOKS = [
    {"language": "es", "phone": True, "scripts": False},
    {"language": "en", "phone": True, "dark": True},
    {"language": "es", "dark": True},
    {"language": "en"},
]


@pytest.fixture
def look_at(axe, request):
    """Nothing out of place; with SHOTS a picture is kept."""
    folder = os.environ.get("SHOTS")

    def look(page, name, *, scripts=True):
        assert not page.evaluate(NOT_FITTING)
        if scripts:  # axe is one
            axe(page)
        if folder:
            page.screenshot(path=Path(folder) / f"{request.node.name}-{name}.png".replace("/", ""), full_page=True)

    return look


def marta(**fields):
    return CustomerFactory(**{"name": "Marta Gil", "email": "marta@correo.example", "phone": "+34600111222"} | fields)


def about_case(customer, **says):
    at = timezone.now() - dt.timedelta(days=1)
    unit = UnitFactory(purchase__customer=customer, product__name="Lavadora Oleaje 8")
    ticket = resolved(open_case(unit=unit, now=at), by=actor_of(AgentFactory()), at=at)
    plan = make_version(trigger="resolved", **says)
    return case_survey(ticket, plan=plan, state="sent", sent_at=timezone.now() - dt.timedelta(minutes=1))


def _chosen(page, value):
    page.locator(f"label:has(input[value='{value}'])").click()
    page.locator("form.question button").click()


@pytest.mark.parametrize("how", LOOKS, ids=lambda how: "-".join(map(str, how.values())))
def test_survey_from_the_letter_to_the_thanks(open_page, look_at, how):
    survey = about_case(marta(language=how["language"]))
    page = open_page(f"/s/{survey_token(survey)}/csat/1/", **how)
    look_at(page, "1-chosen", scripts=how.get("scripts", True))
    assert Answer.objects.count() == 0
    page.locator("form.question button").click()
    page.wait_for_url("**/resolved/")
    look_at(page, "2-options", scripts=how.get("scripts", True))
    _chosen(page, 0)
    page.wait_for_url("**/treatment/")
    page.go_back()
    page.locator("input[value='0']:checked").wait_for(state="attached")
    page.go_forward()
    page.locator("form.question button").click()
    page.wait_for_url("**/outcome/")
    _chosen(page, 2)
    page.wait_for_url("**/ces/")
    look_at(page, "3-seven", scripts=how.get("scripts", True))
    assert page.evaluate(SMALLEST) >= 24
    _chosen(page, 3)
    page.locator("textarea").fill("Sigue goteando.")
    look_at(page, "4-words", scripts=how.get("scripts", True))
    page.locator("form.question button").click()
    page.wait_for_url("**/thanks/")
    look_at(page, "5-call", scripts=how.get("scripts", True))
    assert dict(Answer.objects.values_list("question", "value")) == {
        "csat": 1, "resolved": 0, "outcome": 2, "ces": 3, "comment": None,
    }  # fmt: skip


@pytest.mark.parametrize("how", LOOKS, ids=lambda how: "-".join(map(str, how.values())))
def test_recommendation_fits_and_is_told_by_its_words(open_page, look_at, how):
    unit = delivered(6, customer=marta(language=how["language"]), product__name="Lavadora Oleaje 8")
    survey = sent_survey(unit, sent_at=timezone.now(), questionnaire=questionnaire(*NPS))
    page = open_page(f"/s/{survey_token(survey)}/", **how)
    look_at(page, "nps", scripts=how.get("scripts", True))
    assert page.evaluate(SMALLEST) >= 24
    names = [page.get_by_role("radio").nth(n).evaluate("one => one.labels[0].innerText") for n in range(11)]
    assert [name.split()[0] for name in names] == [str(n) for n in range(11)]
    page.locator("form.question button").click()
    page.locator(".error, .errorlist").first.wait_for()
    look_at(page, "nps-unanswered", scripts=how.get("scripts", True))
    _chosen(page, 10)
    page.wait_for_url("**/comment/")


def test_survey_is_answered_by_keyboard(open_page):
    survey = about_case(marta(language="en"))
    page = open_page(f"/s/{survey_token(survey)}/csat/4/", language="en")
    page.locator("input:checked").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/resolved/")
    page.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/treatment/")
    assert dict(Answer.objects.values_list("question", "value")) == {"csat": 5, "resolved": 1}


def test_pages_after_the_last_question_are_sound(open_page, look_at):
    now = timezone.now()
    me = marta(language="es")
    again = about_case(me, loop_by="case")
    page = open_page(f"/s/{survey_token(again)}/csat/1/", language="es", phone=True)
    page.locator("form.question button").click()
    while not page.url.endswith("/thanks/"):
        page.locator("form.question button").click()
    look_at(page, "case-again")
    unit = delivered(6, customer=me, product__name="Lavadora Oleaje 8")
    for name, fields in {
        "expired": {"expires_at": now},
        "revoked": {"revoked_at": now},
    }.items():
        survey = sent_survey(delivered(6, customer=me), sent_at=now - dt.timedelta(days=1), **fields)
        page.goto(f"/s/{survey_token(survey)}/csat/1/")
        look_at(page, name)
    delivery = sent_survey(unit, sent_at=now - dt.timedelta(hours=1))
    page.goto(f"/s/{survey_token(delivery)}/csat/5/")
    look_at(page, "delivery")


def test_open_surveys_stand_on_the_portal(open_page, live, client, look_at):
    me = marta(language="es")
    now = timezone.now()
    unit = delivered(6, customer=me, product__name="Lavadora Oleaje 8")
    sent_survey(unit, sent_at=now - dt.timedelta(hours=1))
    survey = about_case(me)
    client.force_login(CustomerUserFactory(email=me.email, name=me.name))
    page = open_page("/theme.css", language="es", phone=True)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])
    for name, path in {
        "home": "/portal/",
        "product": f"/portal/products/{unit.pk}/",
        "case": f"/portal/cases/{survey.ticket.reference}/",
    }.items():
        page.goto(path)
        look_at(page, name)
        assert page.locator("a[href^='/s/']").count() == (2 if name == "home" else 1)
    page.locator("a[href^='/s/']").click()
    page.wait_for_url("**/csat/")
