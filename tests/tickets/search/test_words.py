import datetime as dt

import pytest

from core.actors import SYSTEM, customer_by_link
from tests.cases import open_case
from tests.factories import MADRID, NOW, CustomerFactory, ProductFactory, UnitFactory
from tickets.actions.conversation import add_note, reply_to_customer
from tickets.models import Ticket
from tickets.search import find as find_in
from tickets.search import finding, read_query
from tickets.search.finding import PAGE

pytestmark = pytest.mark.django_db


@pytest.fixture
def noisy():
    return open_case(text="La bomba hace un ruido raro y el frigorífico no enfría")


@pytest.fixture
def wet():
    return open_case(text="Pierde agua por la bomba, y ya enciende bien")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bomba", "wet noisy"),
        ("bombas", "wet noisy"),
        ("BOMBA ruidos", "noisy"),
        ("frigorifico", "noisy"),
        ("frigorífico bómba", "noisy"),
        ("bomba -ruido", "wet"),
        ("ruido OR agua", "wet noisy"),
        ("ruido | agua", "wet noisy"),
        ('"ruido raro"', "noisy"),
        ('"raro ruido"', ""),
        ('"no enfría"', "noisy"),
        ('"no enciende"', ""),
        ('"ya enciende"', "wet"),
        ('bomba -"no enfria"', "wet"),
        ("frigo", "noisy"),
        ("frigo ruido", ""),
        ("la bomba", "wet noisy"),
        ("dinamita", ""),
        ("la de", ""),
        ("-ruido", "wet"),
    ],
)
def test_find_by_words(find, noisy, wet, text, found):
    assert find(text) == [{"wet": wet, "noisy": noisy}[name] for name in found.split()]


@pytest.mark.parametrize(
    "text", ["bomba", "BOMBA ruidos", "bomba -ruido", '"no enfría"', "bomba state:new", "bomba after:2026-11", "-agua"]
)
def test_common_words_are_found_like_rare_ones(find, common, noisy, wet, text):
    rare = find(text)
    common(bomb=0.5, ruid=0.4, enfri=0.3)
    assert find(text) == rare != []


def test_find_in_english_as_in_spanish(find):
    case = open_case(text="The pumps are leaking again", language="en")
    assert [find(text) for text in ("pump", "leak", "leaks pump", '"pumps are leaking"')] == [[case]] * 4


def test_find_in_what_was_said_later(find, case, agent):
    reply_to_customer(ticket=case, text="Mandaremos una escobilla.", by=agent, now=NOW)
    add_note(ticket=case, text="Ojo con el presostato.", by=agent, now=NOW)
    assert [find("escobillas"), find("presostato"), find("escobilla presostato")] == [[case]] * 3


def test_find_the_newest_first_and_go_on_after_a_mark(find, common, agent):
    cases = [open_case(text="Pierde agua", now=NOW - dt.timedelta(minutes=n)) for n in range(5)]
    for parts in ({}, {"agu": 0.9, "pierd": 0.9}):
        common(**parts)
        seen, after = [], ""
        while True:
            found = find_in(read_query("agua"), by=agent, zone=MADRID, after=after, size=2)
            seen, after = [*seen, *found.ids], found.after
            if not after:
                break
        assert seen == [case.pk for case in reversed(cases)]


def test_find_by_days_goes_on_in_their_order(find, agent):
    cases = [open_case(text="Pierde agua", now=NOW - dt.timedelta(days=n % 3, minutes=n)) for n in range(5)]
    query, seen, after = read_query("agua before:2027"), [], ""
    while True:
        found = find_in(query, by=agent, zone=MADRID, after=after, size=2)
        seen, after = [*seen, *found.ids], found.after
        if not after:
            break
    assert seen == [case.pk for case in sorted(cases, key=lambda case: case.created_at, reverse=True)]


def test_mark_that_cannot_be_read_is_the_beginning(find, noisy):
    assert find("ruido", after="' OR 1=1") == [noisy]


def test_find_only_what_the_visitor_may_see(find, noisy, wet):
    hers = customer_by_link(wet.customer.email)
    assert [find("bomba", by=hers), find("bomba", by=SYSTEM), find("", by=hers)] == [[wet], [], []]


def test_find_names_with_a_slip_when_nothing_else_fits(find, agent):
    case = open_case(customer=CustomerFactory(name="Raúl González Gil"), text="Una pregunta")
    open_case(customer=CustomerFactory(name="Raúl Ruiz"))
    assert [find("gonzalez"), find("GONZALES"), find("raul gozalez"), find("gonsales")] == [[case], [case], [case], []]
    found = find_in(read_query("gonzales"), by=agent, zone=MADRID)
    assert (found.mended, found.near) == (True, ("gonzalez",))


def test_find_references_with_a_slip(find, case):
    open_case()
    letters = case.reference.replace("-", "").removeprefix("PV")
    other = "2" if letters[2] != "2" else "3"
    swapped = letters[1] + letters[0] + letters[2:]
    assert find(f"pv {letters[:2]}{other}{letters[3:]}") == [case]
    assert find(swapped) == [case]


def test_spam_is_found_only_when_it_is_asked_for(find, noisy):
    Ticket.objects.filter(pk=noisy.pk).update(aside="spam")
    assert [find("ruido"), find("ruido is:spam"), find("ruido is:danger")] == [[], [noisy], []]


def test_find_survives_whatever_is_typed(find, noisy):
    for text in [
        "'",
        "\\",
        "';--",
        "a:* & !b",
        "<->",
        "%s %(x)s {x}",
        "'ruido' | ''",
        "\x00ruido",
        "ruido:*",
        "🙂",
        "x'",
    ]:
        find(text)
    assert find("' OR 1=1 --") == []


def test_search_that_takes_too_long_is_left(agent, noisy, monkeypatch):
    monkeypatch.setattr(
        finding, "_WALK", "SELECT now(), 1 FROM pg_sleep(3) WHERE %s::text || %s || %s || %s <> {cases} LIMIT %s"
    )
    monkeypatch.setattr(finding, "PATIENCE_MS", 40)
    monkeypatch.setattr(finding._Search, "_rows", lambda *_: _sleep())
    found = find_in(read_query("ruido"), by=agent, zone=MADRID)
    assert (found.slow, found.ids) == (True, ())
    assert Ticket.objects.count() == 1  # the connection is of use still


def _sleep():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")


@pytest.mark.parametrize("cases", [1, 3, PAGE])
def test_search_costs_the_same_queries_whatever_it_finds(agent, cases, django_assert_num_queries):
    unit = UnitFactory(product=ProductFactory(name="Lavadora"))
    for _ in range(cases):
        open_case(unit=unit, text="Pierde agua")
    query = read_query("agua lavadora")
    find_in(query, by=agent, zone=MADRID)
    with django_assert_num_queries(6):
        assert len(find_in(query, by=agent, zone=MADRID).ids) == cases
