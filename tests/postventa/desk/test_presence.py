import datetime as dt
import time

import pytest
import redis
from django.conf import settings
from django.test import Client
from django.utils import timezone

from core.actors import actor_of
from postventa.desk import presence
from tests.factories import NOW, AgentFactory
from tickets.actions.conversation import add_note, write_as_customer
from tickets.actions.status import change_status
from tickets.models import Seen
from tickets.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_here(monkeypatch):
    monkeypatch.setattr(presence, "_away_until", 0.0)
    redis.Redis.from_url(settings.REDIS_URL).delete(presence.KEY)


@pytest.fixture
def luis(db):
    return AgentFactory(name="Luis: Prado")


@pytest.fixture
def beat(desk, case):
    """`beat(writing="on")`: the sign of life of a page that shows all there is."""

    def send(client=desk, **given):
        shown = {"seen": case.messages.last().pk, "told": case.events.last().pk}
        return client.post(f"/desk/tickets/{case.reference}/presence/", shown | given)

    return send


def here(case, now):
    return [(viewer.name, viewer.writing) for viewer in presence.viewers(case, now)]


def test_look_tells_the_others_and_expires(ana, luis):
    assert presence.look(7, ana, writing=False, now=NOW) == []
    assert [viewer.name for viewer in presence.look(7, luis, writing=True, now=NOW)] == ["Ana Ruiz"]
    assert here(7, NOW) == [("Ana Ruiz", False), ("Luis: Prado", True)]
    assert here(8, NOW) == []
    assert here(7, NOW + dt.timedelta(seconds=25)) == [("Ana Ruiz", False), ("Luis: Prado", False)]
    assert here(7, NOW + dt.timedelta(seconds=41)) == []


def test_leave_takes_them_away_from_that_case_alone(ana):
    for case in (7, 8):
        presence.look(case, ana, writing=True, now=NOW)
    presence.leave(7, ana)
    assert {case: [viewer.initials for viewer in people] for case, people in presence.everywhere(NOW).items()} == {
        8: ["AR"]
    }


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1/0", "redis://10.255.255.1:6379/0"])
def test_without_redis_nobody_is_seen_and_nobody_waits(ana, settings, url):
    settings.REDIS_URL = url
    start = time.monotonic()
    assert presence.look(7, ana, writing=True, now=NOW) == []
    presence.leave(7, ana)
    assert presence.everywhere(NOW) == {}
    assert time.monotonic() - start < 0.4


def test_page_says_who_is_here(desk, case, luis):
    presence.look(case.pk, luis, writing=True, now=timezone.now())
    page = desk.get(f"/desk/tickets/{case.reference}/").content.decode()
    assert "Luis: Prado is writing" in page


def test_beat_writes_down_what_was_read_and_says_who_else_is_here(beat, case, ana, luis):
    client = Client(headers={"accept-language": "en"})
    client.force_login(luis)
    assert "is here" not in beat().content.decode()
    assert "Ana Ruiz is here" in beat(client).content.decode()
    assert "Luis: Prado is here" in beat().content.decode()
    assert sorted(Seen.objects.values_list("user", "message")) == sorted(
        [(ana.pk, case.messages.get().pk), (luis.pk, case.messages.get().pk)]
    )
    assert beat(client, left="on").status_code == 204
    assert "Luis: Prado is here" not in beat().content.decode()


def test_beat_says_what_is_new_and_not_what_one_did(beat, case, agent, luis, desk):
    shown = {"seen": case.messages.get().pk, "told": case.events.last().pk}
    add_note(ticket=case, text="Mía", by=agent, now=NOW)
    assert "timeline/?seen" not in beat(**shown).content.decode()
    change_status(ticket=case, to=Status.WAITING_PART, by=actor_of(luis), now=NOW)
    assert "data-quiet" in beat(**shown).content.decode()
    write_as_customer(ticket=case, text="¿Y bien?", by=actor_of(AgentFactory(role="customer")), now=NOW)
    page = beat(**shown).content.decode()
    assert ("A new message arrived." in page, "data-quiet" in page) == (True, False)
    fresh = desk.get(
        f"/desk/tickets/{case.reference}/timeline/", shown, headers={"hx-request": "true"}
    ).content.decode()
    assert ("¿Y bien?" in fresh, "opened the case" in fresh) == (True, False)
    assert f'name="seen" value="{case.messages.last().pk}"' in fresh


def test_beat_of_a_stranger_changes_nothing(beat, case, client):
    assert beat(client).status_code == 302
    assert beat(seen="x").status_code == 400
    assert Seen.objects.count() == 0


def test_reading_the_page_writes_nothing(desk, case):
    desk.get(f"/desk/tickets/{case.reference}/")
    assert Seen.objects.count() == 0


@pytest.mark.parametrize("path", ["timeline/", "surroundings/"])
def test_pieces_are_only_for_the_page(desk, case, path):
    response = desk.get(f"/desk/tickets/{case.reference}/{path}")
    assert (response.status_code, response["location"]) == (302, f"/desk/tickets/{case.reference}/")
