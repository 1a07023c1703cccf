"""The loop: an unhappy answer becomes a case or a call with a deadline, and is closed when a person has spoken."""

import datetime as dt

import pytest

from core.actors import SYSTEM, actor_of, customer_by_link
from followups import tasks
from followups.actions.answering import finish_survey
from followups.actions.loop_closing import close_loops
from followups.models import Call, Loop, Trouble
from tests.cases import open_case
from tests.factories import MADRID, NOW, AgentFactory, CustomerFactory, UnitFactory
from tests.followups.makers import case_survey, delivered, make_version, resolved, sent_survey
from tests.followups.test_answering import answer
from tickets.actions.conversation import add_note, reply_to_customer
from tickets.actions.merging import merge_tickets
from tickets.models import Relation, Ticket
from tickets.states import MessageKind

pytestmark = pytest.mark.django_db
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
# NOW is a Monday: when the working day after it ends in Madrid.
TOMORROW_ENDS = dt.datetime(2026, 11, 18, tzinfo=MADRID)


def unhappy(survey, **values):
    answer(survey, **(values or {"csat": 1}))
    finish_survey(invitation=survey, now=NOW)
    survey.refresh_from_db()
    return Loop.objects.filter(invitation=survey).first()


@pytest.fixture
def agent():
    return AgentFactory()


@pytest.fixture
def ana(agent):
    return actor_of(agent)


def about_case(ana, *, days_ago=1, customer=None, **says):
    plan = make_version(trigger="resolved", **says) if says else None
    customer = customer or CustomerFactory(phone="+34600111222", language="en")
    unit = UnitFactory(purchase__customer=customer)
    ticket = resolved(open_case(unit=unit, now=NOW - (days_ago + 2) * DAY), by=ana, at=NOW - days_ago * DAY)
    return case_survey(ticket, state="sent", sent_at=NOW - MINUTE, **({"plan": plan} if plan else {}))


@pytest.mark.parametrize("values", [{"csat": 2}, {"csat": 4, "complete": 0}, {"csat": 1, "comment": "Llegó roto"}])
def test_unhappy_about_a_delivery_opens_one_case(values):
    unit = delivered(6, customer=CustomerFactory(language="en"))
    survey = sent_survey(unit)
    loop = unhappy(survey, **values)
    finish_survey(invitation=survey, now=NOW + MINUTE)
    ticket = Ticket.objects.get()
    assert (survey.opened_ticket, survey.ticket, Loop.objects.get()) == (ticket, None, loop)
    assert (ticket.channel, ticket.kind, ticket.unit, ticket.customer) == ("survey", "complaint", unit, survey.customer)
    assert (ticket.language, ticket.subject) == ("en", "Not content with the delivery")
    text = ticket.messages.get().text
    assert unit.purchase.order_ref in text
    assert "How satisfied are you with the delivery?" in text
    assert values.get("comment", "") in text
    about = "csat" if values["csat"] < 3 else "complete"
    assert (loop.question, loop.score) == (about, values[about])
    assert (loop.ticket, loop.call, loop.owner, loop.opened_at, loop.closed_at) == (ticket, None, None, NOW, None)
    assert loop.due_at == TOMORROW_ENDS


def test_unhappy_counts_the_working_days_of_the_plan_at_the_customers_place():
    plan = make_version(loop_days=3)
    customer = CustomerFactory(timezone="Atlantic/Canary")
    loop = unhappy(sent_survey(delivered(6, customer=customer), plan=plan))
    assert loop.due_at.isoformat() == "2026-11-20T00:00:00+00:00"


def test_unhappy_about_several_units_leaves_the_unit_to_a_person():
    unit = delivered(6)
    UnitFactory(purchase=unit.purchase, delivery=unit.delivery)
    unhappy(sent_survey(unit))
    assert Ticket.objects.get().unit is None


def test_unhappy_about_what_is_somebody_elses_now_names_no_unit():
    unit = delivered(6, changed_hands_on=NOW.date(), holder=CustomerFactory())
    unhappy(sent_survey(unit))
    assert Ticket.objects.get().unit is None


