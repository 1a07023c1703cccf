"""What was missing, given point by point."""

import datetime as dt
import uuid

import pytest

from core.errors import Refused
from core.richtext import Words
from tests.factories import NOW
from tests.tickets.rows import everything
from tests.uploads import photo
from tickets.actions.completion import ask_to_complete, complete_request, withdraw_request
from tickets.actions.facts import give_facts
from tickets.states import Status

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def request_(case, agent):
    words = Words("Nos falta:\n- El número de serie\n- ¿Desde cuándo?")
    return ask_to_complete(ticket=case, words=words, by=agent, now=NOW - dt.timedelta(minutes=5))


def give(request_, customer, *answers, **given):
    points = ("El número de serie", "¿Desde cuándo?")
    return give_facts(request=request_, answers=list(zip(points, answers, strict=False)), by=customer, now=NOW, **given)


def test_facts_are_one_message_with_each_answer_under_its_point(request_, case, customer):
    message = give(request_, customer, "A12", "Lunes", text="Gracias.")
    assert message.text == "El número de serie\nA12\n\n¿Desde cuándo?\nLunes\n\nGracias."
    request_.refresh_from_db()
    case.refresh_from_db()
    assert (request_.completed_at, case.status) == (NOW, Status.OPEN)


def test_facts_leave_out_what_was_not_answered(request_, customer):
    assert give(request_, customer, " ", "Lunes").text == "¿Desde cuándo?\nLunes"


def test_facts_of_files_alone_are_an_answer(request_, customer):
    message = give(request_, customer, "", "", files=[photo()])
    assert (message.attachments.count(), bool(message.text)) == (1, True)


def test_facts_twice_with_one_form_are_one_message(request_, case, customer):
    form = uuid.uuid4()
    assert give(request_, customer, "A12", submission=form) == give(request_, customer, "A12", submission=form)
    assert case.messages.count() == 3


@pytest.mark.parametrize("end", [complete_request, withdraw_request])
def test_facts_that_come_after_somebody_ended_the_request_are_kept(request_, agent, customer, end):
    end(request=request_, by=agent, now=NOW)
    assert give(request_, customer, "A12").text == "El número de serie\nA12"


def test_facts_without_anything_are_refused(request_, customer):
    before = everything()
    with pytest.raises(Refused) as refusal:
        give(request_, customer, " ", "\u200b")
    assert (refusal.value.code, everything()) == ("text_empty", before)
