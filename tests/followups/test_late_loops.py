"""An unhappy customer with whom nobody spoke in time: who is responsible is told once, and sees it until it is done."""

import datetime as dt

import pytest

from core.actors import actor_of
from core.models import OutgoingMessage
from followups import tasks
from followups.actions import loop_telling
from followups.actions.loop_closing import close_loops
from followups.actions.loop_telling import tell_late_loops
from followups.models import Call, Loop
from followups.queries.loops import late_loops
from tests.cases import open_case
from tests.factories import NOW, AgentFactory, ManagerFactory, TeamFactory
from tests.followups.makers import delivered, sent_survey
from tests.followups.test_indexes import fill, plan_of
from tests.followups.test_loops import about_case, unhappy
from tickets.actions.aside import mark_spam
from tickets.actions.conversation import reply_to_customer
from tickets.actions.merging import merge_tickets
from tickets.models import Notice, Ticket

pytestmark = pytest.mark.django_db
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
LATE = NOW + 3 * DAY


@pytest.fixture
def ana():
    return AgentFactory(name="Ana Ruiz", language="en")


@pytest.fixture
def luis():
    return ManagerFactory(name="Luis Gil", language="en")


@pytest.fixture
def loop(ana, luis):
    """In a case of Ana's."""
    found = unhappy(sent_survey())
    Ticket.objects.filter(pk=found.ticket_id).update(assignee=ana)
    return found


def notices():
    return list(Notice.objects.order_by("pk").values_list("user__name", "kind", "ticket"))


def letters():
    return list(OutgoingMessage.objects.filter(kind="noticed").order_by("pk"))


def shown(user=None):
    return [late.loop for late in late_loops(LATE, of=user)]


def test_assignee_is_told_once_when_the_deadline_passes(loop, ana):
    assert [tell_late_loops(now=loop.due_at), tell_late_loops(now=loop.due_at + MINUTE)] == [0, 1]
    assert [tell_late_loops(now=LATE + n * DAY) for n in range(3)] == [0, 0, 0]
    loop.refresh_from_db()
    assert (loop.told_at, loop.closed_at) == (loop.due_at + MINUTE, None)
    assert notices() == [("Ana Ruiz", "loop", loop.ticket_id)]
    (letter,) = letters()
    assert (letter.to, letter.subject.split(" · ")[0]) == (ana.email, loop.ticket.reference)
    assert f"/desk/tickets/{loop.ticket.reference}/" in letter.text


def test_nobody_is_told_of_what_was_answered_in_time(loop, ana):
    reply_to_customer(ticket=loop.ticket, text="Lo arreglamos hoy.", by=actor_of(ana), now=NOW + MINUTE)
    close_loops(now=LATE)
    assert (tell_late_loops(now=LATE), notices(), shown()) == (0, [], [])


def test_task_closes_first_and_tells_of_the_rest(loop, ana, monkeypatch):
    other = unhappy(sent_survey())
    reply_to_customer(ticket=loop.ticket, text="Lo arreglamos hoy.", by=actor_of(ana), now=NOW + MINUTE)
    monkeypatch.setattr(tasks, "now", lambda: LATE)
    assert [tasks.close_loops(), tasks.close_loops()] == [1, 0]
    assert notices() == [("Luis Gil", "loop", other.ticket_id)]


def test_managers_of_the_team_are_told_where_nobody_has_the_case(loop, luis):
    team = TeamFactory()
    eva = ManagerFactory(name="Eva Mora")
    AgentFactory().teams.add(team)
    eva.teams.add(team)
    Ticket.objects.update(assignee=None, team=team)
    tell_late_loops(now=LATE)
    assert notices() == [("Eva Mora", "loop", loop.ticket_id)]
    assert (shown(eva), shown(luis)) == ([loop], [])


def test_all_managers_are_told_where_the_team_has_none(loop, luis):
    eva = ManagerFactory(name="Eva Mora")
    Ticket.objects.update(assignee=None, team=TeamFactory())
    tell_late_loops(now=LATE)
    assert {name for name, _kind, _ticket in notices()} == {"Luis Gil", "Eva Mora"}
    assert (shown(eva), shown(luis)) == ([loop], [loop])


def test_managers_are_told_of_the_case_of_who_left(loop, ana):
    type(ana).objects.filter(pk=ana.pk).update(is_active=False)
    tell_late_loops(now=LATE)
    assert [name for name, _kind, _ticket in notices()] == ["Luis Gil"]


