"""No column that can hold a person's words is missed when one is forgotten: each is in one list, with its reason."""

import pytest

from tests.privacy.fields import FORGOTTEN, NO_PERSON, names_of, text_columns


@pytest.mark.parametrize("field", list(text_columns()), ids=str)
def test_each_column_of_words_is_forgotten_or_says_why_not(field):
    """A new one fails: empty it in the `actions/erasing.py` of its package, or say why nobody is in it."""
    assert len({name for name in names_of(field) if name in FORGOTTEN or name in NO_PERSON}) >= 1


def test_no_column_is_in_the_lists_that_is_none():
    known = {name for field in text_columns() for name in names_of(field)}
    assert {*FORGOTTEN, *NO_PERSON} <= known


def test_no_column_is_in_both_lists():
    columns = {names_of(field)[:2] for field in text_columns()}
    both = [names for names in columns if set(names) & FORGOTTEN.keys() and set(names) & NO_PERSON.keys()]
    assert both == []
