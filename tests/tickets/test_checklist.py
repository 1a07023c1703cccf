import datetime as dt

import pytest

from core.actors import SYSTEM
from core.errors import Refused
from tests.factories import NOW
from tests.tickets.rows import everything
from tickets.actions.checklist import add_point, tick, untick
from tickets.models import CheckItem, KindRules
from tickets.queries.requirements import checklist_of
from tickets.rules import MAX_POINTS
from tickets.states import EventKind, Kind

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)
PHOTO, SERIAL = "Foto del daño", "Número de serie"


@pytest.fixture(autouse=True)
def rules(db):
    return KindRules.objects.create(kind=Kind.COMPLAINT, checklist=[PHOTO, SERIAL])


def points(case):
    return [(point.text, point.done_at, point.own) for point in checklist_of(case)]


def test_point_is_ticked_once_and_unticked_once(case, ana, agent):
    for _ in range(2):
        tick(ticket=case, text=PHOTO, by=agent, now=LATER)
    assert points(case) == [(PHOTO, LATER, False), (SERIAL, None, False)]
    assert checklist_of(case)[0].done_by == "Ana Ruiz"
    for _ in range(2):
        untick(ticket=case, text=PHOTO, by=agent, now=LATER)
    assert points(case) == [(PHOTO, None, False), (SERIAL, None, False)]
    assert [e.data["done"] for e in case.events.filter(kind=EventKind.CHECK).order_by("pk")] == [True, False]


def test_point_of_its_own_is_added_once(case, agent):
    for text in (" Llamar   al taller ", "Llamar al taller", PHOTO):
        add_point(ticket=case, text=text, by=agent, now=LATER)
    tick(ticket=case, text="Llamar al taller", by=agent, now=LATER)
    assert points(case) == [(PHOTO, None, False), (SERIAL, None, False), ("Llamar al taller", LATER, True)]
    untick(ticket=case, text="Llamar al taller", by=agent, now=LATER)
    assert points(case)[2] == ("Llamar al taller", None, True)
    item = CheckItem.objects.get()
    told = [e.data for e in case.events.filter(kind=EventKind.CHECK).order_by("pk")]
    assert told == [{"item": item.pk, "done": done} for done in (False, True, False)]


@pytest.mark.parametrize("text", ["", "  \x00", "x" * 121])
def test_point_without_words_or_with_too_many_is_refused(case, agent, text):
    before = everything()
    with pytest.raises(Refused) as refusal:
        add_point(ticket=case, text=text, by=agent, now=LATER)
    assert refusal.value.code == "point_unfit"
    assert everything() == before


def test_too_many_points_are_refused(case, agent):
    CheckItem.objects.bulk_create(CheckItem(ticket=case, text=f"{n}") for n in range(MAX_POINTS))
    before = everything()
    with pytest.raises(Refused) as refusal:
        add_point(ticket=case, text="Una más", by=agent, now=LATER)
    assert refusal.value.code == "points_many"
    assert everything() == before


@pytest.mark.parametrize("verb", [tick, untick])
def test_point_that_is_not_in_the_list_is_refused(case, agent, verb):
    before = everything()
    with pytest.raises(Refused) as refusal:
        verb(ticket=case, text="Nunca dicho", by=agent, now=LATER)
    assert refusal.value.code == "point_gone"
    assert everything() == before


def test_tick_by_nobody_is_refused(case):
    before = everything()
    with pytest.raises(Refused) as refusal:
        tick(ticket=case, text=PHOTO, by=SYSTEM, now=LATER)
    assert refusal.value.code == "not_staff"
    assert everything() == before
