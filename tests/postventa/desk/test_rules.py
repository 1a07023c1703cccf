"""Rules are written by managers in a form, tried before they are switched on, and told in the time line."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import AuditEntry
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, LineFactory, ManagerFactory, TeamFactory
from tests.tickets.rules import keep, work, work_on_time
from tickets.models import Automation, AutomationRun, Tag, Ticket

pytestmark = pytest.mark.django_db
PLACE = "/desk/settings/rules/"
RULE = {"name": "Danger first", "position": "1", "triggers": ["opened"], "priority": "4"}


@pytest.fixture
def luis(db):
    return ManagerFactory(name="Luis Gil", language="en")


@pytest.fixture
def boss(luis):
    client = Client(headers={"accept-language": "en"})
    client.force_login(luis)
    return client


def rows(*conditions):
    """Conditions as the form sends them: `rows(("state", "is", ["open"]))`."""
    sent = {"row": [f"{n}:{field}" for n, (field, _op, _values) in enumerate(conditions)]}
    for n, (_field, op, values) in enumerate(conditions):
        sent |= {f"c{n}-op": op, f"c{n}-values": values}
    return sent


def text_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def test_manager_writes_a_rule_and_changes_it(boss, luis):
    team, tag, line, ana = TeamFactory(), Tag.objects.create(name="VIP"), LineFactory(), AgentFactory()
    asked = rows(
        ("state", "is_not", ["waiting_part"]), ("priority", "at_least", ["3"]), ("team", "is", ["none", str(team.pk)]),
        ("tag", "is", "vip"), ("line", "is", [str(line.pk)]), ("country", "is", "es, PT"), ("safety", "is", ["yes"]),
        ("words", "contains", "humo, fuego"), ("opened_hours", "at_least", "2"), ("verdict", "is", ["none", "covered"]),
    )  # fmt: skip
    done = {
        "triggers": ["opened", "customer_wrote"], "assign": "hand_out", "team": str(team.pk), "priority": "4",
        "state": "waiting_part", "tags": "uno, dos", "untags": "tres", "tell": ["owner", "managers"],
        "person": str(ana.pk), "note": "Mire esto.", "description": "Peligro",
    }  # fmt: skip
    response = boss.post(f"{PLACE}new/", RULE | asked | done)
    rule = Automation.objects.get()
    assert (response.status_code, response.url) == (302, f"{PLACE}{rule.pk}/trial/")
    assert (rule.name, rule.description, rule.active, rule.version, rule.author) == (
        "Danger first", "Peligro", False, 1, luis,
    )  # fmt: skip
    assert rule.triggers == ["opened", "customer_wrote"]
    assert rule.conditions == [
        {"field": "state", "op": "is_not", "values": ["waiting_part"]},
        {"field": "priority", "op": "at_least", "values": [3]},
        {"field": "team", "op": "is", "values": ["none", team.pk]},
        {"field": "tag", "op": "is", "values": [tag.pk]},
        {"field": "line", "op": "is", "values": [line.pk]},
        {"field": "country", "op": "is", "values": ["ES", "PT"]},
        {"field": "safety", "op": "is", "values": ["yes"]},
        {"field": "words", "op": "contains", "values": ["humo", "fuego"]},
        {"field": "opened_hours", "op": "at_least", "values": [2]},
        {"field": "verdict", "op": "is", "values": ["none", "covered"]},
    ]
    assert rule.deeds == [
        {"do": "team", "to": team.pk}, {"do": "priority", "to": 4}, {"do": "tag", "to": "uno"},
        {"do": "tag", "to": "dos"}, {"do": "untag", "to": "tres"}, {"do": "hand_out", "to": None},
        {"do": "note", "to": {"text": "Mire esto.", "html": "", "then": ""}}, {"do": "notify", "to": "owner"},
        {"do": "notify", "to": "managers"}, {"do": "notify", "to": ana.pk}, {"do": "state", "to": "waiting_part"},
    ]  # fmt: skip
    page = boss.get(f"{PLACE}{rule.pk}/")
    forms = page.context["forms"]
    shown = forms.form.initial
    assert {name: shown[name] for name in done} == done
    again = {f"c{row.number}-values": row.initial["values"] for row in forms.rows}
    assert again == {name: value for name, value in asked.items() if "values" in name} | {
        "c3-values": "VIP", "c5-values": "ES, PT", "c8-values": 2,
    }  # fmt: skip
    assert boss.post(f"{PLACE}{rule.pk}/", RULE | {"triggers": ["tagged"]}).status_code == 302
    rule.refresh_from_db()
    assert (rule.triggers, rule.conditions, rule.deeds, rule.version) == (
        ["tagged"], [], [{"do": "priority", "to": 4}], 2,
    )  # fmt: skip
    assert list(AuditEntry.objects.order_by("pk").values_list("noun", "what")) == [
        ("tickets.automation", "added"), ("tickets.automation", "changed"),
    ]  # fmt: skip


BAD = [
    ({"name": ""}, "name"),
    ({"triggers": []}, "triggers"),
    ({"triggers": ["time"]}, "hours"),
    ({"triggers": ["time", "opened"], "hours": "4"}, "triggers"),
    ({"hours": "4"}, "hours"),
    ({"triggers": ["time"], "hours": "0"}, "hours"),
    ({"priority": ""}, "__all__"),
    ({"tags": "uno", "untags": "Uno"}, "__all__"),
    ({"state": "closed", "triggers": ["time"], "hours": "4"}, "__all__"),
    ({"state": "closed", "triggers": ["late"]}, "__all__"),
    ({"note": "Hola {{nombre}}"}, "note"),
    ({"position": "-1"}, "position"),
    ({"assign": "99999"}, "assign"),
    (rows(("state", "is", ["open"]), ("state", "is", ["closed"])), "__all__"),
    (rows(("resolution", "is", ["repaired"]), ("turn", "is", ["us"])), "__all__"),
    (rows(("priority", "is", ["4"])), "__all__"),
    (rows(("state", "is", ["waiting_part"])) | {"priority": "", "state": "closed"}, "state"),
]


@pytest.mark.parametrize(("given", "field"), BAD)
def test_bad_rule_is_refused_in_words_and_nothing_written(boss, given, field):
    response = boss.post(f"{PLACE}new/", RULE | given)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert (Automation.objects.count(), AuditEntry.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        (("tag", "is", "ghost"), "There is no tag «ghost»"),
        (("country", "is", "España"), "Write countries with their two letters"),
        (("priority", "at_least", ["3", "4"]), "Say one value only"),
        (("state", "is", []), "This field is required"),
        (("state", "is", ["asleep"]), "Select a valid choice"),
        (("state", "at_least", ["open"]), "Select a valid choice"),
        (("team", "is", ["9999"]), "Select a valid choice"),
        (("opened_hours", "at_least", "9999"), "less than or equal to 8760"),
        (("words", "contains", "x" * 81), "at most 80 characters"),
    ],
)
def test_bad_condition_is_refused_in_its_row(boss, condition, sentence):
    response = boss.post(f"{PLACE}new/", RULE | rows(condition))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Automation.objects.count() == 0


def test_name_of_another_rule_is_refused(boss):
    keep("Danger first", "opened")
    response = boss.post(f"{PLACE}new/", RULE)
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["name"])


def test_rows_come_and_go_without_a_script_and_what_was_typed_stays(boss):
    typed = RULE | {"triggers": ["opened", "tagged"], "tags": "uno", "name": ""}
    page = boss.post(f"{PLACE}new/", typed | {"rows": "add", "new_field": "state"})
    assert (page.status_code, [row.row for row in page.context["forms"].rows]) == (200, ["0:state"])
    more = typed | rows(("state", "is", ["open"])) | {"rows": "add", "new_field": "words"}
    page = boss.post(f"{PLACE}new/", more)
    forms = page.context["forms"]
    assert [row.row for row in forms.rows] == ["0:state", "1:words"]
    assert (forms.form.initial["triggers"], forms.form.initial["tags"]) == (["opened", "tagged"], "uno")
    assert forms.rows[0].initial["values"] == ["open"]
    assert "This field is required" not in page.content.decode()
    less = typed | rows(("state", "is", ["open"]), ("words", "lacks", "x")) | {"rows": "remove:0"}
    page = boss.post(f"{PLACE}new/", less)
    assert [(row.row, row.initial["values"]) for row in page.context["forms"].rows] == [("1:words", "x")]
    assert Automation.objects.count() == 0


def test_rows_of_nonsense_are_left_out(boss):
    given = RULE | {"row": ["x:state", "1:soul", "²:state", "9" * 9 + ":state"], "rows": "add", "new_field": "soul"}
    page = boss.post(f"{PLACE}new/", given)
    assert (page.status_code, page.context["forms"].rows) == (200, [])


def test_trial_in_the_form_keeps_nothing(boss):
    case = open_case(now=timezone.now())
    page = boss.post(f"{PLACE}new/", RULE | rows(("kind", "is", ["complaint"])) | {"try": "1"})
    assert page.status_code == 200
    assert "It would have met 1 of the cases of the last 30 days." in page.content.decode()
    assert case.reference in page.content.decode()
    assert (Automation.objects.count(), AutomationRun.objects.count()) == (0, 0)
    refused = boss.post(f"{PLACE}new/", RULE | {"priority": "", "try": "1"})
    assert refused.status_code == 422


def test_trial_shows_what_it_would_have_met_and_switches_on(boss):
    rule = keep("Danger first", "customer_wrote", "opened", asks=[("kind", "is", "complaint")], active=False)
    now = timezone.now()
    met, _other = open_case(now=now), open_case(kind="question", now=now)
    open_case(now=now - dt.timedelta(days=31))
    page = boss.get(f"{PLACE}{rule.pk}/trial/")
    trial = page.context["trial"]
    assert (trial.count, [(one.ticket, one.triggers) for one in trial.met]) == (1, [(met, ("opened",))])
    assert (work(), AutomationRun.objects.count()) == (0, 0)
    assert boss.post(f"{PLACE}{rule.pk}/activation/").status_code == 302
    rule.refresh_from_db()
    assert rule.active
    assert boss.post(f"{PLACE}{rule.pk}/activation/removal/").status_code == 302
    rule.refresh_from_db()
    assert (rule.active, rule.active_since) == (False, None)


def test_trial_of_a_rule_on_time_shows_where_it_would_act_now(boss):
    rule = keep("Espera", "time", hours=5, does=["tag:espera"], now=timezone.now() - dt.timedelta(days=9))
    now = timezone.now()
    old, met = (open_case(now=now - dt.timedelta(hours=hours)) for hours in (9, 8))
    open_case(now=now)
    Ticket.objects.filter(pk=met.pk).update(aside="spam")
    work_on_time(now)
    Ticket.objects.filter(pk=met.pk).update(aside="")
    page = boss.get(f"{PLACE}{rule.pk}/trial/")
    assert [one.ticket for one in page.context["trial"].met] == [met]
    assert "1 case fits now" in text_of(page)
    assert old.tags.count() == 1


def test_rule_whose_tag_is_gone_cannot_be_switched_on(boss):
    tag = Tag.objects.create(name="VIP")
    rule = keep("VIP", "opened", asks=[("tag", "is", tag.pk)], active=False)
    tag.delete()
    response = boss.post(f"{PLACE}{rule.pk}/activation/", follow=True)
    assert "is not there" in text_of(response)
    assert not Automation.objects.get().active


def test_list_says_each_in_words_with_what_came_of_it(boss, luis):
    other = keep("Otra", "tagged", does=["tag:x"])
    rule = keep(
        "Danger first", "opened", asks=[("kind", "is", "complaint"), ("priority", "at_least", 1)], does=["priority:4"]
    )
    case = open_case(now=timezone.now())
    work(timezone.now())
    Automation.objects.filter(pk=other.pk).update(
        active=False,
        active_since=None,
        stopped_at=NOW,
        stopped_chain=[other.pk, rule.pk, other.pk],
        stopped_ticket=case,
    )
    page = boss.get(PLACE)
    said = text_of(page)
    assert f'<a href="/desk/tickets/{case.reference}/">{case.reference}</a>' in page.content.decode()
    assert "When A case is opened if Kind: Complaint and Priority: at least Low then Priority: Urgent" in said
    assert "Acted once in 30 days" in said
    assert "«Otra» «Danger first» «Otra»" in said
    assert f"It happened in case {case.reference}" in said


def test_rule_that_cannot_be_read_is_told(boss):
    rule = keep("Rota", "opened")
    Automation.objects.filter(pk=rule.pk).update(deeds=[{"do": "fly"}])
    assert "cannot be read any more" in text_of(boss.get(PLACE))
    assert boss.get(f"{PLACE}{rule.pk}/trial/").status_code == 200
    assert boss.get(f"{PLACE}{rule.pk}/").status_code == 200


def test_empty_list_says_what_rules_are_for(boss):
    assert "No rules yet" in text_of(boss.get(PLACE))


def test_list_asks_as_much_with_one_as_with_many(boss):
    counts = []
    for many in (1, 3, 20):
        for number in range(Automation.objects.count(), many):
            keep(f"R{number}", "opened", asks=[("team", "is", TeamFactory().pk)], does=[f"assign:{AgentFactory().pk}"])
        boss.get(PLACE)
        with CaptureQueriesContext(connection) as queries:
            boss.get(PLACE)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


def test_runs_are_shown_a_page_at_a_time(boss):
    rule = keep("Danger first", "opened", does=["tag:x"])
    case = open_case()
    work()
    for number in range(60):
        AutomationRun.objects.create(
            automation=rule, ticket=case, occasion=f"event:{number}00", version=1, outcome="refused", code="no_team",
            at=NOW - dt.timedelta(hours=number + 1),
        )  # fmt: skip
    page = boss.get(f"{PLACE}{rule.pk}/runs/")
    assert len(page.context["runs"]) == 50
    assert "That team is not there any more." in page.content.decode()
    older = boss.get(f"{PLACE}{rule.pk}/runs/?after={page.context['page'].after}")
    assert len(older.context["runs"]) == 11
    assert boss.get(f"{PLACE}{rule.pk}/runs/?after=x").status_code == 200


@pytest.mark.parametrize("path", ["", "new/", "{pk}/", "{pk}/trial/", "{pk}/runs/"])
def test_rules_do_not_exist_for_agents(desk, path):
    rule = keep("Danger first", "opened", active=False)
    assert desk.get(PLACE + path.format(pk=rule.pk)).status_code == 404


@pytest.mark.parametrize("path", ["new/", "{pk}/", "{pk}/activation/", "{pk}/activation/removal/"])
def test_agents_change_no_rule(desk, path):
    rule = keep("Danger first", "opened", active=False)
    assert desk.post(PLACE + path.format(pk=rule.pk), RULE).status_code == 404
    rule.refresh_from_db()
    assert (Automation.objects.count(), rule.active, rule.version) == (1, False, 1)


@pytest.mark.parametrize(
    ("verb", "path"),
    [("get", ""), ("get", "trial/"), ("get", "runs/"), ("post", "activation/"), ("post", "activation/removal/")],
)
def test_rule_that_is_not_there_is_a_404(boss, verb, path):
    assert getattr(boss, verb)(f"{PLACE}99/{path}").status_code == 404


def test_time_line_names_the_rule_of_each_of_its_acts(desk):
    luis = ManagerFactory(name="Luis Gil")
    keep("Danger first", "opened", does=["priority:4", "tag:prisa", "notify:managers"], author=luis)
    case = open_case()
    work()
    page = desk.get(f"/desk/tickets/{case.reference}/").content.decode()
    assert "The rule «Danger first» changed the priority from «Normal» to «Urgent»" in page
    assert "The rule «Danger first» added tags: prisa" in page
    assert "The rule «Danger first» told" in page
    assert "Luis Gil" in page


def test_time_line_asks_as_much_for_one_rule_as_for_many(desk):
    counts = []
    for many in (1, 4):
        for number in range(Automation.objects.count(), many):
            keep(f"R{number}", "opened", does=[f"tag:t{number}"])
        case = open_case()
        work()
        desk.get(f"/desk/tickets/{case.reference}/")
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"/desk/tickets/{case.reference}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
