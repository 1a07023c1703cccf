"""Which cases fit: each condition on a case made for it; and the dry run shows what the live run does."""

import datetime as dt
import random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.actors import actor_of
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, CustomerFactory, TeamFactory, UnitFactory
from tests.tickets.rules import keep, work, work_on_time
from tickets.actions.automations import switch_on
from tickets.actions.conversation import write_as_customer
from tickets.actions.tagging import add_tags
from tickets.conditions import FIELDS, NONE, Condition, Holds, Op, read_conditions
from tickets.models import Automation, AutomationCue, AutomationRun, Tag, Ticket, TicketEvent
from tickets.queries import automations
from tickets.queries.automations import try_out
from tickets.queries.matching import fitting
from tickets.states import Resolution, Status

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def world(agent):
    """Two cases, each with what the other lacks; "one" fits, "other" does not."""
    team, ana = TeamFactory(), AgentFactory()
    unit = UnitFactory(product__sku="XR-500")
    one = open_case(
        unit=unit, text="Sale húmo por detrás", subject="Avería", now=NOW - 3 * DAY, wish="refund", kind="technical"
    )
    marta = CustomerFactory(country="PT", kind="company", language="en")
    other = open_case(customer=marta, text="¿Cuándo abren?", subject="Horario", channel="email", now=NOW)
    Ticket.objects.filter(pk=one.pk).update(
        team=team, assignee=ana, priority=4, status="resolved", resolved_at=NOW, resolution="repaired"
    )
    add_tags(ticket=one, names=["VIP"], by=agent, now=NOW)
    return one, other


def condition(one, field, op, *values):
    """`values` may be the name of a relation of the case that fits, for its id."""
    one.refresh_from_db()
    ids = {"TEAM": one.team_id, "ANA": one.assignee_id, "LINE": one.unit.product.line_id}
    ids["TAG"] = Tag.objects.get(name="VIP").pk
    (read,) = read_conditions([{"field": field, "op": op, "values": [ids.get(value, value) for value in values]}])
    return read


FIT = [
    ("kind", "is", "technical"),
    ("kind", "is_not", "question", "complaint"),
    ("state", "is", "resolved"),
    ("turn", "is", "nobody"),
    ("turn", "is_not", "us"),
    ("priority", "is", 4),
    ("priority", "at_least", 3),
    ("channel", "is", "portal"),
    ("team", "is", "TEAM"),
    ("team", "is_not", "none"),
    ("assignee", "is", "ANA"),
    ("assignee", "is_not", "none"),
    ("tag", "is", "TAG"),
    ("line", "is", "LINE"),
    ("product", "is", "XR-500"),
    ("unit", "is", "yes"),
    ("customer_kind", "is", "person"),
    ("country", "is", "ES"),
    ("country", "is_not", "PT"),
    ("language", "is", "es"),
    ("wish", "is", "refund"),
    ("safety", "is", "yes"),
    ("verdict", "is_not", "none"),
    ("resolution", "is", "repaired"),
    ("resolution", "is_not", "none"),
    ("words", "contains", "HUMO", "nada"),
    ("words", "contains", "averia"),
    ("words", "lacks", "abren"),
    ("opened_hours", "at_least", 72),
    ("customer_hours", "at_least", 24),
]
FIT_OTHER = [
    ("team", "is", "none"),
    ("team", "is_not", "TEAM"),
    ("assignee", "is", "none"),
    ("assignee", "is_not", "ANA"),
    ("tag", "is_not", "TAG"),
    ("line", "is_not", "LINE"),
    ("product", "is_not", "XR-500"),
    ("unit", "is", "no"),
    ("verdict", "is", "none"),
    ("resolution", "is", "none"),
    ("safety", "is", "no"),
]


@pytest.mark.parametrize("asked", FIT)
def test_condition_finds_the_case_that_is_so(world, asked):
    one, _other = world
    assert list(fitting([condition(one, *asked)], now=NOW)) == [one]


@pytest.mark.parametrize("asked", FIT_OTHER)
def test_condition_finds_the_case_that_lacks_it(world, asked):
    one, other = world
    assert list(fitting([condition(one, *asked)], now=NOW)) == [other]


@pytest.mark.parametrize(
    "asked",
    [("team", "is", "none", "TEAM"), ("safety", "is", "yes", "no"), ("cause", "is", "none"), ("words", "lacks", "zzz"),
     ("words", "contains", "horario", "averia"), ("cause", "is_not", 99)],
)  # fmt: skip
def test_condition_that_all_fulfil_finds_all(world, asked):
    assert set(fitting([condition(world[0], *asked)], now=NOW)) == set(world)


def test_all_conditions_have_to_hold_and_cases_set_aside_never_fit(world):
    one, other = world
    both = [condition(one, "kind", "is", "technical"), condition(one, "channel", "is", "email")]
    assert list(fitting(both, now=NOW)) == []
    Ticket.objects.filter(pk=other.pk).update(aside="spam")
    assert list(fitting([], now=NOW)) == [one]


def test_words_are_looked_for_in_the_first_message_only(case, agent):
    write_as_customer(ticket=case, text="Ahora sale gas", by=agent, now=NOW)
    asked = read_conditions([{"field": "words", "op": "contains", "values": ["gas"]}])
    assert not fitting(asked, now=NOW).exists()


