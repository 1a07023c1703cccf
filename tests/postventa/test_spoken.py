"""Links in somebody's words: found as Django finds them, also where words without any are not searched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postventa.templatetags.desk import _outward, spoken

PIECES = st.sampled_from(
    ["www.x", "http", "https://", "x.com", "a@b.es", ".ORG/x", "<b>", "&amp;", "&#46;", "(", ").", " ", "\n", "é", ":"]
)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("No enciende.", 0),
        ("Mire www.example.test/a", 1),
        ("En HTTPS://example.test, o en example.com.", 2),
        ("Escriba a ana@example.test", 1),
    ],
)
def test_links_are_found(text, links):
    assert spoken(text).count("<a ") == links


@given(st.lists(PIECES | st.text(max_size=5), max_size=12).map("".join))
def test_words_are_written_as_the_search_for_links_writes_them(text):
    assert spoken(text) == _outward(text, nofollow=True, autoescape=True)
