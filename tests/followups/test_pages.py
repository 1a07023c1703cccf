"""The pages of follow-ups in a real browser, as the agent and as the customer, in light, in dark and on a phone."""

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.mail import get_connection
from django.utils import timezone

from core.actions.mail import claim_next_mail, send_mail
from customers.models import Delivery
from followups.actions.dispatch import dispatch_due
from followups.links import survey_token
from followups.models import Answer, Call, CallAttempt
from tests.cases import open_case
from tests.daytime import day_zone
from tests.factories import AgentFactory, CustomerFactory
from tests.followups.makers import delivered, planned_call, planned_survey, sent_survey, the_plans
from tickets.models import Ticket

LOOKS = [{"language": "en"}, {"phone": True, "dark": True}]
each_look = pytest.mark.parametrize("look", LOOKS, ids=["laptop", "phone"])


@pytest.fixture
def enter(open_page, client):
    """Open a page as somebody who is signed in."""

    def enter_as(user, path, **look):
        client.force_login(user)
        page = open_page("/theme.css", **look)
        name = django_settings.SESSION_COOKIE_NAME
        address = {"domain": urlsplit(page.url).hostname, "path": "/"}
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, **address}])
        page.goto(path)
        return page

    return enter_as


@each_look
def test_agent_makes_a_call_that_opens_a_case(enter, axe, look):
    the_plans()
    agent, now = AgentFactory(), timezone.now()
    call = planned_call(due_at=now - dt.timedelta(hours=1))
    planned_call(due_at=now - dt.timedelta(minutes=1))
    CallAttempt.objects.create(
        call=call, at=now - dt.timedelta(hours=4), agent=agent, outcome="call_back", note="Luego"
    )
    open_case(customer=call.customer)
    page = enter(agent, "/desk/calls/", **look)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("link", name=call.customer.name).click()
    page.locator("[name=call_back_at]").wait_for(state="hidden")  # asked only of those who asked to be called back
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator("details:has([value=unhappy]) > summary").click()
    page.locator("button[value=unhappy]").click()
    page.locator("form.attempt [role=alert]").wait_for()
    axe(page)
    page.fill("[name=note]", "No enfría desde ayer.")
    page.locator("button[value=unhappy]").click()
    page.wait_for_url(re.compile(rf"/calls/{call.pk}/$"))
    page.locator("form.attempt").wait_for(state="detached")
    axe(page)
    call.refresh_from_db()
    assert (call.state, call.opened_ticket.channel) == ("done", "call")
    assert call.opened_ticket.reference in page.locator("main").inner_text()


@each_look
def test_customer_answers_with_the_keyboard_alone(open_page, axe, look):
    survey = sent_survey(delivered(6, customer=CustomerFactory(email="")), sent_at=timezone.now())
    page = open_page(f"/s/{survey_token(survey)}/", **look)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator("input[name=answer]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**/complete/")
    axe(page)
    page.keyboard.press("Tab")
    page.locator("form.question button").press("Enter")
    page.wait_for_url("**/comment/")
    axe(page)
    page.locator("textarea").fill("Un golpe en el lateral.")
    page.locator("form.question button").press("Enter")
    page.wait_for_url("**/thanks/")
    axe(page)
    assert list(Answer.objects.order_by("question").values_list("question", "value")) == [
        ("comment", None),
        ("csat", 2),
    ]
    assert Ticket.objects.get().reference in page.locator("main").inner_text()


@each_look
def test_newcomer_opens_the_survey_from_the_mailbox(open_page, axe, sink, settings, look):
    survey = planned_survey(delivered(6, customer=CustomerFactory(timezone=day_zone())), due_at=timezone.now())
    Delivery.objects.update(delivered_at=timezone.now() - dt.timedelta(days=7))
    dispatch_due(now=timezone.now())
    send_mail(message=claim_next_mail(now=timezone.now()), connection=get_connection(), now=timezone.now())
    settings.MAIL_SINK_DIR = str(sink.folder.path)
    page = open_page("/buzon/", **look)
    axe(page)
    page.locator("tbody a").click()
    axe(page)
    with page.expect_popup() as opened:
        page.frame_locator("iframe").locator("a.step").nth(3).click()
    opened.value.wait_for_url(f"**/s/{survey_token(survey)}/csat/4/")
    assert opened.value.locator("input[name=answer]:checked").input_value() == "4"
    opened.value.close()
    page.locator(".letter-text a").first.click()
    page.wait_for_url(f"**/s/{survey_token(survey)}/csat/1/")
    assert (Call.objects.count(), Answer.objects.count()) == (0, 0)
