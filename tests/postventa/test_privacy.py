"""No cache and no «back» button shows what one person was shown."""

import pytest

from tests.cases import open_case
from tests.factories import AgentFactory, CustomerFactory, CustomerUserFactory, ManagerFactory
from tickets.links import case_token

pytestmark = pytest.mark.django_db
PRIVATE = "private, no-store"


@pytest.mark.parametrize(
    ("make", "page"),
    [
        (AgentFactory, "/desk/"),
        (AgentFactory, "/desk/nowhere/"),
        (AgentFactory, "/api/v1/me/"),
        (ManagerFactory, "/dashboards/"),
        (CustomerUserFactory, "/portal/cases/"),
        (CustomerUserFactory, "/"),
    ],
)
def test_page_for_somebody_signed_in_is_kept_by_nobody(client, make, page):
    user = make()
    CustomerFactory(email=user.email)
    client.force_login(user)
    assert client.get(page)["Cache-Control"] == PRIVATE


@pytest.mark.parametrize("page", ["/c/nonsense/", "/s/nonsense/", "/e/nonsense/", "/f/nonsense/", "/erasure/nonsense/"])
def test_page_of_a_link_is_kept_by_nobody(client, page):
    assert "no-store" in client.get(page)["Cache-Control"]
    assert client.get(f"/c/{case_token(open_case())}/")["Cache-Control"] == PRIVATE


@pytest.mark.parametrize("page", ["login/", "login/code/", "password/reset/", "password/reset/key/x-y/", "nowhere/"])
def test_page_of_the_sign_in_is_kept_by_nobody(client, page):
    answer = client.get(f"/account/{page}")
    assert ("no-store" in answer["Cache-Control"], "private" in answer["Cache-Control"]) == (True, True)


def test_page_for_everybody_may_be_kept(client):
    assert "Cache-Control" not in client.get("/").headers
    assert "immutable" in client.get("/theme.css")["Cache-Control"]


def test_page_that_says_for_itself_how_long_it_is_kept_is_left_alone(client):
    client.force_login(AgentFactory())
    assert "immutable" in client.get("/theme.css")["Cache-Control"]


def test_answer_to_a_form_stays_in_its_browser_alone(client):
    client.force_login(AgentFactory())
    answer = client.post("/desk/tickets/new/", {})
    assert (answer.status_code, answer["Cache-Control"]) == (422, "private, no-cache")
