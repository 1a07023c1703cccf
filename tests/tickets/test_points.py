import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.actors import SYSTEM
from core.errors import Refused
from tests.factories import NOW
from tests.tickets.rows import everything
from tickets.actions.aside import mark_spam
from tickets.actions.points import answer_point, set_points
from tickets.actions.status import resolve_ticket
from tickets.points import LONGEST_ANSWER, LONGEST_POINT, MOST_POINTS, offered_points
from tickets.states import Resolution

CASES = [
    ("Pierde agua.", []),
    ("Pierde agua. ¿Quién paga la visita?", ["¿Quién paga la visita?"]),
    ("Díganme, ¿cuándo vienen? ¿Y quién paga?", ["¿cuándo vienen?", "¿Y quién paga?"]),
    ("It leaks. When do you come? Who pays?", ["When do you come?", "Who pays?"]),
    ("Pido:\n- que la reparen\n* o el dinero\n• y una disculpa", ["que la reparen", "o el dinero", "y una disculpa"]),
    ("1. La puerta\n2) El ruido\na) La luz", ["La puerta", "El ruido", "La luz"]),
    ("¿Cuándo?\n¿Cuándo?", ["¿Cuándo?"]),
    ("- ¿Cuándo vienen? Llevo un mes.", ["¿Cuándo vienen? Llevo un mes."]),
    ("-5 grados marca", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "points"), CASES)
def test_offer_points_takes_questions_and_lists(text, points):
    assert offered_points(text) == points


@given(st.text(max_size=2_000))
def test_offered_points_fit_and_are_each_there_once(text):
    points = offered_points(text)
    assert len(points) == len(set(points)) <= MOST_POINTS
    assert all(0 < len(point) <= LONGEST_POINT for point in points)


@pytest.mark.django_db
class TestPoints:
    def test_set_points_keeps_their_order_and_the_answers_of_those_that_stay(self, case, agent):
        set_points(ticket=case, texts=["¿Cuándo?", " ¿Quién   paga? ", "", "¿Cuándo?"], by=agent, now=NOW)
        answer_point(ticket=case, text="¿Quién paga?", answer=" Nosotros.\r\nTodo. ", by=agent, now=NOW)
        set_points(ticket=case, texts=["¿Quién paga?", "¿Y el ruido?"], by=agent, now=NOW)
        told = [(point.text, point.answer) for point in case.points.all()]
        assert told == [("¿Quién paga?", "Nosotros.\nTodo."), ("¿Y el ruido?", "")]
        assert [event.data for event in case.events.filter(kind="field")] == [{"names": ["points"]}] * 3

    def test_set_the_same_points_again_writes_nothing(self, case, agent):
        set_points(ticket=case, texts=["¿Cuándo?"], by=agent, now=NOW)
        before = everything()
        set_points(ticket=case, texts=[" ¿Cuándo? "], by=agent, now=NOW)
        answer_point(ticket=case, text="¿Cuándo?", answer="  ", by=agent, now=NOW)
        assert everything() == before

    @pytest.mark.parametrize(
        ("texts", "code"),
        [(["x" * (LONGEST_POINT + 1)], "point_long"), ([f"¿{n}?" for n in range(MOST_POINTS + 1)], "points_many")],
    )
    def test_set_points_that_do_not_fit_is_refused(self, case, agent, texts, code):
        _refused(code, lambda: set_points(ticket=case, texts=texts, by=agent, now=NOW))

    @pytest.mark.parametrize(
        ("text", "answer", "code"), [("¿Otro?", "Sí.", "point_gone"), ("¿Cuándo?", "x" * 4_001, "answer_long")]
    )
    def test_answer_that_does_not_fit_is_refused(self, case, agent, text, answer, code):
        assert LONGEST_ANSWER == 4_000
        set_points(ticket=case, texts=["¿Cuándo?"], by=agent, now=NOW)
        _refused(code, lambda: answer_point(ticket=case, text=text, answer=answer, by=agent, now=NOW))

    @pytest.mark.parametrize("code", ["resolved", "spam", "not_staff"])
    def test_points_of_a_case_that_has_ended_or_by_a_stranger_are_refused(self, case, agent, code):
        set_points(ticket=case, texts=["¿Cuándo?"], by=agent, now=NOW)
        if code == "resolved":
            resolve_ticket(ticket=case, resolution=Resolution.EXPLAINED, text="Ya.", by=agent, now=NOW)
        elif code == "spam":
            mark_spam(ticket=case, by=agent, now=NOW)
        by = SYSTEM if code == "not_staff" else agent
        _refused(code, lambda: set_points(ticket=case, texts=["¿Y?"], by=by, now=NOW))
        _refused(code, lambda: answer_point(ticket=case, text="¿Cuándo?", answer="Ya.", by=by, now=NOW))


def _refused(code, deed):
    before = everything()
    with pytest.raises(Refused) as refusal:
        deed()
    assert (refusal.value.code, everything()) == (code, before)
