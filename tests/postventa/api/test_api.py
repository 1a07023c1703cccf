import pytest
from django.test import Client

from tests.factories import AgentFactory, CustomerUserFactory

pytestmark = pytest.mark.django_db
PAGES = ["/api/schema/", "/api/docs/", "/api/v1/me/"]


def test_me_tells_who_asks(client):
    ana = AgentFactory(name="Ana Ruiz")
    client.force_login(ana)
    me = {"id": ana.pk, "email": ana.email, "name": "Ana Ruiz", "role": "agent", "language": "es"}
    assert client.get("/api/v1/me/").json() == me


@pytest.mark.parametrize("page", PAGES)
def test_outsiders_are_refused(page):
    customer = Client()
    customer.force_login(CustomerUserFactory())
    assert [who.get(page).status_code for who in (Client(), customer)] == [403, 403]


def test_me_cannot_be_written(client):
    client.force_login(AgentFactory())
    assert [getattr(client, verb)("/api/v1/me/").status_code for verb in ("post", "put", "patch", "delete")] == [
        405
    ] * 4


def test_schema_describes_what_there_is(client):
    client.force_login(AgentFactory())
    schema = client.get("/api/schema/?format=json").json()
    assert sorted(schema["paths"]) == ["/api/schema/", "/api/v1/me/"]
    assert schema["paths"]["/api/v1/me/"]["get"]["operationId"] == "me"


def test_page_of_the_schema_allows_styles_and_no_foreign_script(client):
    client.force_login(AgentFactory())
    policy = client.get("/api/docs/")["content-security-policy"]
    assert "style-src 'self' 'unsafe-inline'" in policy
    assert "script-src" not in policy