def test_unhappy_about_a_guarantee_opens_a_case_about_its_unit():
    unit = delivered(700, customer=CustomerFactory(language="en"))
    plan = make_version(trigger="guarantee", means="survey")
    survey = sent_survey(unit, plan=plan)
    about = {"kind": "guarantee", "delivery": None, "purchase": None, "unit": unit, "about_on": NOW.date()}
    type(survey).objects.filter(pk=survey.pk).update(**about)
    survey.refresh_from_db()
    unhappy(survey)
    ticket = Ticket.objects.get()
    assert (ticket.unit, ticket.subject) == (unit, "Not content with the product")


def test_unhappy_about_a_case_is_called(ana, agent):
    survey = about_case(ana)
    Ticket.objects.update(assignee=agent)
    loop = unhappy(survey, csat=1, resolved=0, outcome=1)
    call = Call.objects.get()
    assert (loop.call, loop.ticket, loop.owner, loop.due_at) == (call, None, agent, TOMORROW_ENDS)
    assert (call.kind, call.rank, call.state, call.invitation) == ("loop", 1, "planned", survey)
    assert (call.ticket, call.delivery, call.deadline_at, call.due_at) == (survey.ticket, None, TOMORROW_ENDS, NOW)
    assert (call.plan, call.lane.zone) == (survey.plan, "Europe/Madrid")
    assert (survey.opened_ticket, Ticket.objects.get().status) == (None, "resolved")


def test_unhappy_at_night_is_called_in_the_morning(ana):
    survey = about_case(ana)
    answer(survey, csat=1)
    finish_survey(invitation=survey, now=dt.datetime(2026, 11, 17, 23, 0, tzinfo=MADRID))
    assert Call.objects.get().due_at == dt.datetime(2026, 11, 18, 9, 30, tzinfo=MADRID)


NOT_CALLED = [{"phone": ""}, {"no_calls": True}, {"minor": True}, {"deceased": True}, {"in_dispute": True}]


@pytest.mark.parametrize("who", NOT_CALLED)
def test_unhappy_who_is_not_to_be_called_gets_a_case(ana, who):
    loop = unhappy(about_case(ana, customer=CustomerFactory(**{"phone": "+34600111222"} | who)))
    assert (loop.call, loop.ticket, Call.objects.count()) == (None, Ticket.objects.get(), 0)


@pytest.mark.parametrize("who", [{"no_calls": True}, {"in_dispute": True}])
def test_unhappy_who_said_so_under_another_record_gets_a_case(ana, who):
    CustomerFactory(email="marta@correo.example", **who)
    me = CustomerFactory(email="marta@correo.example", phone="+34600111222")
    loop = unhappy(about_case(ana, customer=me))
    assert (loop.call, Call.objects.count()) == (None, 0)


def test_unhappy_who_wants_quiet_all_day_gets_a_case(ana):
    me = CustomerFactory(phone="+34600111222", quiet_from=dt.time(8), quiet_to=dt.time(22))
    assert unhappy(about_case(ana, customer=me)).call is None


def test_unhappy_with_a_case_not_settled_opens_it_again(ana, agent):
    survey = about_case(ana, loop_by="case")
    Ticket.objects.update(assignee=agent)
    loop = unhappy(survey, csat=1, resolved=0, comment="Sigue goteando")
    ticket = Ticket.objects.get()
    assert (loop.ticket, loop.owner, ticket.status) == (ticket, agent, "open")
    assert (survey.opened_ticket, ticket.pk) == (None, survey.ticket_id)
    assert "Sigue goteando" in ticket.messages.filter(kind="customer").last().text


def test_unhappy_with_a_case_over_for_good_opens_one_that_goes_on(ana, settings):
    from tickets.models import KindRules

    survey = about_case(ana, loop_by="case", days_ago=3)
    KindRules.objects.update_or_create(kind="complaint", defaults={"reopen_days": 1})
    loop = unhappy(survey, csat=1, resolved=0)
    new = Ticket.objects.exclude(pk=survey.ticket_id).get()
    assert (loop.ticket, survey.opened_ticket) == (new, new)
    assert list(Relation.objects.values_list("one", "other", "kind")) == [(survey.ticket_id, new.pk, "continues")]


