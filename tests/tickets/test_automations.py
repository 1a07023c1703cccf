"""Rules are kept with their trace, change their version when they mean something else, and are switched on and off."""

import datetime as dt

import pytest
from django.utils import translation

from core.actors import actor_of
from core.errors import Refused
from core.models import AuditEntry
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, LineFactory, ManagerFactory, TeamFactory
from tests.tickets.rules import BEFORE, keep, runs, work
from tickets.actions.automations import save_automation, switch_off, switch_on
from tickets.conditions import words
from tickets.deeds import read_written
from tickets.deeds import words as deed_words
from tickets.models import Automation, Tag
from tickets.queries.automations import deed_names, field_names, meaning_of
from tickets.states import Trigger

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def luis(db):
    return ManagerFactory()


def save(rule, luis, *does, name="Regla", now=NOW, **more):
    given = {"triggers": [Trigger.OPENED], "deeds": read_written(list(does) or ["priority:4"])} | more
    return save_automation(automation=rule, name=name, by=actor_of(luis), now=now, **given)


def trace():
    return list(AuditEntry.objects.order_by("pk").values_list("what", "before", "after"))


def test_new_rule_is_off_and_its_first_version(luis):
    rule = save(None, luis, description="  Para   todos ", position=3)
    assert (rule.active, rule.active_since, rule.version, rule.author, rule.changed_at) == (False, None, 1, luis, NOW)
    assert (rule.description, rule.position) == ("Para todos", 3)
    assert [what for what, _before, _after in trace()] == ["added"]


def test_another_name_is_no_other_version_and_another_deed_is(luis):
    other = ManagerFactory()
    rule = keep("Regla", "opened", author=luis)
    rule = save(rule, other, name="Otra", now=NOW)
    assert (rule.version, rule.active_since, rule.author) == (1, BEFORE, luis)
    rule = save(rule, other, "priority:3", name="Otra", now=LATER)
    assert (rule.version, rule.active, rule.active_since, rule.author) == (2, True, LATER, other)
    assert [(what, sorted(after)) for what, _before, after in trace()] == [
        ("added", sorted(trace()[0][2])), ("switched_on", ["active"]), ("changed", ["name"]),
        ("changed", ["deeds", "version"]),
    ]  # fmt: skip


def test_rule_changed_while_on_leaves_alone_what_came_before(luis):
    rule = keep("Regla", "opened", author=luis)
    open_case(now=NOW)
    save(rule, luis, "tag:x", now=LATER)
    open_case(now=LATER)
    assert (work(LATER), runs()) == (2, [("Regla", "acted")])


def test_saving_what_is_so_already_leaves_no_trace(luis):
    rule = save(None, luis)
    save(rule, luis, now=LATER)
    assert (Automation.objects.get().version, len(trace())) == (1, 1)


def test_switching_twice_is_switching_once(luis):
    rule, by = save(None, luis), actor_of(luis)
    for now in (NOW, LATER):
        switch_on(automation=rule, by=by, now=now)
    assert Automation.objects.get().active_since == NOW
    for now in (NOW, LATER):
        switch_off(automation=rule, by=by, now=now)
    assert [what for what, _before, _after in trace()] == ["added", "switched_on", "switched_off"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"name": " \u200b "}, "name_empty"),
        ({"name": "x" * 81}, "words_long"),
        ({"description": "x" * 201}, "words_long"),
        ({"position": 10_000}, "bad_place"),
        ({"triggers": []}, "no_triggers"),
        ({"deeds": read_written(["assign:99"])}, "not_there"),
        ({"deeds": read_written(["team:99"])}, "not_there"),
        ({"deeds": read_written(["notify:99"])}, "not_there"),
    ],
)
def test_bad_rule_is_refused_and_nothing_written(luis, given, code):
    with pytest.raises(Refused) as refusal:
        save(None, luis, **given)
    assert (refusal.value.code, Automation.objects.count(), trace()) == (code, 0, [])


@pytest.mark.parametrize("name", ["team", "assignee", "tag", "line", "cause"])
def test_rule_about_what_is_not_there_is_refused(name):
    with pytest.raises(Refused) as refusal:
        keep("Regla", "opened", asks=[(name, "is", 99)])
    assert (refusal.value.code, Automation.objects.count()) == ("not_there", 0)


def test_rule_for_a_customer_or_who_left_is_refused(luis):
    for person in (AgentFactory(is_active=False), AgentFactory(role="customer")):
        with pytest.raises(Refused) as refusal:
            save(None, luis, f"assign:{person.pk}")
        assert refusal.value.code == "not_there"


def test_name_of_another_rule_is_refused_and_the_old_one_stays(luis):
    save(None, luis, name="Una")
    rule = save(None, luis, name="Otra")
    with pytest.raises(Refused) as refusal:
        save(rule, luis, "tag:x", name="Una")
    rule.refresh_from_db()
    assert (refusal.value.code, rule.name, rule.version) == ("name_taken", "Otra", 1)


def test_names_of_what_rules_name_are_read_at_once(luis, django_assert_num_queries):
    team, ana = TeamFactory(name="Norte"), AgentFactory(name="Ana")
    tag, line = Tag.objects.create(name="VIP"), LineFactory()
    asks = [("team", "is", team.pk), ("assignee", "is_not", ana.pk), ("tag", "is", tag.pk), ("line", "is", line.pk)]
    rule = keep("Regla", "opened", asks=asks, does=[f"team:{team.pk}", f"notify:{ana.pk}", "notify:team", "hand_out:"])
    meaning = meaning_of(rule)
    with django_assert_num_queries(6):
        fields, deeds = field_names(meaning.conditions), deed_names(meaning.deeds)
    with translation.override("en"):
        said = [words(one, fields) for one in meaning.conditions] + [deed_words(one, deeds) for one in meaning.deeds]
    assert said == [
        "Team: Norte", "Assignee: not Ana", "Tag: VIP", f"Product line: {line}", "Team: Norte",
        "Hand it out in its team", "Tell Ana", "Tell its team",
    ]  # fmt: skip
