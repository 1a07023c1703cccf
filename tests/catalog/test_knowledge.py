"""Words of the knowledge base: those that are looked for, those that may be kept, and addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.knowledge import LONGEST_KEPT, asked_words, kept_words, slug_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("No desagua", ["no", "desagua"]),
        ("  código E-18, código! ", ["código", "e", "18"]),
        ("a b c d e f g h i j", ["a", "b", "c", "d", "e", "f", "g", "h"]),
        ("x" * 99, ["x" * 40]),
        ("' & | ! <-> :* \x00 __", []),
    ],
)
def test_reads_the_words_to_look_for(text, words):
    assert asked_words(text) == words


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("No  DESAGUA", "no desagua"),
        ("¿Cómo cambio la goma?", "cómo cambio la goma"),
        ("código E18", "código e18"),
        ("error 404", "error 404"),
        # Whose it is: nothing is kept.
        ("marta@correo.example", ""),
        ("Marta Gil 600123456", ""),
        ("marta gil 600 123 456", ""),
        ("+34 600-12-34-56", ""),
        ("pedido P-100234", ""),
        ("https://tienda.example/u/abc", ""),
        # A sentence with a number: the sentence.
        ("dónde está la factura del pedido 4711999 por favor", "dónde está la factura del pedido por favor"),
        ("no me llega el correo a marta@correo.example de siempre", "no me llega el correo a de siempre"),
        ("", ""),
        ("\x00 ", ""),
        ("0000:0", ""),
        ("no enciende la pantalla 600=123", "no enciende la pantalla"),
    ],
)
def test_keeps_words_and_nobody(text, kept):
    assert kept_words(text) == kept


@given(st.text(max_size=300))
def test_kept_words_are_short_and_without_addresses_or_long_numbers(text):
    kept = kept_words(text)
    assert len(kept) <= LONGEST_KEPT
    assert kept == " ".join(kept.split())
    assert "@" not in kept
    assert kept == kept.lower()
    assert all(sum(map(str.isdigit, word)) < 5 for word in kept.split())


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Limpiar el filtro", "limpiar-el-filtro"), ("¿Qué hago? Ñ", "que-hago-n"), ("洗濯機", ""), ("x" * 90, "x" * 80)],
)
def test_title_gives_an_address(title, slug):
    assert slug_of(title) == slug
