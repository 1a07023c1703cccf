"""Rules at work on what happens in cases."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import actor_of
from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, ManagerFactory, TeamFactory
from tests.tickets.clockwork import at, make_policy, make_step
from tests.tickets.rules import keep, runs, work, work_on_time
from tickets.actions import automatic
from tickets.actions.aside import mark_spam
from tickets.actions.assignment import assign_ticket, change_priority
from tickets.actions.automations import save_automation, switch_off, switch_on
from tickets.actions.clocks import keep_clocks
from tickets.actions.conversation import reply_to_customer, write_as_customer
from tickets.actions.status import resolve_ticket
from tickets.actions.tagging import add_tags
from tickets.actions.taking_back import take_back
from tickets.actions.waking import wake_clocks
from tickets.deeds import Deed, Said, read_deeds, read_written
from tickets.models import Automation, AutomationCue, AutomationRun, Notice, Tag, Ticket, TicketEvent
from tickets.states import Resolution, Status, Trigger

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


def lines(case, *kinds):
    return [(line.kind, line.data) for line in case.events.filter(kind__in=kinds).order_by("pk")]


def test_rule_acts_once_on_what_it_waits_for_and_says_so():
    rule = keep("Quejas primero", "opened", asks=[("kind", "is", "complaint")], does=["priority:3", "tag:queja"])
    case, question = open_case(), open_case(kind="question")
    assert [work(), work()] == [2, 0]
    assert list(Ticket.objects.order_by("pk").values_list("priority", flat=True)) == [3, 2]
    because = {"automation": rule.pk, "chain": [rule.pk]}
    assert lines(case, "priority") == [("priority", {"from": 2, "to": 3} | because)]
    assert {line.actor_kind for line in case.events.filter(kind__in=["priority", "tagged"])} == {"system"}
    run = AutomationRun.objects.get()
    opened = case.events.get(kind="opened")
    assert (run.automation, run.ticket, run.occasion, run.version, run.outcome, run.code, run.at) == (
        rule, case, f"event:{opened.pk}", 1, "acted", "", NOW,
    )  # fmt: skip
    assert AutomationCue.objects.count() == 0
    assert lines(question, "priority", "tagged") == []


def test_line_that_no_rule_waits_for_leaves_no_cue(case, agent):
    keep("Cuando se resuelve", "resolved", does=["tag:hecho"])
    change_priority(ticket=case, priority=4, by=agent, now=NOW)
    assert AutomationCue.objects.count() == 0


def test_cue_costs_no_statement_of_its_own(agent):
    cases, counts = [open_case() for _ in range(3)], []
    for case in cases:
        with CaptureQueriesContext(connection) as queries:
            change_priority(ticket=case, priority=4, by=agent, now=NOW)
        counts.append(len(queries))
        if case == cases[1]:  # the first has composed the statements
            keep("Aviso", "priority", does=["tag:prisa"])
    assert counts[1] == counts[2]
    assert AutomationCue.objects.get().event == cases[2].events.get(kind="priority")


def test_rules_go_in_their_order_and_see_what_those_before_did():
    team = TeamFactory()
    keep("Segunda", "opened", asks=[("team", "is", team.pk)], does=["priority:4"], position=2)
    keep("Primera", "opened", does=[f"team:{team.pk}"], position=1)
    case = open_case()
    work()
    case.refresh_from_db()
    assert (case.team, case.priority, runs()) == (team, 4, [("Primera", "acted"), ("Segunda", "acted")])


def test_rule_that_is_off_or_younger_than_the_line_does_nothing(agent):
    keep("Apagada", "opened", does=["tag:a"], active=False)
    keep("Encendida", "opened", does=["priority:2", "tag:b"])
    keep("Nueva", "opened", does=["tag:c"], now=NOW + SECOND)
    open_case()
    assert (work(), runs()) == (1, [("Encendida", "acted")])


def test_rule_switched_off_before_its_cue_is_taken_does_nothing():
    author = ManagerFactory()
    rule = keep("Quejas", "opened", author=author)
    case = open_case()
    switch_off(automation=rule, by=actor_of(author), now=NOW)
    assert (work(), AutomationRun.objects.count(), AutomationCue.objects.count()) == (1, 0, 0)
    case.refresh_from_db()
    assert case.priority == 2


def test_nothing_to_change_is_said_and_writes_no_line(case):
    keep("Igual", "customer_wrote", does=["priority:2"])
    write_as_customer(ticket=case, text="¿Hola?", by=actor_of(AgentFactory()), now=NOW)
    before = case.events.count()
    work()
    assert (runs(), case.events.count()) == ([("Igual", "nothing")], before)


def test_refused_rule_writes_nothing_and_keeps_no_other():
    gone = AgentFactory()
    bad = keep("Para quien se fue", "opened", does=["tag:uno", f"assign:{gone.pk}"])
    keep("Otra", "opened", does=["tag:dos"])
    gone.is_active = False
    gone.save()
    case = open_case()
    work()
    assert runs() == [("Para quien se fue", "refused"), ("Otra", "acted")]
    assert AutomationRun.objects.get(automation=bad).code == "not_an_agent"
    assert [tag.name for tag in case.tags.all()] == ["dos"]


def test_unexpected_error_is_logged_and_keeps_no_other(monkeypatch, caplog):
    def burst(*, ticket, deeds, **given):
        real(ticket=ticket, deeds=deeds, **given)
        if deeds[0].to == "uno":
            raise ZeroDivisionError

    real = automatic.do_deeds
    monkeypatch.setattr(automatic, "do_deeds", burst)
    keep("Rota", "opened", does=["tag:uno"])
    keep("Sana", "opened", does=["tag:dos"])
    case = open_case()
    work()
    assert (runs(), [tag.name for tag in case.tags.all()]) == ([("Rota", "refused"), ("Sana", "acted")], ["dos"])
    assert AutomationRun.objects.get(outcome="refused").code == "error"
    assert "rule_failed" in caplog.text


def test_rule_that_cannot_be_read_does_nothing_and_keeps_no_other():
    broken = keep("Ilegible", "opened", does=["tag:uno"])
    keep("Sana", "opened", does=["tag:dos"])
    Automation.objects.filter(pk=broken.pk).update(deeds=[{"do": "fly"}])
    open_case()
    assert (work(), runs()) == (1, [("Sana", "acted")])


def test_case_set_aside_is_left_alone(case, agent):
    keep("Siempre", "customer_wrote", does=["tag:uno"])
    write_as_customer(ticket=case, text="Compre ahora", by=agent, now=NOW)
    mark_spam(ticket=case, by=agent, now=NOW)
    assert (work(), runs()) == (1, [])


def test_danger_in_the_first_words_sets_off_a_rule_on_danger():
    keep("Peligro", "safety", does=["tag:peligro"])
    case, other = open_case(text="Sale humo y huele a quemado."), open_case()
    work()
    assert [[tag.name for tag in one.tags.all()] for one in (case, other)] == [["peligro"], []]


@pytest.mark.parametrize("trigger", ["we_replied", "state"])
def test_rule_leaves_a_reply_alone_while_it_can_be_taken_back(case, agent, trigger):
    keep("Al responder", trigger, asks=[("state", "is", "waiting_customer")], does=["tag:contestado"])
    message = reply_to_customer(ticket=case, text="Vamos.", hold=True, by=agent, now=NOW)
    assert (work(NOW + 5 * SECOND), AutomationCue.objects.count()) == (0, 1)
    take_back(message=message, by=agent, now=NOW + 6 * SECOND)
    assert (work(NOW + 60 * SECOND), runs(), AutomationCue.objects.count()) == (0, [], 0)


def test_rule_acts_on_a_reply_once_it_has_gone(case, agent):
    keep("Al responder", "we_replied", does=["tag:contestado"])
    keep("Al esperar", "state", asks=[("state", "is", "waiting_customer")], does=["tag:espera"])
    reply_to_customer(ticket=case, text="Vamos.", hold=True, by=agent, now=NOW)
    assert work(NOW + 10 * SECOND) == 2
    assert runs() == [("Al responder", "acted"), ("Al esperar", "acted")]


def test_rule_on_a_time_that_ran_out_acts_though_a_reply_was_taken_back_after_it(case, agent):
    make_policy(first_reply=None, next_reply=None, resolution=480)
    keep("Tarde", "late", does=["priority:4"])
    keep_clocks(Ticket.objects.get(pk=case.pk), now=NOW)
    due = at("mon 18:00")
    said = reply_to_customer(
        ticket=case, text="Ahora.", then=Status.WAITING_PART, hold=True, by=agent, now=due - SECOND
    )
    wake_clocks(now=due)
    take_back(message=said, by=agent, now=due + SECOND)
    wake_clocks(now=due + 60 * SECOND)
    assert case.events.filter(kind="late").count() == 1
    work(due + 120 * SECOND)
    assert runs() == [("Tarde", "acted")]


@pytest.mark.parametrize("began", ["late", "time", "step", "agent"])
def test_rule_at_the_end_of_a_chain_that_time_began_ends_no_case(case, agent, began):
    """Ley 10/2025 art. 13.2: no rule by itself waits for a time here and closes the case."""
    policy = make_policy(first_reply=480, next_reply=None, resolution=None)
    if began == "step":
        make_step(policy, "first_reply", 50, {"do": "tag", "to": "tarde"})
    elif began != "agent":
        keep("Marca", began, hours=1 if began == "time" else None, does=["tag:tarde"])
    keep("Sube", "tagged", does=["priority:3"])
    keep("Cierra", "priority", does=["state:closed"])
    keep_clocks(Ticket.objects.get(pk=case.pk), now=NOW)
    due = at("mon 18:00")
    wake_clocks(now=due)
    work_on_time(due)
    if began == "agent":
        add_tags(ticket=case, names=["tarde"], by=agent, now=due)
    resolve_ticket(ticket=case, resolution=Resolution.EXPLAINED, text="", by=agent, now=due)
    work(due)
    case.refresh_from_db()
    outcome = runs()[-2:]
    if began == "agent":
        assert (outcome, case.status) == ([("Sube", "acted"), ("Cierra", "acted")], Status.CLOSED)
    else:
        assert (outcome, case.status) == ([("Sube", "acted"), ("Cierra", "refused")], Status.RESOLVED)
        assert AutomationRun.objects.get(outcome="refused").code == "not_by_time"


def test_rule_sets_off_another_and_the_chain_is_kept():
    team = TeamFactory()
    first = keep("Al equipo", "opened", does=[f"team:{team.pk}"])
    second = keep("Del equipo", "team", does=["priority:3"])
    case = open_case()
    assert work() == 2
    assert [data["chain"] for _kind, data in lines(case, "team", "priority")] == [[first.pk], [first.pk, second.pk]]


def test_circle_of_two_is_stopped_and_told_to_its_author(agent):
    luis = ManagerFactory(language="en")
    up = keep("Subir", "priority", asks=[("priority", "is", 1)], does=["priority:4"], author=luis)
    down = keep("Bajar", "priority", asks=[("priority", "is", 4)], does=["priority:1"], author=luis)
    case = open_case()
    change_priority(ticket=case, priority=4, by=agent, now=NOW)
    assert work() == 3
    case.refresh_from_db()
    up.refresh_from_db()
    down.refresh_from_db()
    assert runs() == [("Bajar", "acted"), ("Subir", "acted"), ("Bajar", "loop")]
    assert (case.priority, up.active, down.active) == (4, True, False)
    assert (down.stopped_at, down.stopped_ticket) == (NOW, case)
    assert down.stopped_chain == [down.pk, up.pk, down.pk]
    notice = Notice.objects.get()
    assert (notice.user, notice.kind, notice.automation, notice.ticket) == (luis, "rule_stopped", down, case)
    assert OutgoingMessage.objects.filter(to=luis.email, kind="noticed").count() == 1
    assert [data for kind, data in lines(case, "automation")] == [
        {
            "to": "loop", "version": 1, "automation": down.pk, "circle": [down.pk, up.pk, down.pk],
            "occasion": f"event:{case.events.filter(kind='priority').order_by('pk')[1].pk}",
        }
    ]  # fmt: skip
    assert [data["to"] for _kind, data in lines(case, "priority")] == [4, 1, 4]
    assert work() == 0


def test_rule_that_sets_itself_off_tells_and_notes_once():
    author = ManagerFactory()
    rule = keep("Nota", "tagged", "opened", does=["tag:x"], author=author)
    deeds = (Deed("tag", "una"), Deed("note", Said("Mire.")), Deed("notify", "managers"))
    save_automation(
        automation=rule, name="Nota", triggers=[Trigger.TAGGED, Trigger.OPENED], deeds=deeds, by=actor_of(author),
        now=NOW - SECOND,
    )  # fmt: skip
    case = open_case()
    assert (work(), runs()) == (2, [("Nota", "acted"), ("Nota", "nothing")])
    assert (case.messages.filter(kind="note").count(), Notice.objects.count()) == (1, 1)
    assert Automation.objects.get().active


def test_circle_of_three_of_an_author_who_left_is_told_to_the_managers(agent):
    gone = ManagerFactory()
    boss = ManagerFactory()
    for name, was, to in (("A", 1, 2), ("B", 2, 3), ("C", 3, 1)):
        keep(name, "priority", asks=[("priority", "is", was)], does=[f"priority:{to}"], author=gone, position=9 - was)
    gone.is_active = False
    gone.save()
    case = open_case()
    change_priority(ticket=case, priority=1, by=agent, now=NOW)
    work()
    assert runs() == [("A", "acted"), ("B", "acted"), ("C", "acted"), ("A", "loop")]
    stopped = Automation.objects.get(active=False)
    names = dict(Automation.objects.values_list("pk", "name"))
    assert [names[pk] for pk in stopped.stopped_chain] == ["A", "B", "C", "A"]
    assert [notice.user for notice in Notice.objects.all()] == [boss]


def test_second_fit_that_changes_nothing_is_no_circle(agent):
    keep("Urgente", "priority", does=["priority:4"])
    case = open_case()
    change_priority(ticket=case, priority=3, by=agent, now=NOW)
    assert (work(), runs()) == (2, [("Urgente", "acted"), ("Urgente", "nothing")])
    assert Automation.objects.get().active


def test_person_between_two_rules_breaks_the_chain(agent):
    keep("Bajar", "priority", asks=[("priority", "is", 4)], does=["priority:1"])
    case = open_case()
    for _again in range(3):
        change_priority(ticket=case, priority=4, by=agent, now=NOW)
        work()
    assert runs() == [("Bajar", "acted")] * 3


def test_chain_that_is_too_long_ends(monkeypatch):
    monkeypatch.setattr(automatic, "DEEPEST", 3)
    tags = [Tag.objects.create(name=f"t{number}").pk for number in range(4)]
    keep("R0", "opened", does=["tag:t0"])
    for number in (4, 3, 2, 1):  # each comes before the one that leads to it, so that it waits for its line
        keep(f"R{number}", "tagged", asks=[("tag", "is", tags[number - 1])], does=[f"tag:t{number}"])
    case = open_case()
    work()
    assert [name for name, outcome in runs() if outcome == "acted"] == ["R0", "R1", "R2"]
    assert AutomationRun.objects.filter(code="chain_long").count() >= 1
    assert sorted(tag.name for tag in case.tags.all()) == ["t0", "t1", "t2"]


def test_switch_on_again_forgets_that_it_was_stopped(agent):
    author = ManagerFactory()
    rule = keep("Nota", "tagged", does=["tag:x"], author=author)
    Automation.objects.update(
        active=False, active_since=None, stopped_at=NOW, stopped_chain=[rule.pk], stopped_ticket=open_case()
    )
    rule = switch_on(automation=rule, by=actor_of(author), now=NOW)
    assert (rule.active, rule.active_since, rule.stopped_at, rule.stopped_chain, rule.stopped_ticket) == (
        True, NOW, None, [], None,
    )  # fmt: skip


def test_tell_leaves_each_a_notice_and_names_them_in_the_line(agent, ana):
    luis = ManagerFactory()
    rule = keep("Avisar", "opened", does=["notify:managers", "notify:assignee", f"assign:{ana.pk}"], author=luis)
    case = open_case()
    work()
    event = case.events.get(kind="automation")
    assert event.data == {"to": "acted", "told": sorted([ana.pk, luis.pk]), "automation": rule.pk, "chain": [rule.pk]}
    assert sorted(Notice.objects.values_list("user", "kind", "event", "automation")) == sorted(
        (person.pk, "rule", event.pk, rule.pk) for person in (ana, luis)
    )


def test_note_of_a_rule_has_its_gaps_filled():
    deeds = read_deeds([{"do": "note", "to": {"text": "Llame a {{customer}}."}}])
    rule = keep("Nota", "opened", does=["tag:x"])
    save_automation(automation=rule, name="Nota", triggers=[Trigger.OPENED], deeds=deeds, by=actor_of(ManagerFactory()),
                    now=NOW - SECOND)  # fmt: skip
    case = open_case()
    work()
    note = case.messages.get(kind="note")
    assert (note.text, note.author) == (f"Llame a {case.customer}.", None)


def test_assign_opens_the_case_and_sets_off_rules_on_state(ana):
    keep("Dar", "opened", does=[f"assign:{ana.pk}"])
    keep("Abierto", "state", asks=[("state", "is", "open")], does=["tag:abierto"])
    case = open_case()
    work()
    case.refresh_from_db()
    assert (case.assignee, case.status, [tag.name for tag in case.tags.all()]) == (ana, "open", ["abierto"])


def test_worker_leaves_a_case_that_fails_for_the_next_turn(monkeypatch, caplog):
    def burst(held, *given):
        if held == bad:
            raise ZeroDivisionError
        real(held, *given)

    real = automatic.run_rules
    monkeypatch.setattr(automatic, "run_rules", burst)
    keep("Siempre", "opened", does=["tag:x"])
    bad, good = open_case(), open_case()
    assert (work(), AutomationCue.objects.get().event.ticket) == (1, bad)
    assert "rules_not_run" in caplog.text
    monkeypatch.setattr(automatic, "run_rules", real)
    assert (work(), good.tags.count(), bad.tags.count()) == (1, 1, 1)


def test_turn_ends_when_its_time_is_over():
    keep("Siempre", "opened", does=["tag:x"])
    for _n in range(3):
        open_case()
    ticks = iter(range(100))
    done = automatic.run_waiting(clock=lambda: NOW + next(ticks) * SECOND, until=NOW + 4 * SECOND)
    assert (done, AutomationCue.objects.count()) == (2, 1)


def test_events_of_people_name_no_rule(case, agent, ana):
    assign_ticket(ticket=case, assignee=ana, by=agent, now=NOW)
    assert {"automation", "chain", "step"} & set(TicketEvent.objects.filter(kind="assigned").get().data) == set()


def test_deeds_written_for_rules_are_read():
    assert [deed.do for deed in read_written(["notify:managers", "notify:5", "team:1", "hand_out:"])] == [
        "team", "hand_out", "notify", "notify",
    ]  # fmt: skip
