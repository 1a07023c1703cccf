"""Keeping policies, steps and first settings: what is refused writes nothing, what is counted otherwise is reviewed."""

import io

import pytest
from django.core.management import call_command

from core.actions.calendars import OwnDay, remove_calendar
from core.actors import actor_of
from core.errors import Refused
from core.models import AuditEntry, CalendarDay, WorkCalendar, WorkHours
from core.queries import calendar_of
from tests.factories import NOW, AgentFactory, CustomerFactory, ManagerFactory, TeamFactory
from tickets.actions.escalations import save_step
from tickets.actions.first_settings import first_settings
from tickets.actions.policies import change_calendar, order_policies, save_policy
from tickets.deeds import Deed, Said
from tickets.models import ClockReview, DeadlineRule, EscalationStep, SlaPolicy
from tickets.states import Due

pytestmark = pytest.mark.django_db
NINE_TO_SIX = ((540, 1080),)
WEEK = [NINE_TO_SIX] * 5 + [(), ()]
TELL = [Deed("notify", "owner")]


@pytest.fixture
def boss(db):
    return actor_of(ManagerFactory())


@pytest.fixture
def office(boss):
    return change_calendar(calendar=None, name="Oficina", zone="Europe/Madrid", hours=WEEK, by=boss, now=NOW)


@pytest.fixture
def save(boss, office):
    def saving(policy=None, **given):
        about = {"name": "General", "calendar": office, "first_reply": 480}
        return save_policy(policy=policy, by=boss, now=NOW, **about | given)

    return saving


@pytest.fixture
def step(boss):
    def saving(step=None, **given):
        about = {"policy": None, "due": Due.LEGAL, "minutes": -1440, "deeds": TELL}
        return save_step(step=step, by=boss, now=NOW, **about | given)

    return saving


def reviews():
    """How many were asked for since it was looked at last."""
    count = ClockReview.objects.count()
    ClockReview.objects.all().delete()
    return count


def told(noun, row):
    return [entry.what for entry in AuditEntry.objects.about(noun, row.pk)]


def written():
    rows = (SlaPolicy, EscalationStep, WorkCalendar, WorkHours, CalendarDay, ClockReview, AuditEntry)
    return [list(model.objects.order_by("pk").values()) for model in rows]


def test_save_policy_writes_it_and_has_the_cases_counted_again(save, office, boss):
    customers = [CustomerFactory(), CustomerFactory()]
    row = save(
        kinds=["question", "complaint"], priorities=[4, 2], customer_kind="company", customers=customers,
        next_reply=60, resolution=2700,
    )  # fmt: skip
    row.refresh_from_db()
    assert (row.kinds, row.priorities, row.customer_kind) == (["complaint", "question"], [2, 4], "company")
    assert (row.first_reply, row.next_reply, row.resolution, row.calendar) == (480, 60, 2700, office)
    assert set(row.customers.all()) == set(customers)
    (entry,) = AuditEntry.objects.about("tickets.slapolicy", row.pk)
    assert (entry.what, entry.actor_id, entry.after["resolution"]) == ("added", boss.user_id, 2700)
    assert reviews() == 1


def test_save_policy_counts_again_only_what_counts(save):
    row = save()
    reviews()
    save(row)
    save(row, name="Otro nombre")
    assert reviews() == 0
    save(row, name="Otro nombre", first_reply=240)
    assert reviews() == 1
    save(row, name="Otro nombre", first_reply=240, active=False)
    assert reviews() == 1
    save(row, name="Otro nombre", first_reply=60, active=False)
    assert reviews() == 0  # it was off and stays so
    assert [entry.what for entry in AuditEntry.objects.about("tickets.slapolicy", row.pk)] == ["added"] + [
        "changed"
    ] * 4


def test_save_policy_notices_one_customer_among_many(save):
    many = [CustomerFactory() for _ in range(40)]
    row = save(customers=many)
    reviews()
    save(row, customers=many[::-1])
    assert reviews() == 0
    save(row, customers=many[:-1])
    assert reviews() == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"first_reply": None}, "no_target"),
        ({"first_reply": 0}, "span_none"),
        ({"resolution": 0}, "span_none"),
        ({"resolution": -5}, "span_none"),
        ({"resolution": 366 * 1440 + 1}, "span_long"),
        ({"kinds": ["rant"]}, "unknown_condition"),
        ({"priorities": [9]}, "unknown_condition"),
        ({"customer_kind": "robot"}, "unknown_condition"),
        ({"name": " "}, "name_missing"),
        ({"name": "\u200b\u2800"}, "name_missing"),
        ({"name": "Urgentes"}, "name_taken"),
    ],
)
def test_impossible_policy_is_refused_and_nothing_written(save, given, code):
    save(name="Urgentes")
    row, before = save(), written()
    for policy in (None, row):
        with pytest.raises(Refused) as refused:
            save(policy, **{"name": "Otra"} | given)
        assert refused.value.code == code
        assert str(refused.value)
    assert written() == before


