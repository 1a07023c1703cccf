import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import Refused
from core.models import OutgoingMessage
from tests.cases import open_case
from tests.factories import NOW, CustomerFactory
from tickets.actions.conversation import add_note
from tickets.actions.coverage import decide_again, decide_coverage, lift_override, override_coverage
from tickets.actions.status import resolve_ticket
from tickets.models import CoverageDecision
from tickets.states import EventKind, MessageKind, Resolution
from warranties.states import Cause, Verdict

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LATER = NOW + DAY


def test_open_decides_on_what_is_known(case):
    row = case.decisions.get()
    assert (row.verdict, row.facts["cause"], row.at) == (Verdict.COVERED, Cause.UNKNOWN, NOW)


def test_decide_again_on_a_new_cause_keeps_the_first_decision(case, agent, ana):
    decide_coverage(ticket=case, answers={"cause": Cause.MISUSE}, by=agent, now=LATER)
    newest, first = case.decisions.all()
    assert (first.verdict, newest.verdict) == (Verdict.COVERED, Verdict.NOT_COVERED)
    assert (newest.facts["cause"], newest.actor) == (Cause.MISUSE, ana)


def test_decide_again_on_the_same_facts_writes_nothing(case, agent):
    lines = case.events.count()
    assert decide_coverage(ticket=case, by=agent, now=LATER) == (case.decisions.get(), False)
    assert case.events.count() == lines


def test_decide_remembers_the_cause_when_only_the_day_changes(case, agent):
    decide_coverage(ticket=case, answers={"cause": Cause.DEFECT}, by=agent, now=LATER)
    began = NOW.date() - dt.timedelta(days=1)
    row = decide_coverage(ticket=case, answers={"defect_date": began}, by=agent, now=LATER).row
    case.refresh_from_db()
    assert (row.facts["cause"], case.defect_on) == (Cause.DEFECT, began)


def test_decide_on_a_defect_in_the_future_is_refused(case, agent):
    with pytest.raises(Refused) as refusal:
        decide_coverage(ticket=case, answers={"defect_date": LATER.date() + 2 * DAY}, by=agent, now=LATER)
    case.refresh_from_db()
    assert (refusal.value.code, case.defect_on, case.decisions.count()) == ("defect_in_future", None, 1)


def test_decide_without_a_unit_is_refused(agent):
    question = open_case(customer=CustomerFactory())
    with pytest.raises(Refused) as refusal:
        decide_coverage(ticket=question, by=agent, now=LATER)
    assert (refusal.value.code, question.decisions.count()) == ("unit_missing", 0)


def test_decide_keeps_answers_until_they_are_taken_back(case, agent):
    decide_coverage(ticket=case, answers={"buyer": "business", "part": "motor"}, by=agent, now=LATER)
    kept = decide_coverage(ticket=case, answers={"severity": "minor"}, by=agent, now=LATER).row
    fewer = decide_coverage(ticket=case, answers={"buyer": None}, by=agent, now=LATER).row
    assert kept.answers == {"buyer": "business", "part": "motor", "severity": "minor"}
    assert (fewer.answers, fewer.facts["buyer"]) == ({"part": "motor", "severity": "minor"}, "consumer")


def test_decide_keeps_the_rules_that_it_leaned_on(case):
    assert [code for code, *_ in case.decisions.get().rules] == ["ES-2022", "ES-WITHDRAWAL"]
    assert {(version, origin) for _, version, origin in case.decisions.get().rules} == {(1, "package")}


def test_decide_reads_the_rules_once(case, agent):
    with CaptureQueriesContext(connection) as queries:
        decide_coverage(ticket=case, answers={"part": "motor"}, by=agent, now=LATER)
    assert len([query for query in queries if "warranties_guaranteerule" in query["sql"]]) == 1


def test_decide_after_waiting_with_an_older_clock_is_the_newest(case, agent):
    decide_coverage(ticket=case, answers={"cause": Cause.DEFECT}, by=agent, now=LATER)
    row = decide_coverage(ticket=case, answers={"part": "motor"}, by=agent, now=NOW).row
    assert (case.decisions.first(), row.at, case.events.last().at) == (row, LATER, LATER)
    assert row.answers == {"cause": "defect", "part": "motor"}


def test_decide_on_the_day_of_the_fault_keeps_the_case_in_step(case, agent):
    began = NOW.date() - dt.timedelta(days=2)
    row = decide_coverage(ticket=case, answers={"defect_date": began}, by=agent, now=LATER).row
    case.refresh_from_db()
    assert (case.defect_on, row.answers["defect_date"]) == (began, began.isoformat())
    decide_coverage(ticket=case, answers={"defect_date": None}, by=agent, now=LATER)
    case.refresh_from_db()
    assert (case.defect_on, case.decisions.first().answers) == (None, {})


