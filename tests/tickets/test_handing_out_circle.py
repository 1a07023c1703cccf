"""Two who hand cases out at once do not wait for each other in a circle."""

import contextlib
import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core.actors import SYSTEM
from tests.cases import open_case
from tests.factories import AgentFactory, CustomerFactory, TeamFactory
from tickets.actions.deeds import do_deeds
from tickets.deeds import read_written

pytestmark = pytest.mark.django_db(transaction=True)


def teams():
    one, other = (TeamFactory(handing_out="in_turn") for _ in range(2))
    for team in (one, other):
        team.members.set([AgentFactory()])
    return one, other


def met(meet):
    """Both are in the middle, if the second can come there: else the first goes on alone."""
    with contextlib.suppress(threading.BrokenBarrierError):
        meet.wait(1)


def hands_out(case, first, second, meet, strange):
    """What a rule does that gives a case to a team, and another rule to another team, on the same line."""
    try:
        with transaction.atomic():
            do_deeds(ticket=case, deeds=read_written([f"team:{first.pk}"]), by=SYSTEM, now=timezone.now())
            do_deeds(ticket=case, deeds=read_written(["assign:"]), by=SYSTEM, now=timezone.now())
            met(meet)
            do_deeds(ticket=case, deeds=read_written([f"team:{second.pk}"]), by=SYSTEM, now=timezone.now())
    except Exception as error:
        strange.append(error)
    finally:
        connection.close()


def test_two_cases_that_go_through_two_teams_the_other_way_round_do_not_wait_in_a_circle():
    one, other = teams()
    marta = CustomerFactory()
    cases = [open_case(customer=marta, now=timezone.now()) for _ in range(2)]
    meet, strange = threading.Barrier(2), []
    threads = [
        threading.Thread(target=hands_out, args=[case, *order, meet, strange])
        for case, order in zip(cases, [(one, other), (other, one)], strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert strange == []
