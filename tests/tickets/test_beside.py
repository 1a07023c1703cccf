"""What stands beside a case, read at once, is what the plain reads say."""

import datetime as dt

import pytest

from catalog.models import CauseCode
from core.actors import actor_of
from core.models import Team
from tests.cases import open_case
from tests.factories import NOW, AgentFactory
from tickets.actions.checklist import add_point, tick, untick
from tickets.actions.fields import confirm_coverage, say_cause, set_team
from tickets.actions.timing import spend_time
from tickets.models import KindRules, OwnField, Relation, Ticket
from tickets.queries.beside import beside
from tickets.queries.kin import SHOWN, Role, kin_of
from tickets.queries.requirements import checklist_of, fields_of
from tickets.states import RelationKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(db):
    return open_case()


@pytest.fixture
def ana(db):
    return AgentFactory(name="Ana Ruiz")


def test_nothing_is_beside_a_plain_case(case):
    found = beside(case)
    assert (found.team, found.cause, found.fields, found.points, found.times, found.confirmed) == (
        "", (), [], [], [], None,
    )  # fmt: skip
    assert (found.needs_cause, found.needs_coverage, found.needs_checklist) == (False, False, False)


def test_points_and_fields_are_those_of_the_plain_reads(case, ana):
    by = actor_of(ana)
    KindRules.objects.create(kind="complaint", needs_checklist=True, checklist=["B", "A"])
    for key, kinds, position in (("two", [], 2), ("one", ["complaint"], 1), ("other", ["question"], 0)):
        OwnField.objects.create(key=key, label=key, kinds=kinds, position=position)
    OwnField.objects.create(key="off", label="off", active=False)
    for text in ("Own", "Second"):
        add_point(ticket=case, text=text, by=by, now=NOW)
    for text in ("A", "Own", "B"):
        tick(ticket=case, text=text, by=by, now=NOW)
    untick(ticket=case, text="Own", by=by, now=NOW)
    found = beside(case)
    assert found.points == checklist_of(case)
    assert [field.key for field in found.fields] == [field.key for field in fields_of("complaint")] == ["one", "two"]


def test_cause_team_time_and_confirmation_are_in_words(case, ana):
    by, nameless = actor_of(ana), AgentFactory(name="")
    part = CauseCode.objects.create(code="electronics", name="Electronics")
    say_cause(ticket=case, cause=CauseCode.objects.create(code="power", name="Power", parent=part), by=by, now=NOW)
    set_team(ticket=case, team=Team.objects.create(name="Workshop"), by=by, now=NOW)
    spend_time(ticket=case, minutes=30, by=by, now=NOW)
    spend_time(ticket=case, minutes=-30, by=by, now=NOW)
    spend_time(ticket=case, minutes=5, by=actor_of(nameless), now=NOW)
    confirm_coverage(ticket=case, by=by, now=NOW)
    found = beside(Ticket.objects.get(pk=case.pk))
    assert (found.cause, found.team) == (("Electronics", "Power"), "Workshop")
    assert found.times == [(nameless.email, dt.timedelta(minutes=5))]
    assert found.confirmed == ("Ana Ruiz", NOW)


def test_kin_say_what_they_are_to_a_case(case):
    others = [open_case() for _ in range(7)]
    parent, child, merged, related, split, was, went = others
    Ticket.objects.filter(pk=case.pk).update(parent=parent)
    Ticket.objects.filter(pk=child.pk).update(parent=case)
    Ticket.objects.filter(pk=merged.pk).update(merged_into=case, aside="merged")
    Relation.objects.create(one=case, other=related, kind=RelationKind.RELATED)
    Relation.objects.create(one=case, other=split, kind=RelationKind.SPLIT)
    Relation.objects.create(one=was, other=case, kind=RelationKind.CONTINUES)
    Relation.objects.create(one=case, other=went, kind=RelationKind.CONTINUES)
    roles = [Role.PARENT, Role.CHILD, Role.MERGED, Role.RELATED, Role.SPLIT_OFF, Role.WENT_BEFORE, Role.GOES_ON]
    assert [(kin.role, kin.pk) for kin in kin_of(case)] == [
        (role, one.pk) for role, one in zip(roles, others, strict=True)
    ]
    assert [kin.role for kin in kin_of(split)] == [Role.SPLIT_FROM]


def test_kin_of_a_case_with_very_many_children_are_cut(case):
    Ticket.objects.bulk_create(
        Ticket(
            reference=f"PV-CHILD-{n:03}", subject="x", channel="portal", language="es", customer=case.customer,
            parent=case, created_at=NOW, turn_since=NOW, last_message_at=NOW,
        )
        for n in range(SHOWN + 20)
    )  # fmt: skip
    assert len(kin_of(case)) == SHOWN + 1
