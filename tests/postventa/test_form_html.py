"""Boxes of forms are written as Django's own templates write them."""

import datetime as dt

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from postventa.form_html import FormRenderer

AWKWARD = """<b>"it's" & so</b>"""
GROUPS = [("", "—"), ("Near", [(1, AWKWARD), (2, "Two")]), ("<Far>", [("x", gettext_lazy("Yes"))]), (None, "Nothing")]


class Every(forms.Form):
    words = forms.CharField(max_length=40, widget=forms.TextInput({"data-a": AWKWARD, "autofocus": True}))
    shown = forms.CharField(required=False, help_text=mark_safe("<i>help</i>"))
    text = forms.CharField(widget=forms.Textarea({"rows": 3, "spellcheck": False, "placeholder": gettext_lazy("Yes")}))
    number = forms.IntegerField(min_value=1, max_value=2000)
    price = forms.DecimalField(localize=True)
    day = forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    at = forms.DateTimeField(required=False)
    email = forms.EmailField()
    secret = forms.CharField(widget=forms.PasswordInput)
    kept = forms.CharField(widget=forms.HiddenInput, show_hidden_initial=True)
    yes = forms.BooleanField()
    file = forms.FileField(widget=forms.FileInput)
    one = forms.ChoiceField(choices=GROUPS)
    typed = forms.TypedChoiceField(choices=[(1, "One"), (1000, 1000)], coerce=int, widget=forms.RadioSelect)
    some = forms.MultipleChoiceField(choices=GROUPS, widget=forms.CheckboxSelectMultiple)
    more = forms.MultipleChoiceField(choices=GROUPS, widget=forms.SelectMultiple)
    maybe = forms.NullBooleanField()


FULL = {
    "words": AWKWARD,
    "text": f"\n{AWKWARD}\n",
    "number": "1500",
    "price": "1,50",
    "day": "2026-11-17",
    "email": "<x",
    "secret": "x",
    "kept": AWKWARD,
    "initial-kept": "before",
    "yes": "on",
    "one": "1",
    "typed": "1000",
    "some": ["1", "x"],
    "more": ["2"],
    "maybe": "true",
}
MADE = {
    "number": 1500,
    "day": dt.date(2026, 11, 17),
    "at": dt.datetime(2026, 11, 17, 12, tzinfo=dt.UTC),
    "typed": 1,
    "one": 2,
}


def lines(box):
    """Without the blank ones, which Django leaves between the choices of a list."""
    return [line for line in str(box).split("\n") if line.strip()]


@pytest.mark.parametrize(
    "given", [{}, {"data": FULL}, {"data": {}}, {"initial": MADE}], ids=["new", "sent", "empty", "made"]
)
@pytest.mark.parametrize("name", Every.base_fields)
def test_box_is_written_as_django_writes_it(name, given):
    ours, theirs = (Every(**given, renderer=renderer())[name] for renderer in (FormRenderer, DjangoTemplates))
    assert lines(ours) == lines(theirs)
    if name in ("typed", "some"):
        assert [option.tag() for option in ours] == [option.tag() for option in theirs]
        assert [str(option) for option in ours] == [str(option) for option in theirs]
