"""A customer's whole story in a real browser: on both screens, with and without scripts, in both languages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from tests.browser.chapters import answers, beside, complaint, survey, visit
from tests.browser.marta import EMAIL, Marta
from tests.factories import MADRID, CustomerFactory, UnitFactory
from tests.filings import article, symptom
from tests.followups.makers import the_plans

VISITORS = [
    pytest.param("es", {}, id="es-laptop"),
    pytest.param("en", {"phone": True, "dark": True}, id="en-phone-dark"),
    pytest.param("es", {"phone": True, "scripts": False}, id="es-phone-without-javascript"),
    pytest.param("en", {"scripts": False}, id="en-laptop-without-javascript"),
]


@pytest.fixture
def later(monkeypatch):
    """`later(timedelta)`: the doors' clock goes on by so much."""

    def go_on(by):
        before = timezone.now
        monkeypatch.setattr(timezone, "now", lambda: before() + by)

    return go_on


@pytest.fixture
def marta(transactional_db, open_page, words, sound, shot, letters, paper, later):
    """`marta("es", look)`: her washing machine came a week ago, on the promised day; we know what such machines do."""

    def begin(language, look):
        the_plans()
        moment = timezone.now() - dt.timedelta(days=7)
        unit = UnitFactory(
            purchase__customer=CustomerFactory(name="Marta Gil", email=EMAIL, language=language),
            purchase__purchased_at=moment - dt.timedelta(days=4),
            product__name="Lavadora Hogarix L9 1400 Inverter",
            delivery__delivered_at=moment,
            delivery__delivered_on=moment.astimezone(MADRID).date(),
        )
        sees = symptom(unit)
        article(sees, slug="filtro", language="es", title="Limpiar el filtro", html="<p>Gire la tapa del filtro.</p>")
        article(sees, slug="filtro", language="en", title="Clean the filter", html="<p>Turn the lid of the filter.</p>")
        return Marta(unit, language, look, open_page, words, sound, shot, letters, paper, later)

    return begin


@pytest.mark.parametrize(("language", "look"), VISITORS)
def test_customer(marta, tmp_path, language, look):
    her = marta(language, look)

    complaint.come_in(her)
    complaint.see_what_covers_it(her)
    ticket = complaint.complain(her, tmp_path)
    complaint.read_the_receipt(her, ticket)

    answers.reply(her, ticket)
    answers.give_facts(her, ticket)
    answers.accept(her, ticket)

    booked = visit.choose_an_hour(her, ticket)
    visit.take_it_and_move_it(her, ticket, booked, tmp_path)
    visit.send_it_back(her, ticket)
    visit.be_visited(her, ticket)
    survey.say_how_it_went(her, ticket)

    beside.look_it_up(her)
    beside.see_it_as_a_guest(her, ticket)
    beside.change_a_wish(her)
    beside.take_a_copy(her, ticket, tmp_path)
    beside.ask_to_be_forgotten_and_stay(her)
