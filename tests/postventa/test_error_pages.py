"""What is answered to a request that cannot be understood."""

import pytest
import redis
from django.db import OperationalError
from django.test import Client, RequestFactory

from postventa.error_pages import server_error
from tests.factories import AgentFactory, ManagerFactory

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded; charset=iso-8859-1"


@pytest.fixture
def visitor():
    return Client(raise_request_exception=False)


def is_guarded(answer) -> bool:
    return answer["X-Frame-Options"] == "DENY" and "default-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("/account/login/", 400),
        ("/account/login/code/", 400),
        ("/theme/", 400),
        ("/nowhere/", 404),
    ],
)
@pytest.mark.parametrize("checks", [True, False])
def test_form_in_another_alphabet_is_not_understood(page, status, checks):
    visitor = Client(raise_request_exception=False, enforce_csrf_checks=checks)
    visitor.get("/account/login/")  # a cookie for the check, so that it looks for its token in the form
    answer = visitor.post(page, "login=%E9&theme=dark", content_type=FORM)
    assert (answer.status_code, is_guarded(answer)) == (status, True)
    assert f'<p class="soft small">{status}</p>' in answer.content.decode()


def test_wrong_host_is_not_understood(visitor):
    answer = visitor.get("/", headers={"host": "evil.example"})
    assert (answer.status_code, is_guarded(answer)) == (400, True)
    assert '<p class="soft small">400</p>' in answer.content.decode()


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("/desk/tickets/%00/", 404),
        ("/portal/cases/%00/", 404),
        ("/static/%00.css", 404),
        ("/%00", 404),
        ("/desk/?q=%00", 400),
        ("/admin/core/outgoingmessage/?status__exact=%00", 400),
        ("/admin/core/outgoingmessage/?q=%2500", 200),
    ],
)
def test_address_with_nul_leads_nowhere(visitor, page, status):
    visitor.force_login(ManagerFactory(is_staff=True, is_superuser=True))
    answer = visitor.get(page)
    assert (answer.status_code, answer["X-Frame-Options"]) == (status, "DENY")


def test_cookie_with_nul_is_not_understood(visitor):
    visitor.cookies.load('sessionid="abcdefgh\\000"')
    assert visitor.get("/desk/").status_code == 400


def test_ask_the_api_pages_what_they_allow_is_answered(visitor):
    visitor.force_login(AgentFactory())
    assert {visitor.options(page).status_code for page in ("/api/docs/", "/api/schema/", "/api/v1/me/")} <= {200, 405}


@pytest.mark.parametrize(
    ("error", "status"),
    [(ValueError, 500), (redis.TimeoutError, 503), (redis.ConnectionError, 503), (OperationalError, 503)],
)
def test_breakdown_says_whether_to_come_back(error, status):
    try:
        raise error
    except error:
        answer = server_error(RequestFactory().get("/"))
    assert (answer.status_code, answer.has_header("Retry-After")) == (status, status == 503)
    assert f'<p class="soft small">{status}</p>' in answer.content.decode()
