"""Which lines of a ledger set which rules off: the table, and the same asked of the database."""

from dataclasses import dataclass, field

import pytest
from django.db import transaction

from tests.cases import open_case
from tests.factories import NOW
from tickets.actions._ledger import record
from tickets.models import Message, TicketEvent
from tickets.queries.matching import set_off
from tickets.states import EventKind, Trigger
from tickets.triggers import PATTERNS, triggers_of


@dataclass
class Line:
    kind: str
    from_status: str = ""
    to_status: str = ""
    data: dict = field(default_factory=dict)
    said: str = ""


TABLE = [
    (Line("opened", data={"safety": False}), ["opened"]),
    (Line("opened", data={"safety": True}), ["opened", "safety"]),
    (Line("message", said="customer"), ["customer_wrote"]),
    (Line("message", said="reply"), ["we_replied"]),
    (Line("message", said="note"), []),
    (Line("message", said="phone"), []),
    (Line("status", "new", "open"), ["state"]),
    (Line("status", "open", "resolved"), ["state", "resolved"]),
    (Line("status", "resolved", "closed"), ["state"]),
    (Line("status", "resolved", "open"), ["state", "reopened"]),
    (Line("status", "closed", "open"), ["state", "reopened"]),
    (Line("assigned", data={"from": None, "to": 3}), ["assigned"]),
    (Line("assigned", data={"from": 3, "to": None}), []),
    (Line("team", data={"from": None, "to": 3}), ["team"]),
    (Line("team", data={"from": 3, "to": None}), []),
    (Line("priority", data={"from": 2, "to": 3}), ["priority"]),
    (Line("tagged", data={"added": [1], "removed": []}), ["tagged"]),
    (Line("coverage", data={"verdict": "covered"}), ["coverage"]),
    (Line("safety", data={"to": True}), ["safety"]),
    (Line("safety", data={"to": False}), []),
    (Line("late", data={"clock": 1}), ["late"]),
    (Line("promise", data={"to": "broken"}), ["promise_broken"]),
    (Line("promise", data={"to": "kept"}), []),
    (Line("escalated", data={"clock": 1}), []),
    (Line("automation", data={"to": "acted"}), []),
    (Line("field", data={"names": ["to"]}), []),
]


@pytest.mark.parametrize(("line", "triggers"), TABLE)
def test_line_sets_off_what_the_table_says(line, triggers):
    assert [one.value for one in triggers_of(line, line.said)] == triggers


def test_every_kind_is_looked_at_and_every_trigger_has_a_line():
    assert [triggers_of(Line(kind)) for kind in EventKind]
    assert set(PATTERNS) == set(Trigger) - {Trigger.TIME}
    assert {trigger for _line, triggers in TABLE for trigger in triggers} == {one.value for one in PATTERNS}


@pytest.mark.django_db
def test_database_finds_the_lines_that_the_table_says(agent):
    case = open_case()
    made = []
    for line, triggers in TABLE:
        words = {"ticket": case, "kind": line.said, "text": "x", "created_at": NOW}
        message = Message.objects.create(**words) if line.said else None
        with transaction.atomic():
            event = record(
                case, EventKind(line.kind), message=message, from_status=line.from_status, to_status=line.to_status,
                data=line.data, by=agent, now=NOW,
            )  # fmt: skip
        made.append((event.pk, triggers))
    ours = TicketEvent.objects.filter(pk__in=[pk for pk, _triggers in made])
    for trigger in PATTERNS:
        found = set(ours.filter(set_off([trigger])).values_list("pk", flat=True))
        assert found == {pk for pk, triggers in made if trigger.value in triggers}, trigger
    several = set(ours.filter(set_off(["resolved", "priority"])).values_list("pk", flat=True))
    assert several == {pk for pk, triggers in made if {"resolved", "priority"} & set(triggers)}
    assert not ours.filter(set_off(["time"])).exists()