def test_target_that_its_calendar_never_comes_to_is_refused(save, office, boss):
    def hours(week):
        return change_calendar(calendar=few, name="Una hora", zone="Europe/Madrid", hours=week, by=boss, now=NOW)

    few = None
    few = hours([((540, 600),)] + [()] * 6)
    row, before = save(calendar=few, resolution=250 * 60), written()
    for given in ({"resolution": 270 * 60}, {"first_reply": 366 * 1440}):
        with pytest.raises(Refused) as refused:
            save(row, **{"calendar": few} | given)
        assert refused.value.code == "target_far"
    assert "8784 h" in str(refused.value)
    with pytest.raises(Refused) as refused:
        hours([((540, 541),)] + [()] * 6)
    assert refused.value.code == "target_far"
    assert written() == before
    save(row, calendar=few, resolution=250 * 60, active=False)
    hours([((540, 541),)] + [()] * 6)  # nothing goes by it any more
    with pytest.raises(Refused):
        save(row, calendar=few, resolution=250 * 60)


def test_order_policies_puts_the_first_that_fits_first(save, boss):
    one, two, three = (save(name=name) for name in "ABC")
    reviews()
    order_policies(ids=[three.pk, one.pk, two.pk], by=boss, now=NOW)
    assert list(SlaPolicy.objects.all()) == [three, one, two]
    assert reviews() == 1
    order_policies(ids=[three.pk, one.pk, two.pk], by=boss, now=NOW)
    assert reviews() == 0
    before = written()
    for ids in ([one.pk, two.pk], [one.pk, one.pk, two.pk], [one.pk, two.pk, 0], []):
        with pytest.raises(Refused) as refused:
            order_policies(ids=ids, by=boss, now=NOW)
        assert refused.value.code == "policies_changed"
    assert written() == before


def test_change_calendar_counts_again_only_cases_that_go_by_it(save, office, boss):
    def change(**given):
        about = {"name": "Oficina", "zone": "Europe/Madrid", "hours": WEEK, "is_default": True}
        change_calendar(calendar=office, by=boss, now=NOW, **about | given)

    change(hours=[NINE_TO_SIX] * 6 + [()])
    assert reviews() == 0  # nothing goes by it
    save()
    reviews()
    change(hours=[NINE_TO_SIX] * 6 + [()])
    change(name="Taller", hours=[NINE_TO_SIX] * 6 + [()])
    assert reviews() == 0
    change(name="Taller")
    assert reviews() == 1
    change(name="Taller", days=[OwnDay(NOW.date())])
    assert reviews() == 1


def test_calendar_in_use_is_not_taken_away(save, office, boss):
    other = change_calendar(
        calendar=None, name="Tienda", zone="Europe/Madrid", hours=WEEK, is_default=True, by=boss, now=NOW
    )
    save()
    before = written()
    with pytest.raises(Refused, match="General") as refused:
        remove_calendar(calendar=office, by=boss, now=NOW)
    assert refused.value.code == "in_use"
    assert written() == before
    assert set(WorkCalendar.objects.all()) == {office, other}


