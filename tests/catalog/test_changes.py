"""What is other in a text than in the one before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.changes import AROUND, changes


def told(before, after):
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]", "left_out": "({})"}
    return "".join(marks[piece.kind].format(piece.text) for piece in changes(before, after))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("igual", "igual", ""),
        ("", "nuevo", "[+nuevo+]"),
        ("viejo", "", "[-viejo-]"),
        ("gire el filtro despacio", "gire la tapa despacio", "gire [-el filtro -][+la tapa +]despacio"),
        ("uno\ndos\n", "uno\ndos\ntres", "uno\ndos\n[+tres+]"),
    ],
)
def test_shows_what_went_and_what_came(before, after, shown):
    assert told(before, after) == shown


def test_long_stretches_that_stayed_are_left_out():
    many = " ".join(f"p{number}" for number in range(100))
    shown = told(f"{many} viejo {many}", f"{many} nuevo {many}")
    assert shown.startswith("(…)p88 ")
    assert shown.endswith(f"p{AROUND - 1} (…)")
    assert "[-viejo -][+nuevo +]" in shown


@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=40))
def test_pieces_are_both_texts(before, after):
    pieces = changes(before, after)
    if before == after or any(piece.kind == "left_out" for piece in pieces):
        return
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
