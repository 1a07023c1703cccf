"""A row read together with others is what the ORM reads."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from core.joined import hold, newest, read
from customers.models import Unit
from tests.cases import open_case
from tickets.models import Ticket, TicketEvent

pytestmark = pytest.mark.django_db


def columns(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_read_gives_the_rows_of_select_related(django_assert_num_queries):
    case = open_case()
    case.own_fields = {"floor": "3", "lift": True}
    case.save()
    paths = ("product", "delivery", "purchase__customer")
    plain = Unit.objects.select_related(*paths).get(pk=case.unit_id)
    with django_assert_num_queries(1):
        unit = read(Unit, *paths, id=case.unit_id)
        assert (unit.product, unit.delivery) == (plain.product, plain.delivery)
        assert columns(unit) == columns(plain)
        assert columns(unit.purchase.customer) == columns(plain.purchase.customer)
        assert (unit._state.adding, unit._state.db) == (False, "default")
    assert read(Ticket, reference=case.reference).own_fields == {"floor": "3", "lift": True}


def test_read_leaves_empty_what_points_nowhere(django_assert_num_queries):
    case = open_case()
    with django_assert_num_queries(1):
        found = read(Ticket, "customer", "assignee", reference=case.reference)
        assert (found.assignee, found.customer) == (None, case.customer)


def test_read_finds_nothing():
    assert read(Ticket, "customer", reference="PV-NONE") is None


def test_newest_reads_the_last_by_when_it_was_written(django_assert_num_queries):
    case = open_case()
    last = case.events.order_by("-at", "-pk").first()
    with django_assert_num_queries(1):
        found = newest(TicketEvent, "actor", ticket=case.pk)
    assert columns(found) == columns(last)


@pytest.mark.django_db(transaction=True)
def test_hold_keeps_the_row_from_others():
    case = open_case()
    with transaction.atomic():
        held = hold(Ticket, "customer", id=case.pk)
        assert (columns(held), held.customer) == (columns(Ticket.objects.get(pk=case.pk)), case.customer)
        with ThreadPoolExecutor(1) as other:
            assert other.submit(free, case.pk).result() is None
    with ThreadPoolExecutor(1) as other:
        assert other.submit(free, case.pk).result() == case.pk
    assert hold(Ticket, id=0) is None


def free(pk):
    """The number of the case when another connection can take it."""
    try:
        with transaction.atomic():
            return Ticket.objects.select_for_update(skip_locked=True).filter(pk=pk).values_list("pk", flat=True).first()
    finally:
        connection.close()