def test_decide_remembers_the_cause_of_rows_without_answers(case, agent):
    first = case.decisions.get()
    old = CoverageDecision(ticket=case, verdict=first.verdict, decision=first.decision, at=LATER, actor_kind="staff")
    old.facts = first.facts | {"cause": Cause.MISUSE.value}
    old.save()
    row = decide_coverage(ticket=case, answers={"part": "motor"}, by=agent, now=LATER).row
    assert (row.facts["cause"], row.verdict) == (Cause.MISUSE, Verdict.NOT_COVERED)


@pytest.mark.parametrize(
    "answers",
    [
        {"verdict": "covered"},
        {"cause": "witchcraft"},
        {"defect_date": "soon"},
        {"used_term_agreed_months": -1},
        {"delivery_date": LATER.date() + dt.timedelta(days=9)},
        {"earlier_claim": "2020-01-01"},
        {"earlier_claim": LATER.date()},
    ],
)
def test_decide_on_an_answer_that_makes_no_sense_is_refused(case, agent, answers):
    lines = case.events.count()
    with pytest.raises(Refused) as refusal:
        decide_coverage(ticket=case, answers={"cause": "defect"} | answers, by=agent, now=LATER)
    assert (refusal.value.code, case.decisions.count(), case.events.count()) == ("answer_unfit", 1, lines)


def test_override_is_a_row_and_a_note_with_the_reason(case, agent, ana):
    decide_coverage(ticket=case, answers={"cause": Cause.MISUSE}, by=agent, now=LATER)
    row = override_coverage(ticket=case, verdict=Verdict.COVERED, reason="Fisura de fábrica.", by=agent, now=LATER)
    note = case.messages.last()
    assert (row.verdict, row.override_verdict, row.decision["verdict"]) == (*["covered"] * 2, Verdict.NOT_COVERED)
    assert (row.override_note, note.kind, note.text, note.author) == (note, MessageKind.NOTE, "Fisura de fábrica.", ana)
    told = case.events.filter(kind=EventKind.COVERAGE).last()
    computed = {"person": "decided", "computed": Verdict.NOT_COVERED.value}
    assert told.data == {"verdict": "covered", "decision": row.pk} | computed
    assert OutgoingMessage.objects.filter(kind="case_replied").count() == 0


def test_override_stands_when_the_facts_change(case, agent):
    first = override_coverage(ticket=case, verdict=Verdict.NOT_COVERED, reason="Golpe.", by=agent, now=LATER)
    row = decide_coverage(ticket=case, answers={"cause": Cause.DEFECT}, by=agent, now=LATER).row
    assert (row.verdict, row.override_verdict, row.override_note) == (*[Verdict.NOT_COVERED] * 2, first.override_note)
    assert (row.decision["verdict"], case.events.last().data["person"]) == (Verdict.COVERED, "kept")


def test_override_twice_by_one_submission_is_once(case, agent):
    form = {"verdict": Verdict.NOT_COVERED, "reason": "Golpe.", "submission": uuid.uuid4(), "by": agent, "now": LATER}
    rows = [override_coverage(ticket=case, **form) for _ in range(2)]
    assert (rows[0], case.decisions.count(), case.messages.count()) == (rows[1], 2, 2)


def test_override_after_waiting_with_an_older_clock_stands(case, agent):
    override_coverage(ticket=case, verdict=Verdict.COVERED, reason="Lo vi.", by=agent, now=LATER)
    row = override_coverage(ticket=case, verdict=Verdict.NOT_COVERED, reason="Golpe.", by=agent, now=NOW)
    assert (case.decisions.first(), row.at, row.verdict) == (row, LATER, Verdict.NOT_COVERED)
    lifted = lift_override(ticket=case, by=agent, now=NOW)
    assert (case.decisions.first(), lifted.override_verdict) == (lifted, "")


def test_override_sent_again_after_the_facts_changed_is_what_stands(case, agent):
    form = {"verdict": Verdict.NOT_COVERED, "reason": " Golpe.\r\n", "submission": uuid.uuid4(), "by": agent}
    override_coverage(ticket=case, **form, now=LATER)
    kept = decide_coverage(ticket=case, answers={"cause": Cause.DEFECT}, by=agent, now=LATER).row
    assert override_coverage(ticket=case, **form, now=LATER) == kept
    assert (case.decisions.count(), case.messages.count()) == (3, 2)


