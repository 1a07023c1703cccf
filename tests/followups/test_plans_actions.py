"""Plans are versions that never change, switched on and off and ordered; what cannot be followed is refused."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import actor_of
from core.errors import Refused
from core.models import AuditEntry
from followups.actions.plans import Impossible, make_plan, move_plan, switch_off, switch_on, write_version
from followups.actions.policy import keep_policy, print_of_policy
from followups.actions.questionnaires import (
    drop_draft,
    make_questionnaire,
    print_of,
    publish,
    write_draft,
)
from followups.models import CallCapacity, Plan, PlanVersion, Policy, Questionnaire
from followups.queries.plan_figures import figures_since
from followups.states import QuestionnaireUse, Reason, Scope, Trigger
from tests.factories import NOW, ManagerFactory, TeamFactory
from tests.followups.makers import CALL, DELIVERY, delivered, make_version, planned_call, planned_survey, questionnaire

pytestmark = pytest.mark.django_db
ITEMS = [{"ask": "nps", "required": True}, {"ask": "comment"}]


@pytest.fixture
def luis(db):
    return ManagerFactory(name="Luis Gil")


@pytest.fixture
def boss(luis):
    return actor_of(luis)


def says(**more):
    """A call and a survey, with all that a version says."""
    given = {"means": "both", "questionnaire": questionnaire(*DELIVERY), "script": questionnaire(*CALL)}
    return given | more


def trail(noun="followups.plan"):
    return list(AuditEntry.objects.filter(noun=noun).order_by("pk").values_list("what", "before", "after"))


def test_make_plan_writes_its_first_version_switched_off(boss, luis):
    before = Plan.objects.count()
    version = make_plan(name="  Llamar  ", trigger=Trigger.DELIVERED, says=says(attempts=3), by=boss, now=NOW)
    plan = version.plan
    assert (plan.name, plan.trigger, plan.live, plan.position) == ("Llamar", "delivered", None, before)
    assert (version.number, version.author, version.created_at, version.attempts) == (1, luis, NOW, 3)
    assert trail() == [("added", {}, {"name": "Llamar", "trigger": "delivered", "position": before})]


def test_make_plan_with_a_name_of_another_is_refused(boss):
    make_version("Uno")
    with pytest.raises(Refused) as refusal:
        make_plan(name="Uno", trigger=Trigger.DELIVERED, says=says(), by=boss, now=NOW)
    assert refusal.value.code == "name_taken"
    assert PlanVersion.objects.filter(plan__name="Uno").count() == 1
    assert trail() == []


@pytest.mark.parametrize(
    ("more", "field", "trigger"),
    [
        ({"script": None}, "script", "delivered"),
        ({"questionnaire": None}, "questionnaire", "delivered"),
        ({"script": "delivery"}, "script", "delivered"),
        ({"call_from": dt.time(20), "call_until": dt.time(9, 30)}, "call_until", "delivered"),
        ({"call_from": dt.time(21), "call_until": dt.time(22)}, "call_from", "delivered"),
        ({"call_from": dt.time(19), "call_until": dt.time(21), "countries": ["ES", "CO"]}, "call_from", "delivered"),
        ({"call_from": dt.time(10), "call_until": dt.time(12)}, "dayparts", "delivered"),
        ({"attempts": 2}, "attempt_days", "delivered"),
        ({"attempts": 1, "attempt_days": 1}, "dayparts", "delivered"),
        ({"call_window_days": 2, "call_delay": 1}, "attempt_days", "delivered"),
        ({"call_delay": 14}, "call_window_days", "delivered"),
        ({"call_delay": 11}, "call_window_days", "delivered"),  # two week-ends at least
        ({"survey_delay": 30}, "survey_window_days", "delivered"),
        ({"survey_delay": 720, "survey_unit": "hours"}, "survey_window_days", "delivered"),
        ({"reminder_days": 60}, "reminder_days", "delivered"),
        ({"medium": "sms"}, "medium", "delivered"),
        ({"value_from": 100}, "currency", "delivered"),
        ({"means": "survey", "holdout_percent": 10}, "holdout_percent", "delivered"),
        ({"means": "survey_call", "holdout_percent": 10, "survey_delay": 2}, "holdout_percent", "delivered"),
        ({"holdout_percent": 10}, "holdout_percent", "guarantee"),
        ({"means": "survey_call", "fallback_days": 60, "call_window_days": 90}, "fallback_days", "delivered"),
        ({"means": "survey_call", "fallback_days": 9}, "call_window_days", "delivered"),
        ({"means": "survey_call", "fallback_days": 3, "reminder_days": 4}, "reminder_days", "delivered"),
        ({"means": "call_survey", "survey_window_days": 10}, "survey_window_days", "delivered"),
    ],
)
def test_make_plan_that_nobody_could_follow_says_what_to_mend(boss, settings, more, field, trigger):
    settings.SMS_BACKEND = ""
    known = Plan.objects.count()
    if more.get("script") == "delivery":
        more = {"script": questionnaire(*DELIVERY)}
    with pytest.raises(Impossible) as refusal:
        make_plan(name="Imposible", trigger=Trigger(trigger), says=says(**more), by=boss, now=NOW)
    assert [name for name, _sentence in refusal.value.faults] == [field]
    assert (Plan.objects.count(), trail()) == (known, [])


def test_make_plan_names_the_law_whose_hours_are_outside(boss):
    with pytest.raises(Impossible) as refusal:
        make_plan(
            name="Bogotá", trigger=Trigger.DELIVERED, by=boss, now=NOW,
            says=says(call_from=dt.time(19), call_until=dt.time(21), countries=["CO"]),
        )  # fmt: skip
    assert "Ley 2300" in str(refusal.value)


def test_write_version_holds_only_once_it_is_switched_on(boss):
    first = make_version("Uno")
    second = write_version(plan=first.plan, name="Uno bis", says=says(attempts=5), seen=1, by=boss, now=NOW)
    plan = Plan.objects.get(pk=first.plan_id)
    assert (plan.name, plan.live, second.number, second.seed) == ("Uno bis", first, 2, first.seed)
    switch_on(version=second, seen=1, by=boss, now=NOW + dt.timedelta(hours=1))
    plan.refresh_from_db()
    assert (plan.live, plan.live_since) == (second, NOW + dt.timedelta(hours=1))
    switch_on(version=first, seen=2, by=boss, now=NOW)
    switch_off(plan=plan, seen=1, by=boss, now=NOW)
    plan.refresh_from_db()
    assert (plan.live, plan.live_since) == (None, None)
    assert [(what, after) for what, _before, after in trail()] == [
        ("changed", {"name": "Uno bis"}),
        ("switched_on", {"version": 2}),
        ("switched_on", {"version": 1}),
        ("switched_off", {"version": None}),
    ]


def test_write_version_that_says_the_same_is_no_new_one(boss):
    first = make_version("Uno", **says())
    assert write_version(plan=first.plan, name="Uno", says=says(), seen=1, by=boss, now=NOW) == first
    assert (first.plan.versions.count(), trail()) == (1, [])


def test_write_version_after_somebody_else_is_refused(boss):
    first = make_version("Uno")
    write_version(plan=first.plan, name="Uno", says=says(attempts=5), seen=1, by=boss, now=NOW)
    with pytest.raises(Refused) as refusal:
        write_version(plan=first.plan, name="Dos", says=says(attempts=6), seen=1, by=boss, now=NOW)
    assert (refusal.value.code, "Luis Gil" in str(refusal.value)) == ("newer", True)
    assert (first.plan.versions.count(), Plan.objects.filter(name="Dos").exists()) == (2, False)


def test_switch_on_after_somebody_else_did_is_refused(boss):
    version = make_version("Uno")
    for act in (
        lambda: switch_on(version=version, seen=None, by=boss, now=NOW),
        lambda: switch_off(plan=version.plan, seen=None, by=boss, now=NOW),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "changed"
    assert trail() == []


def test_switch_on_what_cannot_be_followed_any_more_is_refused(boss, settings):
    settings.SMS_BACKEND = ""
    version = make_version("Uno", live=False, medium="sms")
    with pytest.raises(Impossible):
        switch_on(version=version, seen=None, by=boss, now=NOW)
    assert Plan.objects.get(pk=version.plan_id).live is None


def test_move_plan_changes_the_order_of_all(boss):
    plans = [make_version(name, position=9).plan for name in "ABC"]
    rest = [plan.name for plan in Plan.objects.exclude(pk__in=[plan.pk for plan in plans])]
    move_plan(plan=plans[2], places=-1, by=boss, now=NOW)
    assert list(Plan.objects.values_list("name", flat=True)) == [*rest, "A", "C", "B"]
    move_plan(plan=plans[0], places=1, by=boss, now=NOW)
    assert list(Plan.objects.values_list("name", flat=True)) == [*rest, "C", "A", "B"]
    assert list(Plan.objects.values_list("position", flat=True)) == list(range(len(rest) + 3))


def test_figures_count_what_each_plan_made_by_all_its_versions():
    first = make_version("Uno")
    second = make_version("Uno")
    planned_call(plan=first)
    planned_call(plan=second, state="suppressed", reason="opted_out", finished_at=NOW)
    planned_call(plan=second, state="done", outcome="content", finished_at=NOW)
    planned_call(plan=second, created_at=NOW - dt.timedelta(days=40))
    planned_survey(plan=first, state="sent", sent_at=NOW)
    planned_survey(delivered(3), plan=first, state="suppressed", reason="opted_out")
    with CaptureQueriesContext(connection) as asked:
        found = figures_since(NOW - dt.timedelta(days=30))
    made = found[first.plan_id]
    assert (made.calls.planned, made.calls.made, made.calls.suppressed) == (1, 1, {Reason.OPTED_OUT: 1})
    assert (made.surveys.planned, made.surveys.made, made.surveys.suppressed) == (0, 1, {Reason.OPTED_OUT: 1})
    assert (list(found), len(asked)) == ([first.plan_id], 3)


def test_questionnaire_is_drafted_changed_published_and_then_fixed(boss, luis):
    draft = make_questionnaire(
        code="nueva", use=QuestionnaireUse.SURVEY, scope=Scope.RELATION, items=ITEMS, by=boss, now=NOW
    )
    assert (draft.version, draft.author, draft.published_at) == (1, luis, None)
    draft = write_draft(of=draft, items=ITEMS[:1], seen=print_of(draft), by=boss, now=NOW)
    assert Questionnaire.objects.get(code="nueva").items == ITEMS[:1]
    publish(questionnaire=draft, seen=print_of(draft), by=boss, now=NOW)
    draft.refresh_from_db()
    assert draft.published_at == NOW
    second = write_draft(of=draft, items=ITEMS, seen=print_of(draft), by=boss, now=NOW)
    assert (second.version, second.use, second.scope, second.published_at) == (2, "survey", "relation", None)
    drop_draft(questionnaire=second, by=boss, now=NOW)
    assert Questionnaire.objects.filter(code="nueva").count() == 1
    with pytest.raises(Refused) as refusal:
        drop_draft(questionnaire=draft, by=boss, now=NOW)
    assert refusal.value.code == "published"
    assert [what for what, _before, _after in trail("followups.questionnaire")] == [
        "added", "published", "added", "dropped",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "items", "fault"),
    [
        ("", ITEMS, "bad_code"),
        ("dos palabras", ITEMS, "bad_code"),
        ("x" * 41, ITEMS, "bad_code"),
        ("delivery", ITEMS, "code_taken"),
        ("nueva", [], "bad_items"),
        ("nueva", [*ITEMS, *ITEMS], "bad_items"),
    ],
)
def test_bad_questionnaire_is_refused_and_nothing_written(boss, code, items, fault):
    questionnaire(*DELIVERY)
    known = Questionnaire.objects.count()
    with pytest.raises(Refused) as refusal:
        make_questionnaire(
            code=code, use=QuestionnaireUse.SURVEY, scope=Scope.TRANSACTION, items=items, by=boss, now=NOW
        )
    assert (refusal.value.code, Questionnaire.objects.count(), AuditEntry.objects.count()) == (fault, known, 0)


def test_two_managers_at_one_draft_are_told(boss):
    draft = make_questionnaire(
        code="nueva", use=QuestionnaireUse.CALL, scope=Scope.TRANSACTION, items=ITEMS, by=boss, now=NOW
    )
    seen = print_of(draft)
    write_draft(of=draft, items=ITEMS[:1], seen=seen, by=boss, now=NOW)
    for act in (
        lambda: write_draft(of=draft, items=ITEMS, seen=seen, by=boss, now=NOW),
        lambda: publish(questionnaire=draft, seen=seen, by=boss, now=NOW),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.code == "newer"
    draft.refresh_from_db()
    assert (draft.items, draft.published_at) == (ITEMS[:1], None)


def test_keep_policy_notes_what_changed_and_takes_limits_away(boss):
    team = TeamFactory()
    days = {"transaction_days": 60, "relation_days": 120, "hold_minutes": 20}
    keep_policy(**days, per_day={None: 40, team.pk: 0}, seen=print_of_policy(), by=boss, now=NOW)
    assert dict(CallCapacity.objects.values_list("team", "per_day")) == {None: 40, team.pk: 0}
    keep_policy(**days, per_day={None: None}, seen=print_of_policy(), by=boss, now=NOW)
    assert dict(CallCapacity.objects.values_list("team", "per_day")) == {team.pk: 0}
    row = Policy.objects.get()
    assert {name: getattr(row, name) for name in days} == days
    assert [after for _what, _before, after in trail("followups.policy")] == [
        days | {"no_team": 40, f"team_{team.pk}": 0}, {"no_team": None},
    ]  # fmt: skip


def test_keep_policy_after_somebody_else_or_upside_down_is_refused(boss):
    seen = print_of_policy()
    days = {"transaction_days": 60, "relation_days": 120, "hold_minutes": 20}
    with pytest.raises(Refused) as refusal:
        keep_policy(**days | {"relation_days": 30}, per_day={}, seen=seen, by=boss, now=NOW)
    assert refusal.value.code == "relation_sooner"
    keep_policy(**days, per_day={}, seen=seen, by=boss, now=NOW)
    with pytest.raises(Refused) as refusal:
        keep_policy(**days | {"transaction_days": 10}, per_day={}, seen=seen, by=boss, now=NOW)
    assert (refusal.value.code, Policy.objects.get().transaction_days) == ("newer", 60)
