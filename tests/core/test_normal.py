import re

import pytest

from core.normal import is_unseen, normal_email, normal_phone, plain_words


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        (" Marta@Correo.Example ", "marta@correo.example"),
        ("", ""),
        ("a+b@x.co", "a+b@x.co"),
        ("o'neil_1@correo.muñoz-e-hijos.example", "o'neil_1@correo.muñoz-e-hijos.example"),
    ],
)
def test_normal_email_gives_one_form(text, normal):
    assert normal_email(text) == normal


@pytest.mark.parametrize(
    "text",
    [
        *("marta", "marta@", "@x.es", "a b@x.es", "a@x", "a@@x.es", "a" * 250 + "@x.es"),
        *("+-@[.é", "a@[1.2.3.4]", "a@x..es", "a@.x.es", "a@x.es.", "a@-x.es", "a@x_y.es", "a(b)@x.es", "a@x.es\\"),
    ],
)
def test_normal_email_refuses_what_is_none(text):
    with pytest.raises(ValueError, match=re.escape(text.strip())):
        normal_email(text)


@pytest.mark.parametrize(
    ("text", "country", "normal"),
    [
        ("600 11 22 33", "ES", "+34600112233"),
        ("+34 600-112-233", "", "+34600112233"),
        ("(55) 5555 5555", "MX", "+525555555555"),
        ("", "ES", ""),
    ],
)
def test_normal_phone_gives_e164(text, country, normal):
    assert normal_phone(text, country) == normal


@pytest.mark.parametrize(("text", "country"), [("12", "ES"), ("abc", "ES"), ("600112233", ""), ("6" * 30, "ES")])
def test_normal_phone_refuses_the_impossible(text, country):
    with pytest.raises(ValueError, match=re.escape(text)):
        normal_phone(text, country)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  Pieza \t de\n recambio ", "Pieza de recambio"),
        ("\u202eabc\u202c", "abc"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("a\x00b", "ab"),
        ("\u200b\u200f", ""),
        ("\u3164", ""),
        ("\u202e", ""),
        ("", ""),
    ],
)
def test_plain_words_show_what_they_are(text, plain):
    assert plain_words(text) == plain


def test_unseen_is_only_what_nobody_sees():
    unseen, seen = ("", " \n", "\u200b", "\u2800"), (".", "😀", "\ue000")
    assert [is_unseen(text) for text in unseen + seen] == [True] * 4 + [False] * 3
