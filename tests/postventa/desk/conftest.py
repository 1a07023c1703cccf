"""The desk's visitors. Models are imported inside: this module is read before Django is ready."""

import pytest


@pytest.fixture
def ana(db):
    from tests.factories import AgentFactory

    return AgentFactory(name="Ana Ruiz", language="en")


@pytest.fixture
def desk(ana):
    """A browser without JavaScript where Ana has signed in; pages in English."""
    from django.test import Client

    client = Client(headers={"accept-language": "en"})
    client.force_login(ana)
    return client


@pytest.fixture
def case(db):
    """A new case about a unit, opened by its customer at NOW."""
    from tests.cases import open_case

    return open_case()


@pytest.fixture
def agent(ana):
    from core.actors import actor_of

    return actor_of(ana)


@pytest.fixture
def say(desk, case):
    """`say(text, kind="note", htmx=True, …)`: send the composer of the case as its page offers it."""
    import uuid

    def send(text="Vamos mañana.", *, htmx=False, **given):
        headers = {"hx-request": "true"} if htmx else {}
        seen = case.messages.public().last().pk
        form = {"kind": "reply", "then": "waiting_customer", "seen": seen, "submission": uuid.uuid4(), "text": text}
        return desk.post(f"/desk/tickets/{case.reference}/messages/", form | given, headers=headers)

    return send