def test_unhappy_with_how_a_settled_case_was_handled_opens_another(ana):
    survey = about_case(ana, loop_by="case")
    loop = unhappy(survey, csat=4, resolved=1, treatment=1)
    new = Ticket.objects.exclude(pk=survey.ticket_id).get()
    survey.ticket.refresh_from_db()
    assert (survey.ticket.status, loop.ticket, loop.question, loop.score) == ("resolved", new, "treatment", 1)
    assert (new.subject, new.unit) == ("Not content with how the case was handled", survey.ticket.unit)
    assert "1: Very dissatisfied" in new.messages.get().text
    assert list(Relation.objects.values_list("one", "other", "kind")) == [(survey.ticket_id, new.pk, "related")]


def test_unhappy_about_spam_opens_nothing(ana):
    survey = about_case(ana, loop_by="case")
    Ticket.objects.update(aside="spam")
    assert unhappy(survey) is None
    assert (survey.state, Ticket.objects.count()) == ("answered", 1)


def test_loop_is_closed_when_a_person_replies(ana):
    loop = unhappy(sent_survey())
    assert close_loops(now=NOW + MINUTE) == 0
    reply_to_customer(ticket=loop.ticket, text="Le llamamos hoy.", by=ana, now=NOW + 5 * MINUTE)
    assert (tasks.close_loops(), close_loops(now=NOW + DAY)) == (1, 0)
    loop.refresh_from_db()
    assert (loop.closed_at, loop.dropped) == (NOW + 5 * MINUTE, False)


def test_loop_is_closed_when_a_person_telephones(ana):
    loop = unhappy(sent_survey())
    add_note(ticket=loop.ticket, text="Hablado con ella.", kind=MessageKind.PHONE, by=ana, now=NOW + MINUTE)
    close_loops(now=NOW + DAY)
    loop.refresh_from_db()
    assert loop.closed_at == NOW + MINUTE


def test_loop_stays_open_for_what_is_no_answer_of_a_person(ana):
    loop = unhappy(sent_survey())
    add_note(ticket=loop.ticket, text="Para nosotros.", by=ana, now=NOW + MINUTE)
    reply_to_customer(ticket=loop.ticket, text="Lo tenemos en cuenta.", by=SYSTEM, now=NOW + 2 * MINUTE)
    reply_to_customer(ticket=loop.ticket, text="Se puede retirar aún.", hold=True, by=ana, now=NOW + 3 * MINUTE)
    assert close_loops(now=NOW + 3 * MINUTE) == 0
    assert close_loops(now=NOW + 4 * MINUTE) == 1


def test_loop_is_not_closed_by_what_was_said_before(ana):
    unit = delivered(6, customer=CustomerFactory(phone="+34600111222"))
    ticket = open_case(unit=unit, now=NOW - 3 * DAY)
    reply_to_customer(ticket=ticket, text="Ya va.", by=ana, now=NOW - 2 * DAY)
    survey = case_survey(
        resolved(ticket, by=ana, at=NOW - DAY),
        state="sent",
        sent_at=NOW,
        plan=make_version(trigger="resolved", loop_by="case"),
    )
    unhappy(survey, csat=1, resolved=0)
    assert close_loops(now=NOW + DAY) == 0


def test_loop_is_closed_in_the_case_where_its_own_goes_on(ana):
    survey = sent_survey()
    loop = unhappy(survey)
    main = open_case(customer=survey.customer, now=NOW - DAY)
    merge_tickets(ticket=loop.ticket, into=main, by=ana, now=NOW + MINUTE)
    reply_to_customer(ticket=main, text="Lo vemos junto.", by=ana, now=NOW + 2 * MINUTE)
    close_loops(now=NOW + DAY)
    loop.refresh_from_db()
    assert loop.closed_at == NOW + 2 * MINUTE


