"""Words with gaps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refused
from core.richtext import to_text
from tickets.placeholders import KNOWN, check_gaps, fill, refuse_missing

VALUES = {"customer": "Marta <b>Ruiz</b> & Hijos", "reference": "PV-2222-3333"}


def test_fill_escapes_values_in_html_and_not_in_text():
    assert fill("<p>{{customer}} {{ reference }}</p>", VALUES).words == (
        "<p>Marta &lt;b&gt;Ruiz&lt;/b&gt; &amp; Hijos PV-2222-3333</p>"
    )
    assert fill("{{customer}}", VALUES, html=False).words == VALUES["customer"]


def test_fill_leaves_and_tells_what_a_case_has_not():
    filled = fill("{{product}} {{due}} {{product}} {{nonsense}} {{reference}}", VALUES)
    assert filled.words == "{{product}} {{due}} {{product}} {{nonsense}} PV-2222-3333"
    assert filled.missing == ("product", "due")
    with pytest.raises(Refused) as refusal:
        refuse_missing(filled.missing)
    assert refusal.value.code == "gap_missing"
    assert str(KNOWN["due"]) in str(refusal.value)


def test_fill_does_not_fill_what_a_value_says():
    assert fill("{{customer}}", {"customer": "{{reference}}", "reference": "no"}).words == "{{reference}}"


@pytest.mark.parametrize(
    ("html", "code"),
    [
        ("<p>Hola {{cliente}}</p>", "unknown_gap"),
        ("<p>{{<strong>customer</strong>}}</p>", "broken_gap"),
        ("<p>{{customer</p>", "broken_gap"),
        ("<p>customer}}</p>", "broken_gap"),
        ("<p>{{customer.name}}</p>", "broken_gap"),
        ("<p>{{}}</p>", "broken_gap"),
        ('<p><a href="https://x.example/?{{reference}}">aquí</a></p>', "broken_gap"),
    ],
)
def test_check_refuses_gaps_that_nobody_can_fill_and_says_which_there_are(html, code):
    with pytest.raises(Refused) as refusal:
        check_gaps(html, to_text(html))
    assert refusal.value.code == code
    assert all(f"{{{{{name}}}}}" in str(refusal.value) for name in KNOWN)


def test_check_takes_every_known_gap():
    html = "".join(f"<p><strong>{{{{{name}}}}}</strong> {{{{ {name} }}}}</p>" for name in KNOWN)
    check_gaps(html, to_text(html))


@given(st.text())
def test_fill_of_words_without_gaps_changes_nothing(text):
    words = text.replace("{", "")
    assert fill(words, VALUES).words == words