def test_save_step_writes_it_and_looks_again(step, save, boss):
    row = step(deeds=[Deed("notify", "managers"), Deed("priority", 4), Deed("assign", None)], name=" Aviso  al jefe ")
    row.refresh_from_db()
    assert (row.name, row.policy, row.due, row.percent, row.minutes) == ("Aviso al jefe", None, "legal", None, -1440)
    assert row.deeds == [{"do": "priority", "to": 4}, {"do": "assign", "to": None}, {"do": "notify", "to": "managers"}]
    assert reviews() == 1
    step(row, name="Aviso", deeds=TELL)
    assert reviews() == 0  # what it does is read when it is done
    step(row, minutes=0)
    assert reviews() == 1
    policy = save()
    share = step(policy=policy, due=Due.FIRST, percent=80, minutes=None)
    assert list(policy.steps.all()) == [share]
    assert [entry.what for entry in AuditEntry.objects.about("tickets.escalationstep", row.pk)] == ["added"] + [
        "changed"
    ] * 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"minutes": None}, "bad_point"),
        ({"percent": 80}, "bad_point"),
        ({"due": "first_reply"}, "bad_point"),
        ({"due": "tea"}, "bad_point"),
        ({"minutes": -366 * 1440 - 1}, "bad_point"),
        ({"deeds": []}, "step_empty"),
        ({"deeds": [Deed("reply", Said("Hola"))]}, "bad_deed"),
        ({"deeds": [Deed("resolve", "repaired")]}, "bad_deed"),
        ({"deeds": [Deed("state", "closed")]}, "bad_deed"),
        ({"deeds": [Deed("assign", "me")]}, "bad_deed"),
        ({"deeds": [Deed("assign", 5), Deed("hand_out")]}, "deeds_clash"),
        ({"deeds": [Deed("priority", 9)]}, "unknown_priority"),
        ({"name": "x" * 81}, "name_long"),
    ],
)
def test_impossible_step_is_refused_and_nothing_written(step, given, code):
    row = step()
    before = written()
    for old in (None, row):
        with pytest.raises(Refused) as refused:
            step(old, **given)
        assert refused.value.code == code
        assert str(refused.value)
    assert written() == before


@pytest.mark.parametrize(
    "given",
    [
        {"percent": 0}, {"percent": 1001}, {"percent": None}, {"percent": 80, "minutes": 5},
        {"percent": 80, "due": Due.LEGAL},
    ],
)  # fmt: skip
def test_impossible_share_is_refused_and_nothing_written(step, save, given):
    policy = save()
    before = written()
    with pytest.raises(Refused) as refused:
        step(**{"policy": policy, "due": Due.FIRST, "minutes": None} | given)
    assert refused.value.code == "bad_point"
    assert written() == before


def test_first_settings_are_made_once():
    assert first_settings(now=NOW)
    calendar, policy = WorkCalendar.objects.get(), SlaPolicy.objects.get()
    assert (calendar.name, calendar.zone, calendar.country, calendar.is_default) == (
        "General",
        "Europe/Madrid",
        "ES",
        True,
    )
    assert calendar_of(calendar).week == tuple(WEEK)
    assert (policy.name, policy.calendar, policy.active) == ("General", calendar, True)
    assert (policy.first_reply, policy.next_reply, policy.resolution) == (480, 480, 2700)
    steps = [
        (one.due, one.percent, one.minutes, [deed["to"] for deed in one.deeds]) for one in EscalationStep.objects.all()
    ]
    assert sorted(steps, key=str) == sorted(
        [
            *((due, 80, None, ["owner"]) for due in ("first_reply", "next_reply", "resolution")),
            *((due, 100, None, ["managers"]) for due in ("first_reply", "next_reply", "resolution")),
            ("legal", None, -4320, ["owner"]),
            ("legal", None, 0, ["owner", "managers"]),
            ("promise", None, -60, ["owner"]),
            ("promise", None, 0, ["owner", "managers"]),
            ("completion", None, 0, ["owner"]),
        ],
        key=str,
    )
    before = written()
    assert not first_settings(now=NOW)
    assert written() == before


def test_first_settings_leave_a_house_that_has_its_own_alone(step):
    step()
    before = written()
    assert not first_settings(now=NOW)
    assert written() == before


def test_command_loads_the_law_and_first_settings_once():
    first, again = io.StringIO(), io.StringIO()
    call_command("load_rules", stdout=first)
    assert "first settings made: a work calendar, a policy of times and its steps" in first.getvalue().splitlines()
    assert DeadlineRule.objects.exists()
    before = written()
    call_command("load_rules", stdout=again)
    assert again.getvalue() == ""
    assert written() == before


def test_step_names_people_and_teams(step):
    ana, team = AgentFactory(), TeamFactory()
    row = step(deeds=[Deed("notify", ana.pk), Deed("team", team.pk), Deed("hand_out"), Deed("tag", "tarde")])
    assert [(deed["do"], deed["to"]) for deed in row.deeds] == [
        ("team", team.pk), ("tag", "tarde"), ("hand_out", None), ("notify", ana.pk),
    ]  # fmt: skip
