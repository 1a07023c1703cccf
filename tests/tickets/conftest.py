"""Fixtures of cases. Models are imported inside: this module is read before Django is ready."""

import pytest


@pytest.fixture
def ana(db):
    from tests.factories import AgentFactory

    return AgentFactory(name="Ana Ruiz")


@pytest.fixture
def agent(ana):
    """Ana, as the actor of what she does."""
    from core.actors import actor_of

    return actor_of(ana)


@pytest.fixture
def case(db):
    """A new case about a unit, opened by its customer at NOW."""
    from tests.cases import open_case

    return open_case()


@pytest.fixture
def customer(case):
    """The customer of the case, as the actor of what they do."""
    from core.actors import customer_by_link

    return customer_by_link(case.customer.email)
