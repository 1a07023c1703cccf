from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from tickets.diagram import states_page
from tickets.states import ACTIVE, TRANSITIONS, WHOSE_TURN, Status, Turn

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "ticket-states.md"


def test_every_state_has_a_turn_and_a_way_out():
    assert set(TRANSITIONS) == set(WHOSE_TURN) == set(Status)
    assert all(TRANSITIONS.values())


def test_no_state_follows_itself():
    assert [status for status in Status if status in TRANSITIONS[status]] == []


def test_every_state_is_reached_from_new():
    reached, edge = {Status.NEW}, {Status.NEW}
    while edge := {after for before in edge for after in TRANSITIONS[before]} - reached:
        reached |= edge
    assert reached == set(Status)


@pytest.mark.parametrize("status", Status)
def test_turn_is_nobodys_exactly_when_the_case_is_not_active(status):
    assert (WHOSE_TURN[status] == Turn.NOBODY) is (status not in ACTIVE)


def test_document_says_what_the_table_says():
    with translation.override("en"):
        assert DOCUMENT.read_text(encoding="utf-8") == states_page()


def test_command_prints_the_page_in_english(capsys):
    call_command("ticket_states")
    assert capsys.readouterr().out == DOCUMENT.read_text(encoding="utf-8")