def test_assignee_of_the_case_where_it_goes_on_is_told(loop, ana, luis):
    eva = AgentFactory(name="Eva Mora")
    main = loop.ticket
    for _ in range(2):
        into = open_case(customer=loop.ticket.customer, now=NOW)
        merge_tickets(ticket=main, into=into, by=actor_of(ana), now=NOW + MINUTE)
        main = into
    Ticket.objects.filter(pk=main.pk).update(assignee=eva)
    tell_late_loops(now=LATE)
    assert notices() == [("Eva Mora", "loop", main.pk)]
    assert [late.ticket for late in late_loops(LATE, of=eva)] == [main]
    assert shown(ana) == []


def test_call_that_was_not_made_in_time_is_told_to_whose_case_it_was(ana, luis):
    survey = about_case(actor_of(ana))
    Ticket.objects.update(assignee=ana)
    loop = unhappy(survey)
    assert (loop.call_id is not None, tell_late_loops(now=LATE)) == (True, 1)
    assert notices() == [("Ana Ruiz", "loop", None)]
    (letter,) = letters()
    assert all("/desk/calls/" in half for half in (letter.text, letter.html))
    assert (shown(ana), shown(luis), shown(AgentFactory())) == ([loop], [], [])


def test_call_of_nobody_is_told_to_the_managers_of_its_team(ana, luis):
    team = TeamFactory()
    eva = ManagerFactory(name="Eva Mora")
    eva.teams.add(team)
    loop = unhappy(about_case(actor_of(ana)))
    Call.objects.get(pk=loop.call_id).lane.__class__.objects.update(team=team)
    tell_late_loops(now=LATE)
    assert notices() == [("Eva Mora", "loop", None)]


def test_case_opened_after_the_call_was_told_is_not_told_again(ana, luis):
    loop = unhappy(about_case(actor_of(ana)))
    tell_late_loops(now=LATE)
    Call.objects.filter(pk=loop.call_id).update(state="no_contact", finished_at=LATE, outcome="no_answer")
    close_loops(now=LATE)
    assert (tell_late_loops(now=LATE + DAY), len(notices())) == (0, 1)
    (late,) = late_loops(LATE)
    assert late.ticket is not None


def test_nobody_is_told_of_spam(loop, ana):
    mark_spam(ticket=loop.ticket, by=actor_of(ana), now=NOW + MINUTE)
    assert (tell_late_loops(now=LATE), notices(), shown()) == (0, [], [])


def test_where_nobody_could_be_told_it_is_tried_again(loop, ana, luis):
    type(ana).objects.update(is_active=False)
    assert tell_late_loops(now=LATE) == 0
    type(luis).objects.filter(pk=luis.pk).update(is_active=True)
    assert tell_late_loops(now=LATE + MINUTE) == 1


def test_one_that_cannot_be_told_holds_up_nobody(loop, monkeypatch):
    other, real = unhappy(sent_survey()), loop_telling.tell_us

    def fails_for_one(*, ticket, **given):
        if ticket == loop.ticket:
            raise RuntimeError
        return real(ticket=ticket, **given)

    monkeypatch.setattr(loop_telling, "tell_us", fails_for_one)
    assert (tell_late_loops(now=LATE), notices()) == (1, [("Luis Gil", "loop", other.ticket_id)])
    monkeypatch.undo()
    assert tell_late_loops(now=LATE) == 1
    assert Loop.objects.filter(told_at=None).count() == 0


@pytest.mark.parametrize("count", [1, 3, 30])
def test_late_loops_cost_the_same_queries_for_one_and_for_thirty(luis, django_assert_num_queries, count):
    for _ in range(count):
        unhappy(sent_survey())
    Ticket.objects.update(assignee=luis)
    with django_assert_num_queries(6):
        late = late_loops(LATE, of=luis)
        assert {(one.loop.invitation.customer_id, one.ticket.customer) for one in late} != set()
    assert len(late) == count


def test_sweep_reads_an_index_of_what_was_not_told(loop):
    """Among many that are late and were told of it looks at those alone."""
    unit = delivered(700)
    fill(
        "followups_invitation",
        "kind, source, questionnaire_id, medium, customer_id, unit_id, about_on, state, reason, due_at, tries, "
        "created_at",
        "'guarantee', source, questionnaire_id, medium, customer_id, %(unit)s, date '1990-01-01' + n, 'planned', '', "
        "due_at, 0, created_at FROM followups_invitation, generate_series(1, 5000) n WHERE id = %(survey)s",
        unit=unit.pk, survey=loop.invitation_id,
    )  # fmt: skip
    fill(
        "followups_loop",
        "invitation_id, question, ticket_id, opened_at, due_at, told_at, dropped",
        "id, 'csat', %(ticket)s, due_at, due_at, due_at, false FROM followups_invitation WHERE kind = 'guarantee'",
        ticket=loop.ticket_id,
    )
    assert "loop_to_tell" in plan_of(lambda: late_loops(LATE, untold=True), "WITH RECURSIVE way")
