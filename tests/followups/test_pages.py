"""The pages of follow-ups in a real browser, as the agent and as the customer: usable, accessible, without a mouse."""

import datetime as dt
import os
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone

from core.actors import actor_of
from core.actions.mail import claim_next_mail, send_mail
from followups.actions.dispatch import dispatch_next
from followups.links import survey_token
from followups.models import CallAttempt, Invitation
from tests.cases import open_case
from tests.factories import AgentFactory, CustomerFactory, ProductFactory
from tests.followups.makers import case_survey, delivered, planned_call, planned_survey, resolved, sent_survey, the_plan
from tickets.models import Ticket

LOOKS = [{}, {"dark": True}, {"phone": True}, {"phone": True, "dark": True}]
names = "-".join


def look_name(look):
    return "-".join(look) or "laptop"


@pytest.fixture
def enter(open_page, client):
    """Open a page as somebody who is signed in."""

    def enter_as(user, path, **look):
        client.force_login(user)
        page = open_page("/theme.css", **look)
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "domain": urlsplit(page.url).hostname,
                    "path": "/",
                }
            ]
        )
        page.goto(path)
        return page

    return enter_as
