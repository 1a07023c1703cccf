"""Several deeds on one case are done together or not at all."""

import datetime as dt

import pytest

from core.errors import Refused
from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, TeamFactory
from tests.law_rows import alternatives
from tickets.actions.deeds import do_deeds
from tickets.actions.merging import merge_tickets
from tickets.actions.status import resolve_ticket
from tickets.deeds import Deed, Said, read_deeds, read_written
from tickets.models import Macro, Message, Ticket, TicketEvent
from tickets.states import Resolution, Status

pytestmark = pytest.mark.django_db


def rows():
    return [list(model.objects.order_by("pk").values()) for model in (Ticket, Message, TicketEvent, OutgoingMessage)]


def kinds(case):
    return list(case.events.order_by("pk").values_list("kind", flat=True))[2:]


def do(case, *written, by):
    """Do them, and give the case back as it is now."""
    do_deeds(ticket=case, deeds=read_written(written), by=by, now=NOW)
    return Ticket.objects.get(pk=case.pk)


def macro(*written, html="<p>Hola {{first_name}}: {{reference}}.</p>", **given):
    deeds = [deed.plain for deed in read_written(written)]
    return Macro.objects.create(name="Visita", html=html, deeds=deeds, **given)


def test_do_everything_in_its_order(case, agent, ana):
    team = TeamFactory()
    done = do(case, "state:waiting_part", "tag:garantía", "priority:3", f"team:{team.pk}", "assign:me", by=agent)
    assert (done.status, done.priority, done.team, done.assignee) == ("waiting_part", 3, team, ana)
    assert [str(tag) for tag in done.tags.all()] == ["garantía"]
    assert kinds(case) == ["tagged", "priority", "team", "assigned", "status", "status"]


def test_do_twice_writes_nothing_more(case, agent):
    written = ["assign:me", "priority:4", "tag:Uno", "untag:dos", "state:open", "team:"]
    do(case, *written, by=agent)
    before = rows()
    do(case, *written, by=agent)
    assert rows() == before


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("assign:999999", "no_account"),
        ("team:999999", "no_team"),
        ("merge:999999", "no_case"),
        ("macro:999999", "no_macro"),
        ("resolve:declined", "reasons_missing"),
        ("state:closed", "illegal_transition"),
    ],
)
def test_refusal_of_one_undoes_all(case, agent, written, code):
    before = rows()
    with pytest.raises(Refused) as refusal:
        do(case, "priority:4", "tag:nuevo", written, by=agent)
    assert (refusal.value.code, rows()) == (code, before)


def test_refused_for_a_merged_case(case, agent):
    into = open_case(customer=case.customer)
    merge_tickets(ticket=case, into=into, by=agent, now=NOW)
    before = rows()
    with pytest.raises(Refused) as refusal:
        do(case, "priority:4", by=agent)
    assert (refusal.value.code, rows()) == ("merged", before)
    assert into.reference in str(refusal.value)


def test_reply_with_gaps_is_filled_in_for_each_case(case, agent):
    said = Said("{{first_name}}, {{reference}}", "<p><b>{{first_name}}</b>, {{reference}}</p>", "open")
    do_deeds(ticket=case, deeds=[Deed("reply", said)], by=agent, now=NOW)
    message = case.messages.last()
    assert message.text == f"Marta, {case.reference}"
    assert message.html == f"<p><b>Marta</b>, {case.reference}</p>"
    case.refresh_from_db()
    assert case.status == Status.OPEN


def test_macro_says_and_does_at_once(case, agent):
    chosen = macro("priority:3", "tag:visita", "state:waiting_part")
    done = do(case, f"macro:{chosen.pk}", by=agent)
    assert (done.priority, done.status) == (3, Status.WAITING_PART)
    assert case.messages.last().text == f"Hola Marta: {case.reference}."
    assert kinds(case) == ["priority", "tagged", "message", "status"]
    assert OutgoingMessage.objects.filter(kind="case_replied").count() == 1


def test_macro_that_resolves_tells_the_customer_once(case, agent):
    alternatives()
    chosen = macro("resolve:declined", html="<p>Lo sentimos.</p>")
    done = do(case, f"macro:{chosen.pk}", by=agent)
    assert (done.status, done.resolution) == (Status.RESOLVED, Resolution.DECLINED)
    letters = OutgoingMessage.objects.exclude(kind="case_received").values_list("kind", flat=True)
    assert list(letters) == ["case_resolved"]


def test_macro_that_resolves_keeps_its_formatting(case, agent):
    chosen = macro("resolve:repaired", html="<p>Ya está <strong>reparado</strong>.</p>")
    do(case, f"macro:{chosen.pk}", by=agent)
    said = case.messages.order_by("pk").last()
    assert (said.text, said.html) == ("Ya está reparado.", "<p>Ya está <strong>reparado</strong>.</p>")


def test_macro_of_another_team_is_refused(case, agent, ana):
    team = TeamFactory()
    chosen, before = macro("priority:3", team=team), rows()
    with pytest.raises(Refused) as refusal:
        do(case, f"macro:{chosen.pk}", by=agent)
    assert (refusal.value.code, rows()) == ("no_macro", before)
    ana.teams.add(team)
    assert do(case, f"macro:{chosen.pk}", by=agent).priority == 3


def test_macro_with_a_note_tells_nobody(case, agent):
    chosen = macro(html="<p>Mirar el cable.</p>", kind="note")
    do(case, f"macro:{chosen.pk}", by=agent)
    assert case.messages.last().kind == "note"
    assert OutgoingMessage.objects.exclude(kind="case_received").count() == 0


def test_macro_with_a_gap_that_the_case_cannot_fill_is_refused(agent):
    question, chosen = open_case(), macro("priority:3", html="<p>Su {{product}} y {{due}}.</p>")
    before = rows()
    with pytest.raises(Refused) as refusal:
        do(question, f"macro:{chosen.pk}", by=agent)
    assert (refusal.value.code, rows()) == ("gap_missing", before)
    question.due_at, question.due_kind = NOW + dt.timedelta(days=1), "promise"
    question.save()
    do(question, f"macro:{chosen.pk}", by=agent)
    assert "17 de noviembre de 2026" in question.messages.last().text


def test_macro_that_was_switched_off_is_refused(case, agent):
    chosen = macro("priority:3", active=False)
    with pytest.raises(Refused) as refusal:
        do(case, f"macro:{chosen.pk}", by=agent)
    assert refusal.value.code == "no_macro"


def test_reply_in_a_resolved_case_is_refused_and_nothing_done(case, agent):
    resolve_ticket(ticket=case, resolution=Resolution.EXPLAINED, text="", by=agent, now=NOW)
    deeds = read_deeds([{"do": "reply", "to": {"text": "Hola"}}, {"do": "priority", "to": 4}])
    before = rows()
    with pytest.raises(Refused) as refusal:
        do_deeds(ticket=case, deeds=deeds, by=agent, now=NOW)
    assert (refusal.value.code, rows()) == ("resolved", before)


def test_merge_and_spam_set_aside(case, agent):
    into, junk = open_case(customer=case.customer), open_case()
    assert do(case, f"merge:{into.pk}", "tag:doble", by=agent).merged_into == into
    assert do(junk, "spam:", by=agent).aside == "spam"


def test_assign_to_a_colleague_and_to_nobody(case, agent):
    luis = AgentFactory()
    assert do(case, f"assign:{luis.pk}", by=agent).assignee == luis
    assert do(case, "assign:", by=agent).assignee is None
