import datetime as dt

import pytest

from core.models import Team
from tests.cases import open_case
from tests.factories import (
    MADRID,
    NOW,
    AgentFactory,
    CustomerFactory,
    LineFactory,
    ProductFactory,
    TeamFactory,
    UnitFactory,
)
from tickets.actions.assignment import assign_ticket
from tickets.models import Seen, Tag, Ticket, TicketTag
from tickets.search import find as find_in
from tickets.search import read_query
from tickets.search.vocabulary import Key

pytestmark = pytest.mark.django_db


@pytest.fixture
def cold(ana, agent):
    """A case of Marta about her fridge, in Ana's hands, in danger, with a tag; opened in October."""
    marta = CustomerFactory(name="Marta Gil", email="marta@correo.example", phone="+34600111222", ref="C-MARTA")
    product = ProductFactory(sku="FR-9", name="Frigorífico Ártico", line=LineFactory(name="Frío"))
    unit = UnitFactory(product=product, purchase__customer=marta, purchase__order_ref="PED-1", serial="S-77")
    case = open_case(unit=unit, text="Sale humo", now=dt.datetime(2026, 10, 5, tzinfo=dt.UTC), channel="phone")
    assign_ticket(ticket=case, assignee=ana, by=agent, now=NOW)
    TicketTag.objects.create(ticket=case, tag=Tag.objects.create(name="Robo hielo"))
    Ticket.objects.filter(pk=case.pk).update(team=TeamFactory(name="Taller Norte"))
    return case


@pytest.fixture
def warm():
    """A question of another customer, with nobody, about no product; opened in November."""
    return open_case(customer=CustomerFactory(name="Luis Roca"), text="¿Cuándo abren?")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("state:new", "warm"),
        ("estado:abierto", "cold"),
        ("state:active", "warm cold"),
        ("-state:new", "cold"),
        ("is:unassigned", "warm"),
        ("is:mine", "cold"),
        ("es:peligro", "cold"),
        ("product:FR-9", "cold"),
        ("product:fr-9", "cold"),
        ("producto:frigorifico", "cold"),
        ("producto:fr-9,xr-1", "cold"),
        ("-product:FR-9", "warm"),
        ("línea:frio", "cold"),
        ("customer:marta", "cold"),
        ('cliente:"gil marta"', "cold"),
        ("customer:C-MARTA", "cold"),
        ("customer:marta,roca", "warm cold"),
        ("-customer:marta", "warm"),
        ("email:MARTA@correo", "cold"),
        ('phone:"600 11 12"', "cold"),
        ("order:ped-1", "cold"),
        ("serial:s-7", "cold"),
        ('tag:"robo hielo"', "cold"),
        ("-tag:nada", "warm cold"),
        ("assignee:ana", "cold"),
        ("asignado:yo", "cold"),
        ("assignee:nobody", "warm"),
        ("assignee:nobody,me", "warm cold"),
        ("equipo:norte", "cold"),
        ("team:nobody", "warm"),
        ("kind:question", "warm"),
        ("tipo:reclamación", "cold"),
        ("channel:phone", "cold"),
        ("priority:urgent", "cold"),
        ("before:2026-11", "cold"),
        ("after:2026-11-01", "warm"),
        ("created:2026-10", "cold"),
        ("created:2026", "warm cold"),
        ("created:2026-10-05 humo", "cold"),
        ("humo order:PED-1", "cold"),
        ("abren order:PED-1", ""),
        ("humo customer:marta state:open", "cold"),
        ("has:files", ""),
        ("-has:files", "warm cold"),
        ("is:unread -is:mine", "warm"),
        ("is:merged", ""),
    ],
)
def test_find_by_filter(find, cold, warm, text, found):
    assert find(text) == [{"warm": warm, "cold": cold}[name] for name in found.split()]


def test_days_are_those_of_the_place(find):
    late = open_case(now=dt.datetime(2026, 10, 31, 23, 30, tzinfo=dt.UTC))  # half past midnight in Madrid
    assert [find("created:2026-11-01"), find("created:2026-10-31")] == [[late], []]


def test_reference_by_its_beginning(find, cold, warm):
    assert [find(f"ref:{cold.reference[:9]}"), find(f"ref:{warm.reference[3:].lower()}")] == [[cold], [warm]]


def test_unread_is_what_the_customer_said_since(find, ana, warm):
    assert find("is:unread") == [warm]
    Seen.objects.create(user=ana, ticket=warm, message=warm.messages.last().pk, at=NOW)
    assert find("is:unread") == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("product:nada", Key.PRODUCT),
        ("line:nada", Key.LINE),
        ("tag:nada humo", Key.TAG),
        ("team:nada", Key.TEAM),
        ("assignee:nada", Key.ASSIGNEE),
        ("email:nada@", Key.EMAIL),
        ("phone:hola", Key.PHONE),
        ("order:nada", Key.ORDER),
        ("serial:nada", Key.SERIAL),
    ],
)
def test_filter_that_names_nobody_finds_nothing_and_says_which(cold, agent, text, key):
    found = find_in(read_query(text), by=agent, zone=MADRID)
    assert (found.ids, [one.key for one in found.unknown]) == ((), [key])


def test_customers_are_no_assignees(find, cold):
    AgentFactory(name="Marta Gil", role="customer")
    assert (find("assignee:marta"), Team.objects.count()) == ([], 1)
