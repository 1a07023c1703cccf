import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.search.query import MAX_PIECES, Clause, Days, Filter, Misread, Query, Term, Why, read_query
from tickets.search.vocabulary import KEY_NAMES, LANGUAGES, VALUE_NAMES, Key, folded, name_of


def clauses(text):
    return [([f'"{t.text}' if t.phrase else t.text for t in c.terms], c.without) for c in read_query(text).clauses]


def filters(text):
    return [(f.key, f.values, f.days, f.without) for f in read_query(text).filters]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("   ", []),
        ("lavadora", [(["lavadora"], False)]),
        ("no  enciende", [(["no"], False), (["enciende"], False)]),
        ('"no enciende"', [(['"no enciende'], False)]),
        ("«no enciende»", [(['"no enciende'], False)]),
        ('"no enciende', [(['"no enciende'], False)]),
        ('"lavadora"', [(["lavadora"], False)]),
        ("lavadora -ruido", [(["lavadora"], False), (["ruido"], True)]),
        ('-"hace ruido"', [(['"hace ruido'], True)]),
        ("lavadora OR secadora bomba", [(["lavadora", "secadora"], False), (["bomba"], False)]),
        ("a O b O c", [(["a", "b", "c"], False)]),
        ("xr-200", [(["xr-200"], False)]),
        ("https://tienda.example/x", [(["https://tienda.example/x"], False)]),
        ("error:e18", [(["error:e18"], False)]),
        ("- : -- \" '", []),
    ],
)
def test_read_words(text, expected):
    assert clauses(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("state:open", (Key.STATE, ("open",), None, False)),
        ("ESTADO:Abierto", (Key.STATE, ("open",), None, False)),
        ("state:open,nuevo", (Key.STATE, ("open", "new"), None, False)),
        ("-state:closed", (Key.STATE, ("closed",), None, True)),
        ('estado:"espera cliente"', (Key.STATE, ("waiting_customer",), None, False)),
        ("is:unassigned", (Key.IS, ("unassigned",), None, False)),
        ("es:mío", (Key.IS, ("mine",), None, False)),
        ('producto:"Lavadora 3"', (Key.PRODUCT, ("Lavadora 3",), None, False)),
        ("línea:Frío", (Key.LINE, ("Frío",), None, False)),
        ("teléfono:600111222", (Key.PHONE, ("600111222",), None, False)),
        ("asignado:yo", (Key.ASSIGNEE, ("me",), None, False)),
        ("assignee:nobody", (Key.ASSIGNEE, ("nobody",), None, False)),
        ("prioridad:urgente", (Key.PRIORITY, ("4",), None, False)),
        ("con:archivos", (Key.HAS, ("files",), None, False)),
        ("before:2026-10-01", (Key.BEFORE, (), Days(end=dt.date(2026, 10, 1)), False)),
        ("desde:2026-10", (Key.AFTER, (), Days(start=dt.date(2026, 10, 1)), False)),
        ("created:2026-12", (Key.CREATED, (), Days(dt.date(2026, 12, 1), dt.date(2027, 1, 1)), False)),
        ("creado:2026", (Key.CREATED, (), Days(dt.date(2026, 1, 1), dt.date(2027, 1, 1)), False)),
        ("created:2026-02-28", (Key.CREATED, (), Days(dt.date(2026, 2, 28), dt.date(2026, 3, 1)), False)),
    ],
)
def test_read_filters_in_both_languages(text, expected):
    assert (filters(text), clauses(text)) == ([expected], [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("state:foo bomba", Misread("state:foo", Why.VALUE, Key.STATE, "foo")),
        ("state:open,foo bomba", Misread("state:open,foo", Why.VALUE, Key.STATE, "open,foo")),
        ("before:ayer bomba", Misread("before:ayer", Why.DATE, Key.BEFORE, "ayer")),
        ("before:2026-13-40 bomba", Misread("before:2026-13-40", Why.DATE, Key.BEFORE, "2026-13-40")),
        ("created:9999-12 bomba", Misread("created:9999-12", Why.DATE, Key.CREATED, "9999-12")),
        ("OR bomba", Misread("OR", Why.LONE_OR)),
        ("bomba OR", Misread("OR", Why.LONE_OR)),
    ],
)
def test_read_leaves_out_what_it_cannot_and_says_so(text, expected):
    query = read_query(text)
    assert (query.misread, query.clauses, query.filters) == ((expected,), (Clause((Term("bomba"),)),), ())


def test_read_stops_at_so_many_words():
    query = read_query(" ".join(f"w{n}" for n in range(MAX_PIECES + 2)))
    assert (len(query.clauses), [one.why for one in query.misread]) == (MAX_PIECES, [Why.TOO_MANY] * 2)


def test_piece_is_taken_away_once():
    query = read_query('bomba state:open tag:a "no va" state:open')
    assert query.without_piece("state:open") == 'bomba tag:a "no va" state:open'


def test_only_words_are_a_name_or_a_number():
    assert read_query("600 11 12").words == "600 11 12"
    whole = [read_query(text).only_words for text in ("a b", "a -b", '"a b"', "a OR b", "a state:new")]
    assert whole == [True, False, False, False, False]


def test_last_word_may_go_on_unless_something_follows():
    ends = [read_query(text).open_end for text in ("lava", "lava state:new", '"la va"', "-lava", "lava OR seca")]
    assert ends == [True, False, False, False, True]


@given(st.text(max_size=500))
def test_read_never_fails(text):
    query = read_query(text)
    assert isinstance(query, Query)
    assert len(query.clauses) + len(query.filters) <= MAX_PIECES


@given(st.lists(st.sampled_from(["-", '"', ":", "OR", " ", "state", "open", "é", "\x00", "'", "\\", "|", "&", "!"])))
def test_read_never_fails_on_its_own_marks(parts):
    query = read_query("".join(parts))
    assert all(term.text and "\x00" not in term.text for clause in query.clauses for term in clause.terms)


def test_names_mean_one_thing_each():
    names = [name for names in KEY_NAMES.values() for name in set(names)]
    assert len(names) == len(set(names))
    for codes in VALUE_NAMES.values():
        values = [name for names in codes.values() for name in set(names)]
        assert len(values) == len(set(values))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_offered_is_understood(language):
    for key, codes in VALUE_NAMES.items():
        for code, names in codes.items():
            asked = f"{name_of(KEY_NAMES[key], language)}:{name_of(names, language)}"
            assert read_query(asked).filters == (Filter(key, (code,)),), asked


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text):
    assert folded(folded(text)) == folded(text)
