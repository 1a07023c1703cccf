"""The tags that every page uses, in both languages."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import timezone, translation
from django.utils.html import strip_tags
from django.utils.safestring import mark_safe

from core.models import User
from postventa.colour import accent_hex

NOW = dt.datetime(2026, 11, 17, 11, 0, tzinfo=dt.UTC)  # Tuesday, noon in Madrid


def drawn(source: str, **context: object) -> str:
    return " ".join(Template(source).render(Context({"now": NOW, **context})).split())


def words(value: object) -> str:
    with translation.override("en"):
        return drawn("{% instant value now=now %}", value=value).partition(">")[2].removesuffix("</time>")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (dt.timedelta(0), "today 12:00"),
        (dt.timedelta(hours=-11), "today 01:00"),
        (dt.timedelta(hours=-12, minutes=-1), "yesterday 23:59"),
        (dt.timedelta(days=-3), "3 days ago"),
        (dt.timedelta(days=-7), "10 Nov"),
        (dt.timedelta(days=-400), "13 Oct 2025"),
        (dt.timedelta(days=1), "tomorrow, Wed 18, 12:00"),
        (dt.timedelta(days=4), "Sat 21, 12:00"),
        (dt.timedelta(days=7), "24 Nov"),
    ],
)
def test_instant_says_a_moment_in_words(value, expected):
    assert words(NOW + value) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "today"), (-1, "yesterday"), (1, "tomorrow, Wed 18"), (3, "Fri 20"), (-3, "14 Nov"), (60, "16 Jan 2027")],
)
def test_instant_says_a_day_in_words(days, expected):
    assert words(NOW.date() + dt.timedelta(days=days)) == expected


def test_instant_gives_the_exact_moment_in_the_title():
    with translation.override("en"):
        assert drawn("{% instant now now=now %}") == (
            '<time datetime="2026-11-17T12:00:00+01:00" title="Tuesday 17 November 2026, 12:00:00 CET">'
            "today 12:00</time>"
        )


def test_instant_follows_the_active_zone():
    with translation.override("en"), timezone.override("Atlantic/Canary"):
        assert "today 11:00" in drawn("{% instant now now=now %}")


def test_instant_said_before_is_said_again_by_the_day_the_language_and_the_zone():
    told = []
    for language, zone, now in [
        ("en", "Europe/Madrid", NOW),
        ("en", "Europe/Madrid", NOW + dt.timedelta(days=1)),
        ("es", "Europe/Madrid", NOW),
        ("en", "Atlantic/Canary", NOW),
        ("en", "Europe/Madrid", NOW),
    ]:
        with translation.override(language), timezone.override(zone):
            told.append(strip_tags(drawn("{% instant value now=now %}", value=NOW, now=now)))
    assert told == ["today 12:00", "yesterday 12:00", "hoy, 12:00", "today 11:00", "today 12:00"]


def test_instant_tells_the_hour_before_the_clocks_go_back_from_the_one_after():
    first = dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC)
    with translation.override("en"):
        titles = [drawn("{% instant it now=now %}", it=first + dt.timedelta(hours=n)) for n in (0, 1)]
    assert ["02:30:00 CEST" in titles[0], "02:30:00 CET" in titles[1]] == [True, True]


def test_instant_of_nothing_is_nothing():
    assert drawn("{% instant None %}") == ""


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (dt.timedelta(seconds=40), "40 s"),
        (dt.timedelta(minutes=12, seconds=50), "12 min"),
        (dt.timedelta(hours=4), "4 h"),
        (dt.timedelta(hours=4, minutes=20), "4 h 20 min"),
        (dt.timedelta(days=3, hours=4, minutes=59), "3 d 4 h"),
        (dt.timedelta(days=30, hours=4), "30 d"),
        (-dt.timedelta(hours=5), "5 h"),
        (None, ""),
    ],
)
def test_duration_keeps_the_two_largest_units(length, expected):
    assert drawn("{% duration length %}", length=length) == expected


def test_money_is_written_as_the_language_does():
    with translation.override("es"):
        assert drawn("{% money amount 'EUR' %}", amount=Decimal("1249.90")) == "1.249,90 €"
    with translation.override("en"):
        assert drawn("{% money amount 'EUR' %}", amount=Decimal("1249.90")) == "€1,249.90"
    assert drawn("{% money None 'EUR' %}") == ""


@pytest.mark.parametrize(
    ("verdict", "until", "tone", "words"),
    [
        ("covered", dt.date(2999, 3, 1), "good", "Covered until 1 Mar 2999"),
        ("not_covered_on_these_facts", dt.date(2999, 3, 1), "neutral", "Not covered on these facts"),
        ("not_covered_on_these_facts", dt.date(2019, 3, 1), "neutral", "Not covered on these facts ended 1 Mar 2019"),
        ("needs_person", dt.date(2999, 3, 1), "info", "A person decides"),
    ],
)
def test_shield_says_the_last_day_of_a_cover_and_the_end_of_one_that_was(verdict, until, tone, words):
    with translation.override("en"):
        text = drawn("{% shield verdict until %}", verdict=verdict, until=until)
    assert f'data-tone="{tone}"' in text
    assert " ".join(strip_tags(text).split()) == words


@pytest.mark.parametrize(
    ("left", "tone", "label"),
    [
        (dt.timedelta(hours=30), "neutral", "1 d 6 h left"),
        (dt.timedelta(hours=2), "warn", "2 h left"),
        (dt.timedelta(minutes=-5), "bad", "5 min late"),
    ],
)
def test_deadline_turns_amber_then_red(left, tone, label):
    with translation.override("en"):
        text = drawn("{% deadline due legal=True now=now %}", due=NOW + left)
    assert f'data-tone="{tone}"' in text
    assert label in text
    assert "§" in text


def test_deadline_says_the_exact_moment_as_the_language_writes_it():
    told = []
    for language in ("en", "es"):
        with translation.override(language):
            told.append(drawn("{% deadline due now=now %}", due=NOW))
    assert ['title="17 November 2026, 12:00"' in told[0], 'title="17 de noviembre de 2026 a las 12:00"' in told[1]] == [
        True,
        True,
    ]


def test_deadline_of_nothing_is_nothing():
    assert drawn("{% deadline None %}") == ""


@pytest.mark.parametrize(
    ("whose", "label"), [("us", "Our turn"), ("customer", "The customer&#x27;s turn"), ("part", "Waiting for a part")]
)
def test_turn_says_whose_and_for_how_long(whose, label):
    with translation.override("en"):
        text = drawn("{% turn whose since now=now %}", whose=whose, since=NOW - dt.timedelta(hours=5))
    assert label.replace("&#x27;", "'") in text
    assert "5 h" in text


def test_avatar_says_the_name_or_that_there_is_nobody():
    with translation.override("en"):
        assert 'aria-label="Ana Ruiz"' in drawn("{% avatar ana %}", ana=User(email="a@x.es", name="Ana Ruiz"))
        assert 'aria-label="Nobody yet"' in drawn("{% avatar None %}")


def test_sign_escapes_its_word():
    assert "&lt;b&gt;" in drawn("{% sign word 'good' %}", word="<b>")


def test_words_that_are_safe_here_are_escaped_where_they_are_not():
    for tag in ("{% sign word 'good' %}", "{% icon 'copy' word %}"):
        safe, unsafe = (drawn(tag, word=word) for word in (mark_safe("<i>ours</i>"), "<i>ours</i>"))
        assert "&lt;i&gt;" in unsafe
        assert ("<i>ours" in safe) == ("sign" in tag)


@pytest.mark.parametrize(("label", "hidden"), [("", 'aria-hidden="true"'), ("Copy", 'aria-label="Copy"')])
def test_icon_is_decoration_unless_it_has_a_label(label, hidden):
    assert hidden in drawn("{% icon 'copy' label %}", label=label)


def test_accent_is_the_same_colour_in_srgb():
    assert accent_hex(0, lightness=1, chroma=0) == "#ffffff"
    assert accent_hex(0, lightness=0, chroma=0) == "#000000"
    assert accent_hex(29.2338851923426, lightness=0.6279553606145516, chroma=0.2576833077361567) == "#ff0000"
