"""Saying absences and ending them: two of the same person never overlap, and a refusal writes nothing."""

import datetime as dt
import threading

import pytest
from django.db import connection

from core.actions.absences import end_absence, say_absence
from core.actors import actor_of
from core.errors import Refused
from core.models import Absence, AuditEntry
from tests.factories import NOW, AgentFactory, CustomerUserFactory

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def ana(db):
    return AgentFactory()


def say(user, starts=DAY, ends=2 * DAY, reason="", **given):
    span = {"starts_at": NOW + starts, "ends_at": None if ends is None else NOW + ends}
    return say_absence(user=user, reason=reason, **(span | {"by": actor_of(user), "now": NOW} | given))


def written():
    return [list(Absence.objects.order_by("pk").values()), list(AuditEntry.objects.values())]


def test_say_absence_keeps_it_and_notes_it_without_its_reason(ana):
    absence = say(ana, reason="  Médico,  por la tarde ")
    absence.refresh_from_db()
    assert (absence.user, absence.starts_at, absence.ends_at, absence.reason) == (
        *(ana, NOW + DAY, NOW + 2 * DAY),
        "Médico, por la tarde",
    )
    (entry,) = AuditEntry.objects.about("core.absence", absence.pk)
    assert (entry.what, entry.actor, entry.before) == ("added", ana, {})
    assert entry.after == {
        "user": ana.pk,
        "starts_at": (NOW + DAY).isoformat(),
        "ends_at": (NOW + 2 * DAY).isoformat(),
    }


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        (2 * DAY, DAY, "order"),
        (DAY, DAY, "order"),
        (-2 * DAY, -DAY, "over"),
        (-DAY, 0 * DAY, "over"),
        (733 * DAY, None, "far"),
        (DAY, 733 * DAY, "far"),
        (-733 * DAY, None, "far"),
    ],
)
def test_say_absence_refuses_a_time_that_is_none(ana, starts, ends, code):
    with pytest.raises(Refused) as refusal:
        say(ana, starts, ends)
    assert refusal.value.code == code
    assert written() == [[], []]


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (0 * DAY, DAY + HOUR),
        (2 * DAY - HOUR, 3 * DAY),
        (DAY + HOUR, 2 * DAY - HOUR),
        (0 * DAY, 3 * DAY),
        (0 * DAY, None),
        (DAY + HOUR, None),
        (5 * DAY, 6 * DAY),
        (9 * DAY, None),
    ],
)
def test_say_absence_refuses_one_in_the_time_of_another(ana, starts, ends):
    say(ana)
    say(ana, 4 * DAY, None)
    before = written()
    with pytest.raises(Refused) as refusal:
        say(ana, starts, ends)
    assert refusal.value.code == "overlap"
    assert written() == before


def test_say_absence_takes_one_that_touches_and_one_of_somebody_else(ana):
    say(ana)
    say(ana, 2 * DAY, 3 * DAY)
    say(ana, 0 * DAY, DAY)
    say(AgentFactory())
    assert Absence.objects.count() == 4


@pytest.mark.parametrize("given", [{"role": "customer"}, {"is_active": False}])
def test_say_absence_refuses_who_is_not_at_the_desk(db, given):
    make = CustomerUserFactory if "role" in given else AgentFactory
    user = make(**given)
    with pytest.raises(Refused) as refusal:
        say(user)
    assert refusal.value.code == "not_an_agent"
    assert written() == [[], []]


def test_say_absence_refuses_a_reason_too_long(ana):
    with pytest.raises(Refused) as refusal:
        say(ana, reason="x" * 121)
    assert refusal.value.code == "reason_long"
    assert written() == [[], []]


def test_end_absence_ends_the_one_of_now(ana):
    absence = say(ana, -HOUR, None)
    assert list(Absence.objects.at(NOW)) == [absence]
    end_absence(absence=absence, by=actor_of(ana), now=NOW)
    assert list(Absence.objects.at(NOW)) == []
    assert Absence.objects.get().ends_at == NOW
    entry = AuditEntry.objects.about("core.absence", absence.pk).last()
    assert (entry.what, entry.before, entry.after) == ("ended", {"ends_at": None}, {"ends_at": NOW.isoformat()})
    before = written()
    end_absence(absence=absence, by=actor_of(ana), now=NOW + HOUR)
    assert written() == before


@pytest.mark.parametrize("starts", [0 * DAY, DAY])
def test_end_absence_takes_away_one_that_has_not_begun(ana, starts):
    absence = say(ana, starts)
    for _ in range(2):
        end_absence(absence=absence, by=actor_of(ana), now=NOW)
    assert Absence.objects.count() == 0
    assert [entry.what for entry in AuditEntry.objects.all()] == ["added", "deleted"]


@pytest.mark.django_db(transaction=True)
def test_absences_said_at_once_are_one():
    ana = AgentFactory()
    gate, came = threading.Barrier(6), []

    def come():
        try:
            gate.wait()
            say(ana)
            came.append("kept")
        except Refused as refusal:
            came.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=come) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came) == ["kept", *["overlap"] * 5]
    assert Absence.objects.count() == 1
