"""Pieces of pages that are drawn once."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.safestring import SafeString
from django.utils.translation import override


def draw(text, **values):
    return Template(text).render(Context(values))


def test_piece_is_drawn_once_for_its_values():
    drawn = []
    template = Template("{% kept n=n %}{{ n }}{% for x in n %}{{ x.seen }}{% endfor %}{% endkept %}")

    class Letter(str):
        @property
        def seen(self):
            drawn.append(self)
            return "!"

    letters = (Letter("a"), Letter("b"))
    first, again = (template.render(Context({"n": letters})) for _ in range(2))
    assert (first == again, drawn) == (True, ["a", "b"])
    template.render(Context({"n": letters[:1]}))
    assert drawn == ["a", "b", "a"]


def test_piece_sees_nothing_but_what_it_is_given():
    assert draw("{% kept a=a %}{{ a }}-{{ b }}{% endkept %}", a=1, b=2) == "1-"


def test_address_and_token_are_put_in_afterwards():
    template = Template('{% kept here=here %}<a href="{{ here }}x/">{% csrf_token %}</a>{% endkept %}')
    for here, token in (("/a/?b=1&c=<", "one"), ("/d/", "two")):
        html = template.render(Context({"here": here, "csrf_token": token}))
        escaped = here.replace("&", "&amp;").replace("<", "&lt;")
        assert (f'<a href="{escaped}x/">' in html, f'value="{token}"' in html) == (True, True)


def test_values_that_are_equal_but_not_the_same_are_kept_apart():
    template = Template("{% kept a=a %}{{ a }}{% endkept %}")
    said = [template.render(Context({"a": value})) for value in (SafeString("<b>"), "<b>", 1, True)]
    assert said == ["<b>", "&lt;b&gt;", "1", "True"]


def test_each_language_has_its_own_drawing():
    template = Template('{% kept %}{% translate "Queue" %}{% endkept %}')
    with override("en"):
        english = template.render(Context())
    with override("es"):
        assert template.render(Context()) != english


def test_values_want_names():
    with pytest.raises(TemplateSyntaxError):
        Template("{% kept nav %}{% endkept %}")
