import datetime as dt

import pytest
from django.utils.translation import override

from core.errors import Refused
from core.models import OutgoingMessage
from customers.states import CustomerKind
from tests.cases import open_case
from tests.factories import NOW, CustomerFactory
from tests.law_rows import alternatives
from tests.tickets.rows import everything
from tickets.actions.fields import set_kind
from tickets.actions.finishing import Filled, resolve_filled
from tickets.actions.merging import merge_tickets
from tickets.actions.points import answer_point, set_points
from tickets.actions.status import reopen_ticket, resolve_ticket
from tickets.states import Kind, Resolution, Status

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=3)


def decline(case, agent, text="El golpe no es un defecto.", now=LATER, **given):
    return resolve_ticket(ticket=case, resolution=Resolution.DECLINED, text=text, by=agent, now=now, **given)


def with_points(case, agent, **answers):
    set_points(ticket=case, texts=answers, by=agent, now=NOW)
    for text, answer in answers.items():
        answer_point(ticket=case, text=text, answer=answer, by=agent, now=NOW)


def letter():
    return OutgoingMessage.objects.get(kind="case_resolved")


def test_refusal_answers_point_by_point_and_names_who_else_can_help(case, agent):
    alternatives()
    with_points(case, agent, **{"¿Quién paga?": "El cliente: <ver> el informe.", "¿Cuándo?": "El lunes.\n\nO antes."})
    decline(case, agent)
    said = case.messages.get(kind="reply")
    assert said.text == (
        "El golpe no es un defecto.\n\n¿Quién paga?\nEl cliente: <ver> el informe.\n\n¿Cuándo?\nEl lunes.\n\nO antes."
    )
    assert said.html == (
        "<p>El golpe no es un defecto.</p>"
        "<p><strong>¿Quién paga?</strong></p><p>El cliente: &lt;ver&gt; el informe.</p>"
        "<p><strong>¿Cuándo?</strong></p><p>El lunes.</p><p>O antes.</p>"
    )
    for half in (letter().text, letter().html):
        assert half.index("¿Quién paga?") < half.index("¿Cuándo?") < half.index("Puede acudir a la OMIC.")


def test_refusal_without_points_is_its_reasons(case, agent):
    alternatives()
    decline(case, agent)
    said = case.messages.get(kind="reply")
    assert (said.text, said.html) == ("El golpe no es un defecto.", "")


def test_answered_points_are_reasons_enough(case, agent):
    alternatives()
    with_points(case, agent, **{"¿Quién paga?": "El cliente."})
    decline(case, agent, text=" ")
    assert case.messages.get(kind="reply").text == "¿Quién paga?\nEl cliente."


def test_refusal_in_one_go_with_the_answers(case, agent):
    alternatives()
    set_points(ticket=case, texts=["¿Quién paga?"], by=agent, now=NOW)
    seen = case.messages.latest("pk").pk
    resolve_filled(
        ticket=case, filled=Filled(answers={"¿Quién paga?": "El cliente."}), resolution=Resolution.DECLINED, text="",
        seen=seen, submission="6c0c3a0e-9f43-4a8b-bb38-5a4c3d6d1f10", by=agent, now=LATER,
    )  # fmt: skip
    assert case.messages.get(kind="reply").text == "¿Quién paga?\nEl cliente."


def test_letter_of_another_resolution_names_nobody_else(case, agent):
    alternatives()
    resolve_ticket(ticket=case, resolution=Resolution.REPAIRED, text="Ya está.", by=agent, now=LATER)
    assert "OMIC" not in letter().text + letter().html


def test_company_is_refused_without_naming_anybody(case, agent):
    case.customer.kind = CustomerKind.COMPANY
    case.customer.save()
    alternatives()
    assert decline(case, agent).status == Status.RESOLVED
    assert "OMIC" not in letter().text


def test_question_is_declined_without_naming_anybody(agent, db):
    question = open_case(customer=CustomerFactory())
    assert decline(question, agent).status == Status.RESOLVED


@pytest.mark.parametrize("code", ["reasons_missing", "points_unanswered", "alternatives_missing", "was_complaint"])
def test_refusal_that_is_not_reasoned_is_refused(case, agent, code):
    text = "El golpe no es un defecto."
    if code == "reasons_missing":
        text = " "
    elif code == "points_unanswered":
        with_points(case, agent, **{"¿Quién paga?": "El cliente.", "¿Cuándo?": ""})
    elif code == "was_complaint":  # calling it a question frees nobody
        set_kind(ticket=case, kind=Kind.QUESTION, by=agent, now=NOW)
        code = "alternatives_missing"
    before = everything()
    with pytest.raises(Refused) as refusal:
        decline(case, agent, text=text)
    assert (refusal.value.code, everything()) == (code, before)


def test_sentence_says_which_points_are_left_and_which_country_lacks_its_text(case, agent):
    with_points(case, agent, **{"¿Quién paga?": "El cliente.", "¿Cuándo?": ""})
    with override("en"), pytest.raises(Refused, match=r"1 is not answered yet: ¿Cuándo\?$"):
        decline(case, agent)
    answer_point(ticket=case, text="¿Cuándo?", answer="El lunes.", by=agent, now=NOW)
    with override("en"), pytest.raises(Refused, match=r"for Spain nobody has written it"):
        decline(case, agent)


def test_refusal_after_it_was_opened_again_may_answer_otherwise(case, agent):
    alternatives()
    with_points(case, agent, **{"¿Quién paga?": "El cliente."})
    decline(case, agent)
    reopen_ticket(ticket=case, by=agent, now=LATER)
    answer_point(ticket=case, text="¿Quién paga?", answer="La mitad cada uno.", by=agent, now=LATER)
    decline(case, agent, text="Otra vez.", now=LATER + dt.timedelta(hours=1))
    said = case.messages.filter(kind="reply").order_by("pk")
    assert [one.text.endswith("El cliente.") for one in said] == [True, False]


def test_refusal_answers_the_points_of_merged_complaints_too(case, agent):
    alternatives()
    other = open_case(customer=case.customer, unit=case.unit)
    with_points(case, agent, **{"¿Quién paga?": "El cliente.", "¿Cuándo?": "El lunes."})
    with_points(other, agent, **{"¿Y el ruido?": "", "¿Cuándo?": ""})
    merge_tickets(ticket=other, into=case, by=agent, now=NOW)
    before = everything()
    with override("en"), pytest.raises(Refused, match=r"1 is not answered yet: ¿Y el ruido\?$"):
        decline(case, agent)
    assert everything() == before
    answer_point(ticket=case, text="¿Y el ruido?", answer="Es normal.", by=agent, now=NOW)
    decline(case, agent, text="")
    assert case.messages.get(kind="reply").text == (
        "¿Quién paga?\nEl cliente.\n\n¿Cuándo?\nEl lunes.\n\n¿Y el ruido?\nEs normal."
    )
