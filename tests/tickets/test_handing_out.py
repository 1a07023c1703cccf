"""Handing out the cases of a team: fair, and never to somebody away or full."""

import datetime as dt
import threading
from collections import Counter

import pytest
from django.db import connection, transaction

from core.actors import SYSTEM
from core.models import Absence, TeamTurn
from core.states import HandingOut
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, TeamFactory
from tickets.actions import handing_out
from tickets.actions.fields import set_team
from tickets.actions.handing_out import hand_out, hand_out_waiting
from tickets.actions.status import resolve_ticket
from tickets.models import Notice, Ticket
from tickets.states import EventKind, NoticeKind, Resolution, Status

WAYS = [HandingOut.IN_TURN, HandingOut.BY_LOAD]


def team_of(people, way=HandingOut.IN_TURN):
    team = TeamFactory(handing_out=way)
    for person in people:
        person.teams.add(team)
    return team


def arrive(team, now=NOW):
    return set_team(ticket=open_case(), team=team, by=SYSTEM, now=now)


def shares(people):
    held = Counter(Ticket.objects.filter(assignee__isnull=False).values_list("assignee", flat=True))
    return [held[person.pk] for person in people]


@pytest.mark.django_db
def test_team_in_turn_goes_round():
    people = AgentFactory.create_batch(3)
    team = team_of(people)
    cases = [arrive(team) for _ in range(7)]
    order = [Ticket.objects.get(pk=case.pk).assignee for case in cases]
    assert order == [*people, *people, people[0]]


@pytest.mark.django_db
def test_team_by_load_gives_to_who_has_fewest():
    ana, bea = AgentFactory.create_batch(2)
    team = team_of([ana, bea], HandingOut.BY_LOAD)
    first = arrive(team)
    arrive(team)
    resolve_ticket(ticket=first, resolution=Resolution.EXPLAINED, text="Hecho.", by=SYSTEM, now=NOW)
    assert arrive(team).assignee == ana
    assert arrive(team).assignee in (ana, bea)
    assert sorted(shares([ana, bea])) == [2, 2]


@pytest.mark.django_db
def test_case_handed_out_is_open_told_and_in_the_ledger():
    (ana,) = AgentFactory.create_batch(1)
    team = team_of([ana])
    case = arrive(team)
    event = case.events.get(kind=EventKind.ASSIGNED)
    assert event.data == {"from": None, "to": ana.pk, "how": "in_turn", "team": team.pk}
    assert (case.status, case.assignee) == (Status.OPEN, ana)
    assert list(Notice.objects.values_list("user", "kind", "event")) == [(ana.pk, NoticeKind.ASSIGNED, event.pk)]


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_nobody_away_is_given_a_case(way):
    here, away, back, leaving = AgentFactory.create_batch(4)
    team = team_of([here, away, back, leaving], way)
    hour = dt.timedelta(hours=1)
    Absence.objects.create(user=away, starts_at=NOW - hour)
    Absence.objects.create(user=back, starts_at=NOW - hour, ends_at=NOW)
    Absence.objects.create(user=leaving, starts_at=NOW + hour, ends_at=NOW + 2 * hour)
    for _ in range(6):
        arrive(team)
    assert shares([here, away, back, leaving]) == [2, 0, 2, 2]


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS)
def test_nobody_full_is_given_a_case_and_the_rest_waits(way):
    small, nothing = AgentFactory(capacity=2), AgentFactory(capacity=0)
    team = team_of([small, nothing], way)
    for _ in range(3):
        arrive(team)
    assert shares([small, nothing]) == [2, 0]
    assert hand_out_waiting(now=NOW) == 0
    done = Ticket.objects.filter(assignee=small).first()
    resolve_ticket(ticket=done, resolution=Resolution.EXPLAINED, text="Hecho.", by=SYSTEM, now=NOW)
    assert hand_out_waiting(now=NOW) == 1
    assert Ticket.objects.active().filter(assignee=None).count() == 0


def waiting_for(team, count):
    """Cases that came while nobody was there."""
    cases = [open_case() for _ in range(count)]
    Ticket.objects.update(team=team)
    return cases