def test_newest_decision_of_coverage_counts(case):
    last = case.decisions.first()
    last.pk, last.verdict, last.at = None, "needs_person", NOW + DAY
    last.save()
    for verdict, fits in (("needs_person", True), ("covered", False), ("none", False)):
        asked = read_conditions([{"field": "verdict", "op": "is", "values": [verdict]}])
        assert fitting(asked, now=NOW).exists() == fits


def some_cases(pick, agent):
    """Cases of every shape, all opened within an hour before NOW."""
    teams, people, tags = [None, TeamFactory()], [None, AgentFactory()], ["VIP", "prisa"]
    units = [UnitFactory() for _ in range(3)]
    texts = ["Sale humo", "No enciende", "¿Cuándo llega?"]
    for number in range(24):
        now = NOW - dt.timedelta(minutes=number, hours=pick.choice([0, 30]))
        unit = pick.choice([None, *units])
        customer = None if unit else CustomerFactory(country=pick.choice(["ES", "PT"]))
        shape = {"channel": pick.choice(["portal", "phone"]), "kind": pick.choice(["complaint", "question"])}
        case = open_case(customer=customer, unit=unit, text=pick.choice(texts), now=now, **shape)
        if pick.random() < 0.5:
            add_tags(ticket=case, names=[pick.choice(tags)], by=agent, now=now)
        status = pick.choice(list(Status))
        over = status in (Status.RESOLVED, Status.CLOSED)
        Ticket.objects.filter(pk=case.pk).update(
            status=status, priority=pick.randint(1, 4), team=pick.choice(teams), assignee=pick.choice(people),
            resolved_at=NOW if over else None, resolution=pick.choice(Resolution.values) if over else "",
            aside=pick.choice(["", "", "", "spam"]),
        )  # fmt: skip


def some_conditions(pick):
    ids = {
        "team": [one.pk for one in TeamFactory._meta.model.objects.all()],
        "assignee": list(AgentFactory._meta.model.objects.values_list("pk", flat=True)),
        "tag": list(Tag.objects.values_list("pk", flat=True)),
        "line": list(Ticket.objects.exclude(unit=None).values_list("unit__product__line", flat=True)),
        "cause": [1],
    }
    words = {"words": ["humo", "llega"], "country": ["ES", "PT"], "product": ["XR-1", "XR-2"]}
    asked = []
    for name in pick.sample(list(FIELDS), pick.randint(0, 3)):
        field, op = FIELDS[name], pick.choice(FIELDS[name].ops)
        known = list(field.codes or ids.get(name) or words.get(name) or [1, 24]) + ([NONE] if field.lacks else [])
        most = 1 if op == Op.AT_LEAST or field.holds == Holds.HOURS else 3
        values = pick.sample(known, min(len(known), pick.randint(1, most)))
        asked.append(Condition(name, op, tuple(value for value in values if op != Op.AT_LEAST or value != NONE)))
    return tuple(asked)


@pytest.mark.parametrize("seed", range(5))
def test_dry_run_shows_what_the_live_run_does(seed, agent, monkeypatch):
    monkeypatch.setattr(automations, "SHOWN", 1000)
    pick = random.Random(seed)
    some_cases(pick, agent)
    seen = 0
    for number in range(25):
        asked = some_conditions(pick)
        on_time = pick.random() < 0.4
        when = ["time"] if on_time else [pick.choice(["opened", "tagged", "coverage"])]
        hours = 20 if on_time else None
        rule = keep(f"R{number}", *when, hours=hours, does=["notify:managers"], active=False, now=NOW - 9 * DAY)
        Automation.objects.filter(pk=rule.pk).update(conditions=[one.plain for one in asked])
        rule.refresh_from_db()
        shown = {met.ticket.pk for met in try_out(rule, asked, now=NOW).met}
        with transaction.atomic():
            here = transaction.savepoint()
            Automation.objects.filter(pk=rule.pk).update(active=True, active_since=NOW - 9 * DAY)
            lines = TicketEvent.objects.filter(kind=when[0], ticket__isnull=False)
            AutomationCue.objects.bulk_create(AutomationCue(event=line, at=line.at) for line in lines)
            work(NOW)
            work_on_time(NOW)
            did = set(AutomationRun.objects.filter(automation=rule).values_list("ticket", flat=True))
            transaction.savepoint_rollback(here)
        assert shown == did, asked
        seen += len(did)
    assert seen > 50


def test_trial_counts_no_further_than_a_thousand(case, monkeypatch):
    monkeypatch.setattr(automations, "MOST", 2)
    monkeypatch.setattr(automations, "SHOWN", 2)
    rule = keep("Todas", "opened", active=False)
    for _n in range(5):
        open_case()
    trial = try_out(rule, (), now=NOW + DAY)
    assert (trial.count, trial.more, len(trial.met)) == (3, True, 2)


def test_trial_asks_as_much_for_one_case_as_for_many():
    rule = keep("Todas", "opened", active=False)
    counts = []
    for many in (1, 5, 15):
        while Ticket.objects.count() < many:
            open_case()
        with CaptureQueriesContext(connection) as queries:
            [met.ticket.customer.name for met in try_out(rule, (), now=NOW + DAY).met]
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


def test_rule_that_was_tried_acts_when_it_is_on():
    rule = keep("Todas", "opened", active=False)
    switch_on(automation=rule, by=actor_of(AgentFactory(role="manager")), now=NOW)
    case = open_case(now=NOW)
    work()
    assert list(case.events.filter(kind="priority").values_list("data__to", flat=True)) == [4]