def _call_ends(loop, state, **fields):
    Call.objects.filter(pk=loop.call_id).update(state=state, finished_at=NOW + 9 * MINUTE, **fields)


@pytest.mark.parametrize(
    ("state", "fields", "dropped"),
    [
        ("done", {"outcome": "content"}, False),
        ("suppressed", {"reason": "contacted_us"}, False),
        ("suppressed", {"reason": "deceased"}, True),
        ("suppressed", {"reason": "erased"}, True),
    ],
)
def test_loop_is_closed_with_its_call(ana, state, fields, dropped):
    loop = unhappy(about_case(ana))
    _call_ends(loop, state, **fields)
    assert close_loops(now=NOW + DAY) == 1
    loop.refresh_from_db()
    closed_at = NOW + DAY if dropped else NOW + 9 * MINUTE
    assert (loop.closed_at, loop.dropped, Ticket.objects.count()) == (closed_at, dropped, 1)


@pytest.mark.parametrize(
    ("state", "fields"), [("no_contact", {"outcome": "no_answer"}), ("suppressed", {"reason": "opted_out"})]
)
def test_loop_whose_call_reached_nobody_becomes_a_case(ana, state, fields):
    survey = about_case(ana)
    loop = unhappy(survey, csat=1, resolved=0)
    due_at = loop.due_at
    _call_ends(loop, state, **fields)
    for _ in range(2):
        assert close_loops(now=NOW + DAY) == 0
    loop.refresh_from_db()
    ticket = Ticket.objects.get()
    assert (loop.ticket, loop.due_at, loop.closed_at, ticket.status) == (ticket, due_at, None, "open")
    assert ticket.messages.filter(kind="customer").count() == 2
    reply_to_customer(ticket=ticket, text="No le encontramos.", by=ana, now=NOW + 2 * DAY)
    assert close_loops(now=NOW + 3 * DAY) == 1


def test_loop_of_somebody_forgotten_is_dropped():
    survey = sent_survey()
    loop = unhappy(survey)
    names = dict.fromkeys(("name", "email", "phone", "address", "city", "postal_code"), "")
    type(survey.customer).objects.filter(pk=survey.customer_id).update(erased_at=NOW, **names)
    assert close_loops(now=NOW + MINUTE) == 1
    loop.refresh_from_db()
    assert (loop.closed_at, loop.dropped) == (NOW + MINUTE, True)


def test_loop_that_cannot_become_a_case_holds_up_nobody(ana, monkeypatch):
    from followups.actions import loop_closing

    loops = [unhappy(about_case(ana)) for _ in range(2)]
    for loop in loops:
        _call_ends(loop, "no_contact", outcome="no_answer")
    real = loop_closing.case_of_answers

    def fails_for_one(*, invitation, **given):
        if invitation.pk == loops[0].invitation_id:
            raise RuntimeError
        return real(invitation=invitation, **given)

    monkeypatch.setattr(loop_closing, "case_of_answers", fails_for_one)
    close_loops(now=NOW + DAY)
    assert [Loop.objects.get(pk=loop.pk).ticket is None for loop in loops] == [True, False]
    assert Trouble.objects.get().invitation_id == loops[0].invitation_id


@pytest.mark.parametrize("count", [1, 3, 30])
def test_closing_costs_the_same_queries_for_one_and_for_thirty(django_assert_num_queries, count):
    for _ in range(count):
        unhappy(sent_survey())
    with django_assert_num_queries(4):
        close_loops(now=NOW + MINUTE)


def test_customer_who_writes_closes_nothing(ana):
    from tickets.actions.conversation import write_as_customer

    survey = sent_survey()
    loop = unhappy(survey)
    by = customer_by_link(survey.customer.email)
    write_as_customer(ticket=loop.ticket, text="¿Hay alguien?", by=by, now=NOW + MINUTE)
    assert close_loops(now=NOW + DAY) == 0