@pytest.mark.django_db
def test_case_that_cannot_be_handed_out_does_not_keep_the_others(monkeypatch, caplog):
    (ana,) = AgentFactory.create_batch(1)
    bad, good = waiting_for(team_of([ana]), 2)
    real = handing_out.give

    def fail(ticket, *args, **given):
        if ticket.pk == bad.pk:
            raise RuntimeError("no luck")
        real(ticket, *args, **given)

    monkeypatch.setattr(handing_out, "give", fail)
    assert hand_out_waiting(now=NOW) == 1
    assert [Ticket.objects.get(pk=case.pk).assignee for case in (bad, good)] == [None, ana]
    assert caplog.text.count("case_not_handed_out") == 1


@pytest.mark.django_db
def test_case_that_somebody_took_meanwhile_does_not_end_the_sweep(monkeypatch):
    ana, bea = AgentFactory.create_batch(2)
    _first, taken, _last = cases = waiting_for(team_of([ana]), 3)
    real = handing_out.give

    def take_another(ticket, *args, **given):
        Ticket.objects.filter(pk=taken.pk).update(assignee=bea)
        real(ticket, *args, **given)

    monkeypatch.setattr(handing_out, "give", take_another)
    assert hand_out_waiting(now=NOW) == 2
    assert [Ticket.objects.get(pk=case.pk).assignee for case in cases] == [ana, bea, ana]


@pytest.mark.django_db(transaction=True)
def test_case_in_hand_is_left_for_the_next_sweep():
    (ana,) = AgentFactory.create_batch(1)
    busy, free = waiting_for(team_of([ana]), 2)
    counts = []
    sweep = threading.Thread(target=lambda: (counts.append(hand_out_waiting(now=NOW)), connection.close()))
    with transaction.atomic():
        Ticket.objects.select_for_update(no_key=True).get(pk=busy.pk)
        sweep.start()
        sweep.join(30)
        assert counts == [1]
    assert [Ticket.objects.get(pk=case.pk).assignee for case in (busy, free)] == [None, ana]
    assert hand_out_waiting(now=NOW) == 1


@pytest.mark.django_db
def test_team_by_hand_gives_nothing():
    (ana,) = AgentFactory.create_batch(1)
    case = arrive(team_of([ana], HandingOut.BY_HAND))
    assert (case.assignee, hand_out(ticket=case, by=SYSTEM, now=NOW), hand_out_waiting(now=NOW)) == (None, None, 0)
    assert TeamTurn.objects.count() == 0


@pytest.mark.django_db
def test_case_with_somebody_keeps_them():
    ana, bea = AgentFactory.create_batch(2)
    case = open_case()
    case.assignee = bea
    case.save(update_fields=["assignee"])
    assert set_team(ticket=case, team=team_of([ana]), by=SYSTEM, now=NOW).assignee == bea
    assert hand_out(ticket=case, by=SYSTEM, now=NOW) is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", WAYS)
def test_fifty_arrivals_at_once_are_shared_fairly(way):
    """Three who can, one away, one with room for four, who is in another automatic team too."""
    here, away, small = AgentFactory.create_batch(3), AgentFactory(), AgentFactory(capacity=4)
    team, other = team_of([*here, away, small], way), team_of([small, *here], way)
    Absence.objects.create(user=away, starts_at=NOW - dt.timedelta(days=1))
    cases = [open_case() for _ in range(50)]
    gate = threading.Barrier(len(cases))
    failures = []

    def come(number):
        try:
            gate.wait()
            set_team(ticket=cases[number], team=other if number % 5 == 0 else team, by=SYSTEM, now=NOW)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=[number]) for number in range(len(cases))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    given = shares([*here, away, small])
    assert (given[3], given[4], sum(given)) == (0, 4, 50)
    if way == HandingOut.BY_LOAD:
        assert max(given[:3]) - min(given[:3]) <= 1
    for one in (team, other):  # each team by itself went round
        turns = Counter(Ticket.objects.filter(team=one, assignee__in=here).values_list("assignee", flat=True)).values()
        assert way == HandingOut.BY_LOAD or max(turns) - min(turns) <= 1