@pytest.mark.parametrize("other", [{"verdict": Verdict.COVERED}, {"reason": "Otra cosa."}])
def test_override_of_a_sent_form_that_says_something_else_is_refused(case, agent, other):
    form = {"verdict": Verdict.NOT_COVERED, "reason": "Golpe.", "submission": uuid.uuid4(), "by": agent, "now": LATER}
    row = override_coverage(ticket=case, **form)
    with pytest.raises(Refused) as refusal:
        override_coverage(ticket=case, **form | other)
    assert (refusal.value.code, case.decisions.first(), case.messages.count()) == ("sent_already", row, 2)


def test_override_sent_again_after_it_was_put_aside_is_refused(case, agent):
    form = {"verdict": Verdict.NOT_COVERED, "reason": "Golpe.", "submission": uuid.uuid4(), "by": agent, "now": LATER}
    for put_aside in (
        lambda: lift_override(ticket=case, by=agent, now=LATER),
        lambda: override_coverage(ticket=case, verdict=Verdict.NOT_COVERED, reason="Lo vi.", by=agent, now=LATER),
    ):
        form["submission"] = uuid.uuid4()
        override_coverage(ticket=case, **form)
        put_aside()
        before = list(case.decisions.all())
        with pytest.raises(Refused) as refusal:
            override_coverage(ticket=case, **form)
        assert (refusal.value.code, list(case.decisions.all())) == ("sent_already", before)


def test_override_by_the_submission_of_a_note_is_refused(case, agent):
    sent = uuid.uuid4()
    add_note(ticket=case, text="Golpe.", submission=sent, by=agent, now=LATER)
    with pytest.raises(Refused) as refusal:
        override_coverage(
            ticket=case, verdict=Verdict.NOT_COVERED, reason="Golpe.", submission=sent, by=agent, now=LATER
        )
    assert (refusal.value.code, case.decisions.count(), case.messages.count()) == ("sent_already", 1, 2)


def test_override_without_a_reason_is_refused(case, agent):
    with pytest.raises(Refused) as refusal:
        override_coverage(ticket=case, verdict=Verdict.NOT_COVERED, reason=" \n", by=agent, now=LATER)
    assert (refusal.value.code, case.decisions.count(), case.messages.count()) == ("reason_missing", 1, 1)


def test_override_by_the_customer_is_refused(case, customer):
    for deed in (
        lambda: override_coverage(ticket=case, verdict=Verdict.COVERED, reason="Sí.", by=customer, now=LATER),
        lambda: lift_override(ticket=case, by=customer, now=LATER),
    ):
        with pytest.raises(Refused) as refusal:
            deed()
        assert (refusal.value.code, case.decisions.count(), case.messages.count()) == ("not_staff", 1, 1)


def test_lift_leaves_it_to_the_computation(case, agent):
    override_coverage(ticket=case, verdict=Verdict.NOT_COVERED, reason="Golpe.", by=agent, now=LATER)
    row = lift_override(ticket=case, by=agent, now=LATER)
    assert (row.verdict, row.override_verdict, row.override_note) == (Verdict.COVERED, "", None)
    assert case.events.last().data["person"] == "lifted"


def test_lift_of_nothing_writes_nothing(case, agent):
    lines = case.events.count()
    assert lift_override(ticket=case, by=agent, now=LATER) == case.decisions.get()
    assert case.events.count() == lines


@pytest.mark.parametrize("deed", [lift_override, override_coverage])
def test_decide_otherwise_without_a_unit_is_refused(agent, deed):
    question = open_case(customer=CustomerFactory())
    words = {"verdict": Verdict.COVERED, "reason": "Sí."} if deed is override_coverage else {}
    with pytest.raises(Refused) as refusal:
        deed(ticket=question, **words, by=agent, now=LATER)
    assert (refusal.value.code, question.messages.count()) == ("unit_missing", 1)


def test_decide_again_reaches_the_active_cases_of_the_unit(case, agent, ana):
    other, closed = open_case(unit=case.unit), open_case(unit=case.unit)
    resolve_ticket(ticket=closed, resolution=Resolution.EXPLAINED, text="", by=agent, now=LATER)
    case.unit.purchase.customer.country = "PT"
    case.unit.purchase.customer.save()
    rows = decide_again(unit=case.unit, by=agent, now=LATER)
    assert [(row.ticket, row.facts["jurisdiction"], is_new) for row, is_new in rows] == [
        (case, "PT", True),
        (other, "PT", True),
    ]
    assert (closed.decisions.count(), rows[0].row.actor) == (1, ana)
