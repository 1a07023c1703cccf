import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import open_case
from tests.factories import MADRID, NOW, CustomerFactory
from tickets.actions.conversation import reply_to_customer
from tickets.models import Message
from tickets.search import find, hits, read_query
from tickets.search.hits import hits_of
from tickets.search.passages import LENGTH, Marks, _pattern, marked, passage

FILLER = " Una vez y otra vez." * 12 + " "


def said(parts):
    return "".join(f"[{text}]" if mark else text for text, mark in parts)


def marks(*forms):
    return Marks(_pattern(tuple(sorted(form[:3] for form in forms))), frozenset(forms))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("La bomba, la BOMBA y las bombas", "La [bomba], la [BOMBA] y las bombas"),
        ("el frigorífico frigo", "el [frigorífico] frigo"),
        ("bombabomba", "bombabomba"),
        ("", ""),
    ],
)
def test_mark_whole_words_whatever_their_accents(text, expected):
    assert said(marked(text, marks("bomba", "frigorifico"))) == expected


@given(st.text(), st.sampled_from(["bomba", "ano"]))
def test_marked_text_is_the_text(text, form):
    assert "".join(part for part, _mark in marked(text, marks(form))) == text


def test_passage_is_where_most_words_are():
    text = "bomba " + "relleno " * 60 + "hace ruido la\nbomba nueva " + "relleno " * 60
    shown = said(passage(text, marks("bomba", "ruido")))
    assert "hace [ruido] la [bomba] nueva" in shown
    assert (shown[0], shown[-1], len(shown) < LENGTH + 10) == ("…", "…", True)


@given(st.text(max_size=2000))
def test_passage_is_short_and_of_the_text(text):
    parts = passage(text, marks("bomba"))
    inner = "".join(part for part, _mark in parts).strip("…")
    assert inner in " ".join(text.split())
    assert len(inner) <= LENGTH or " " not in inner


@pytest.fixture
def hit(db, agent):
    def found(words):
        results = find(read_query(words), by=agent, zone=MADRID)
        (one,) = hits_of(results.ids, results.asked)
        return one

    return found


def test_hit_shows_the_message_that_fits_and_not_the_last(hit, agent):
    case = open_case(
        customer=CustomerFactory(name="Raúl Pérez"), text="No centrifuga." + FILLER + "Las escobillas chirrían."
    )
    reply_to_customer(ticket=case, text="Mañana vamos.", by=agent, now=NOW)
    shown = hit("escobilla chirriar")
    assert said(shown.passage).endswith(" y otra vez. Las [escobillas] [chirrían].")
    assert (shown.reference, shown.said_by, said(shown.customer)) == (case.reference, "customer", "Raúl Pérez")
    assert (said(hit("mañana").passage), hit("mañana").said_by) == ("[Mañana] vamos.", "reply")


def test_hit_marks_names_and_beginnings_and_shows_the_last_words_beside(hit, agent):
    case = open_case(customer=CustomerFactory(name="Raúl González"), text="Una duda")
    reply_to_customer(ticket=case, text="Díganos cuál.", by=agent, now=NOW)
    for words in ("gonzalez", "gonz", "gonzales"):
        shown = hit(words)
        assert (said(shown.customer), said(shown.passage)) == ("Raúl [González]", "Díganos cuál."), words


def test_hit_of_a_case_of_years_looks_through_its_newest_words_alone(hit, monkeypatch):
    case = open_case(text="El condensador silba." + FILLER)
    words = [f"Mensaje {n} sobre el condensador." for n in range(3)]
    times = (NOW + dt.timedelta(hours=n + 1) for n in range(3))
    rows = zip(words, times, strict=True)
    Message.objects.bulk_create(Message(ticket=case, kind="customer", text=text, created_at=at) for text, at in rows)
    assert said(hit("condensador silbar").passage).startswith("El [condensador] [silba].")
    monkeypatch.setattr(hits, "NEWEST", 3)
    assert said(hit("condensador silbar").passage) == "Mensaje 2 sobre el [condensador]."
    monkeypatch.setattr(hits, "LONGEST", 9)
    assert said(hit("condensador silbar").passage) == "Mensaje 2"


def test_hit_does_not_repeat_a_subject_that_is_all_that_was_said(hit):
    open_case(text="Pierde agua")
    shown = hit("agua")
    assert (said(shown.subject), shown.passage) == ("Pierde [agua]", ())
