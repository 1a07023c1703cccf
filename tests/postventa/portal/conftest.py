"""Visitors at the customers' door. Django is imported inside: pytest may read this file before the settings."""

import pytest


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def enter():
    """`enter(customer_or_agent)`: a browser, in English, of somebody who is signed in; `enter(None)`: of nobody."""
    from django.test import Client

    from customers.models import Customer
    from tests.factories import CustomerUserFactory

    def sign_in(who=None) -> Client:
        client = Client(headers={"accept-language": "en"})
        if isinstance(who, Customer):
            who = CustomerUserFactory(email=who.email, name=who.name)
        if who is not None:
            client.force_login(who)
        return client

    return sign_in


@pytest.fixture
def marta(db):
    from tests.factories import CustomerFactory

    return CustomerFactory(name="Marta Gil", email="marta@correo.example")


@pytest.fixture
def just_delivered(marta):
    """`just_delivered(product__name=…)`: something that Marta bought ten days ago and has had for three."""
    import datetime as dt

    from django.utils import timezone

    from tests.factories import UnitFactory

    def make(**fields):
        days = {"purchase__purchased_at": 10, "delivery__delivered_at": 3}
        instants = {name: timezone.now() - dt.timedelta(days=count) for name, count in days.items()}
        return UnitFactory(purchase__customer=marta, **(instants | fields))

    return make


@pytest.fixture
def browser(enter, marta):
    """Marta's browser."""
    return enter(marta)


@pytest.fixture
def agent(db):
    from tests.factories import AgentFactory

    return AgentFactory()


@pytest.fixture
def counts():
    """How many rows there are of what a visitor could write: compare before and after."""
    from core.models import OutgoingMessage, StoredFile
    from tickets.models import Message, Ticket

    def count() -> dict[str, int]:
        return {model.__name__: model.objects.count() for model in (Ticket, Message, StoredFile, OutgoingMessage)}

    return count


@pytest.fixture
def one_hour(monkeypatch):
    """Limits count as if no new hour began meanwhile."""
    import time
    from types import SimpleNamespace

    from django_ratelimit import core

    now = time.time()
    monkeypatch.setattr(core, "time", SimpleNamespace(time=lambda: now))


@pytest.fixture
def unit(just_delivered):
    """What Marta complains about in the tests of complaints in steps."""
    return just_delivered(product__name="Lavadora L9")


@pytest.fixture
def address(unit):
    """Where its complaint begins."""
    return f"/portal/products/{unit.pk}/case/"


@pytest.fixture
def filing(unit):
    """Its complaint, begun."""
    from django.utils import timezone

    from tests.filings import begin

    return begin(unit, now=timezone.now())
