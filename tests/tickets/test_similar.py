import pytest

from tests.cases import open_case
from tests.factories import NOW, ProductFactory, UnitFactory
from tickets.actions.assignment import assign_ticket
from tickets.actions.status import resolve_ticket
from tickets.models import Ticket
from tickets.queries.similar import similar_cases

pytestmark = pytest.mark.django_db


@pytest.fixture
def washer():
    return ProductFactory(name="Lavadora 5")


@pytest.fixture
def opened(washer):
    def case(text, product=washer):
        return open_case(unit=UnitFactory(product=product), text=text)

    return case


def references(ticket, **kwargs):
    return [one.reference for one in similar_cases(ticket, **kwargs)]


def test_similar_are_of_the_same_product_and_symptom_the_nearest_first(opened):
    near = opened("Hace un ruido muy fuerte al centrifugar")
    nearest = opened("Al centrifugar hace ruido y vibra el tambor")
    opened("La puerta no cierra")
    opened("Hace ruido al centrifugar y vibra", product=ProductFactory())
    this = opened("Vibra y hace ruido al centrifugar")
    assert references(this) == [nearest.reference, near.reference]
    assert references(this, limit=1) == [nearest.reference]


def test_similar_leave_out_the_family_and_what_was_set_aside(opened):
    one, two, this = (opened("Hace ruido al centrifugar") for _ in range(3))
    Ticket.objects.filter(pk=one.pk).update(aside="merged", merged_into=this)
    Ticket.objects.filter(pk=two.pk).update(aside="spam")
    assert references(this) == []
    one.refresh_from_db()
    assert references(one) == []


def test_similar_says_how_it_ended(opened, ana, agent):
    one, this = opened("Hace ruido al centrifugar"), opened("Ruido al centrifugar")
    assign_ticket(ticket=one, assignee=ana, by=agent, now=NOW)
    assert [case.ended for case in similar_cases(this)] == ["Abierto"]
    resolve_ticket(ticket=one, resolution="repaired", text="Cambiados los rodamientos.", by=agent, now=NOW)
    assert [(case.resolution, case.resolved_at) for case in similar_cases(this)] == [("repaired", NOW)]


def test_case_without_product_has_no_similar():
    assert similar_cases(open_case(customer=UnitFactory().purchase.customer, unit=None)) == []


def test_one_word_in_common_is_not_enough(opened):
    opened("Ruido, ruido y más ruido")
    assert references(opened("Ruido al abrir la puerta")) == []


def test_odd_characters_do_no_harm(opened):
    one = opened("it's a 'leak' \\ of water")
    assert references(opened("it's a 'leak' \\ of water")) == [one.reference]


@pytest.mark.parametrize("cases", [1, 3, 30])
def test_similar_cost_one_query(opened, cases, django_assert_num_queries):
    for _ in range(cases):
        opened("Hace ruido al centrifugar")
    this = Ticket.objects.select_related("unit").get(pk=opened("Ruido al centrifugar").pk)
    similar_cases(this)
    with django_assert_num_queries(1):
        assert len(similar_cases(this)) == min(cases, 5)
