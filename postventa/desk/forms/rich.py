"""A field for an agent's words: a textarea, an editor where scripts run; what is sent says which of the two it was."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from django import forms
from django.forms.widgets import MediaAsset, Script
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.richtext import Words, words_of
from tickets.rules import MAX_TEXT

EDITOR = "django_prose_editor/editor.js"
LONGEST_HTML = 10 * MAX_TEXT  # markup around the longest text that a message may have


class Typed(NamedTuple):
    """What was sent, and whether an editor wrote it: HTML then, plain text otherwise."""

    said: str
    by_editor: bool

    @property
    def words(self) -> Words:
        return words_of(self.said) if self.by_editor else Words(self.said.replace("\r\n", "\n").strip())


class _Early(MediaAsset):
    """Fetches the editor beside the page instead of after it; nothing waits for it."""

    element_template = '<link rel="modulepreload" href="{path}"{attributes}>'


class RichTextarea(forms.Textarea):
    """Always a textarea with plain words; what the editor shows instead is beside it."""

    @property
    def media(self) -> forms.Media:
        return forms.Media(js=[_Early(EDITOR, fetchpriority="low"), Script("js/rich.js", type="module")])

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Typed | None:
        said = data.get(name)
        return None if said is None else Typed(said, data.get(f"{name}_html") == "1")

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def use_required_attribute(self, initial: Any) -> bool:
        return False  # nobody sees the textarea behind the editor, so the browser could not say what is missing

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        words = as_words(value)
        flag = format_html('<input type="hidden" name="{}_html" value="" autocomplete="off" data-rich-flag>', name)
        attrs = {"autocomplete": "off"} | (attrs or {})
        area = super().render(name, words.text, attrs, renderer)
        start = format_html('<rich-text data-editor="{}" data-html="{}">', static(EDITOR), words.html)
        return format_html("{}{}{}{}</rich-text>", start, _toolbar(get_language()), area, flag)


class RichTextField(forms.Field):
    """Cleans to Words. Its initial value is Words, or plain text."""

    widget = RichTextarea
    default_error_messages = {
        "required": _("Please write something first."),
        "too_long": _("The text is too long: %(length)s characters, and the limit is %(limit)s."),
        "too_much": _("The text carries more formatting than can be kept. Please paste it as plain text."),
    }

    def __init__(self, *, longest: int = MAX_TEXT, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = longest

    def to_python(self, value: Any) -> Words:
        if isinstance(value, Typed) and value.by_editor and len(value.said) > LONGEST_HTML:
            raise forms.ValidationError(self.error_messages["too_much"], code="too_much")
        return as_words(value)

    def validate(self, value: Words) -> None:
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(value.text) > self.longest:
            limits = {"length": len(value.text), "limit": self.longest}
            raise forms.ValidationError(self.error_messages["too_long"], code="too_long", params=limits)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return as_words(initial) != as_words(data)


def as_words(value: Any) -> Words:
    """The words of whatever a form holds for this field: sent by a browser, Words, plain text, or nothing."""
    if isinstance(value, Typed):
        return value.words
    return value if isinstance(value, Words) else Words(str(value or "").strip())


@lru_cache(maxsize=8)
def _toolbar(language: str | None) -> SafeString:
    """The same for every editor in a language, so it is drawn once."""
    return render_to_string("desk/_rich_toolbar.html")
