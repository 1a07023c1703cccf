"""The command that counts all clocks again."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.cases import open_case
from tests.tickets.clockwork import make_policy
from tickets.actions.policies import ask_review
from tickets.actions.status import resolve_ticket
from tickets.models import Clock, Ticket
from tickets.states import Resolution

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def policy(db):
    return make_policy()


def check(*args):
    out = StringIO()
    call_command("check_clocks", *args, stdout=out)
    return out.getvalue()


def test_check_finds_nothing_where_all_is_as_counted(case, policy):
    assert check() == "cases compared: 1; with clocks that differ: 0\n"


def test_check_lists_what_differs_and_fails(case, capsys):
    Clock.objects.filter(ticket=case, due="first_reply").update(target_minutes=1)
    Ticket.objects.filter(pk=case.pk).update(due_at=None, due_kind="")
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_clocks", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == f"{case.reference}: target_minutes of first_reply opened is 1, and it should be 480"
    assert lines[1:3] == [
        f"{case.reference}: due_at of the case is empty, and it should be 2026-11-16 18:00:00+00:00",
        f"{case.reference}: due_kind of the case is empty, and it should be first_reply",
    ]
    assert lines[3:] == ["cases compared: 1; with clocks that differ: 1"]


def test_check_says_that_a_change_is_still_being_counted(case, policy, agent):
    done = open_case()
    resolve_ticket(ticket=done, resolution=Resolution.EXPLAINED, text="", by=agent, now=done.created_at)
    policy.resolution = 60
    policy.save()
    ask_review(now=done.created_at)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_clocks", "--active", stdout=out)
    assert out.getvalue().splitlines()[-2:] == [
        "cases compared: 1; with clocks that differ: 1",
        "a change is still being counted: look again when the workers have come to the end",
    ]
