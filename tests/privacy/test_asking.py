"""Asking to be erased and calling it off."""

import datetime as dt

import pytest

from core.actors import actor_of, customer_by_link
from core.errors import Refused
from core.models import OutgoingMessage
from privacy.actions.asking import ask_erasure, call_off_erasure
from privacy.links import erasure_of, erasure_url
from privacy.models import Erasure
from tests.cases import open_case
from tests.factories import NOW, CustomerFactory, CustomerUserFactory, UnitFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def marta():
    return CustomerFactory(name="Marta Gil", email="marta@correo.example", language="en")


def ask(customer, now=NOW) -> Erasure:
    return ask_erasure(customer=customer, by=customer_by_link(customer.email), now=now)


def rows():
    return [(row.customer_id, row.state, row.waits_for) for row in Erasure.objects.order_by("pk")]


def test_ask_writes_it_down_for_every_record_and_tells_them(marta):
    other = CustomerFactory(email=marta.email)
    stranger = CustomerFactory()
    by = actor_of(CustomerUserFactory(email=marta.email))
    erasure = ask_erasure(customer=other, by=by, now=NOW)
    assert rows() == [(marta.pk, "asked", []), (other.pk, "asked", [])]
    assert stranger.erasures.count() == 0
    assert (erasure.begins_at - NOW, erasure.asked_by_id) == (dt.timedelta(hours=24), by.user_id)
    letter = OutgoingMessage.objects.get()
    assert (letter.kind, letter.to, erasure_url(erasure) in letter.text) == ("erasure_asked", marta.email, True)


def test_ask_twice_is_once(marta):
    assert ask(marta) == ask(marta, NOW + dt.timedelta(hours=2))
    assert (Erasure.objects.count(), OutgoingMessage.objects.count()) == (1, 1)


def test_ask_with_something_under_way_says_what_it_waits_for(marta):
    open_case(unit=UnitFactory(purchase__customer=marta, delivery__delivered_at=None))
    ask(marta)
    assert rows() == [(marta.pk, "asked", ["case", "delivery"])]


def test_call_off_leaves_everything_and_lets_them_ask_again(marta):
    erasure = ask(marta)
    by = customer_by_link(marta.email)
    assert call_off_erasure(erasure=erasure, by=by, now=NOW).cancelled_at == NOW
    call_off_erasure(erasure=erasure, by=by, now=NOW + dt.timedelta(hours=1))
    assert [letter.kind for letter in OutgoingMessage.objects.order_by("pk")] == ["erasure_asked", "erasure_called_off"]
    assert ask(marta).pk != erasure.pk
    assert [state for _pk, state, _waits in rows()] == ["cancelled", "asked"]


def test_call_off_what_has_been_done_is_refused(marta):
    erasure = ask(marta)
    Erasure.objects.update(state="blocked", blocked_at=NOW, destroy_on=NOW.date(), sealed="sealed/x")
    with pytest.raises(Refused) as refused:
        call_off_erasure(erasure=erasure, by=customer_by_link(marta.email), now=NOW)
    assert refused.value.code == "begun"


def test_ask_for_nobody_is_refused(marta):
    marta.name = marta.email = marta.phone = marta.city = ""
    marta.erased_at = NOW
    marta.save()
    with pytest.raises(Refused) as refused:
        ask_erasure(customer=marta, by=customer_by_link(""), now=NOW)
    assert (refused.value.code, Erasure.objects.count()) == ("erased", 0)


def test_link_opens_its_erasure_and_nothing_else(marta):
    erasure = ask(marta)
    token = erasure_url(erasure).rstrip("/").rsplit("/", 1)[-1]
    assert erasure_of(token) == erasure
    assert [erasure_of(bad) for bad in (token[:-1], f"x{token}", "", "a:b", "ñ")] == [None] * 5
