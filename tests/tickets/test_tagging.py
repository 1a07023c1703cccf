import datetime as dt

import pytest

from core.actors import actor_of
from core.errors import Refused
from tests.cases import open_case
from tests.factories import NOW, AgentFactory
from tests.tickets.rows import everything, unlike_ledger
from tests.tickets.test_concurrency import at_once
from tickets.actions.tagging import add_tags, remove_tags
from tickets.models import Tag, TicketTag
from tickets.rules import MAX_TAG, MAX_TAGS
from tickets.states import EventKind

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


def names(ticket):
    return sorted(ticket.tags.values_list("name", flat=True))


def told(ticket):
    return [event.data for event in ticket.events.filter(kind=EventKind.TAGGED).order_by("pk")]


def test_add_makes_each_tag_once_whatever_its_capitals(case, agent):
    add_tags(ticket=case, names=["  Pieza   de recambio ", "URGENTE", "urgente", "", "Ñandú"], by=agent, now=LATER)
    other = open_case()
    add_tags(ticket=other, names=["urgente", "ñandú"], by=agent, now=LATER)
    assert names(case) == sorted(["Pieza de recambio", "URGENTE", "Ñandú"])
    assert names(other) == sorted(["URGENTE", "Ñandú"])
    assert Tag.objects.count() == 3
    assert unlike_ledger(case, other) == {}


def test_add_twice_is_once(case, agent):
    for _ in range(2):
        add_tags(ticket=case, names=["urgente"], by=agent, now=LATER)
    assert told(case) == [{"added": [Tag.objects.get().pk], "removed": []}]


def test_remove_takes_off_what_is_on_it(case, agent):
    add_tags(ticket=case, names=["a", "b"], by=agent, now=LATER)
    for _ in range(2):
        remove_tags(ticket=case, names=["B", "nunca"], by=agent, now=LATER)
    assert (names(case), Tag.objects.count(), len(told(case))) == (["a"], 2, 2)
    assert told(case)[1] == {"added": [], "removed": [Tag.objects.get(name="b").pk]}


@pytest.mark.parametrize(
    ("given", "code"),
    [(["x" * (MAX_TAG + 1)], "tag_long"), ([f"t{n}" for n in range(MAX_TAGS + 1)], "tags_many")],
)
def test_tags_that_are_too_long_or_too_many_are_refused(case, agent, given, code):
    before = everything()
    with pytest.raises(Refused) as refusal:
        add_tags(ticket=case, names=given, by=agent, now=LATER)
    assert refusal.value.code == code
    assert (everything(), Tag.objects.count(), TicketTag.objects.count()) == (before, 0, 0)


def test_tags_that_nobody_could_see_or_that_turn_the_line_around_are_none(case, agent):
    add_tags(ticket=case, names=["\u200b", "\u3164", "\u202e"], by=agent, now=LATER)
    assert (Tag.objects.count(), told(case)) == (0, [])
    add_tags(ticket=case, names=["\u202eurgente", "urgente"], by=agent, now=LATER)
    assert names(case) == ["urgente"]


def test_tags_of_the_greatest_length_and_number_fit(case, agent):
    given = [f"{n:02}".ljust(MAX_TAG, "x") for n in range(MAX_TAGS)]
    add_tags(ticket=case, names=given, by=agent, now=LATER)
    assert names(case) == given


@pytest.mark.django_db(transaction=True)
def test_new_tags_made_at_once_are_made_once():
    cases, by = [open_case() for _ in range(6)], actor_of(AgentFactory())
    words = ["uno", "dos", "tres", "Cuatro"]
    at_once(
        *(
            lambda n=n: add_tags(ticket=cases[n], names=words if n % 2 else words[::-1], by=by, now=LATER)
            for n in range(6)
        )
    )
    assert Tag.objects.count() == 4
    assert {len(names(one)) for one in cases} == {4}
