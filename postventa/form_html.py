"""The boxes of forms. Django draws each through three templates or more; the usual ones are written here at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]
KINDS = "text number email url password date datetime time hidden checkbox file"


def attributes(widget: Widget) -> str:
    """True is the name alone, False nothing."""
    told = [(conditional_escape(name), value) for name, value in widget["attrs"].items() if value is not False]
    return "".join(f" {name}" if value is True else f' {name}="{conditional_escape(value)}"' for name, value in told)


def one_line(widget: Widget) -> str:
    value = "" if widget["value"] is None else f' value="{conditional_escape(widget["value"])}"'
    return f'<input type="{widget["type"]}" name="{conditional_escape(widget["name"])}"{value}{attributes(widget)}>'


def many_lines(widget: Widget) -> str:
    name, value = conditional_escape(widget["name"]), widget["value"]
    return f'<textarea name="{name}"{attributes(widget)}>\n{conditional_escape(value) if value else ""}</textarea>'


def list_of_choices(widget: Widget) -> str:
    lines = [f'<select name="{conditional_escape(widget["name"])}"{attributes(widget)}>']
    for group, options, _number in widget["optgroups"]:
        if group:
            lines.append(f'  <optgroup label="{conditional_escape(group)}">')
        lines += [f"  {_choice(option)}" for option in options]
        if group:
            lines.append("  </optgroup>")
    return "\n".join([*lines, "</select>"])


def _choice(option: Widget) -> str:
    value, label = conditional_escape(option["value"]), conditional_escape(option["label"])
    return f'<option value="{value}"{attributes(option)}>{label}</option>'


WRITERS: dict[str, Callable[[Widget], str]] = {
    **{f"django/forms/widgets/{name}.html": one_line for name in KINDS.split()},
    "django/forms/widgets/textarea.html": many_lines,
    "django/forms/widgets/select.html": list_of_choices,
}
# A radio or a box of several: alone, as `_field.html` asks for it, or in a label of Django's.
OPTIONS = ("django/forms/widgets/radio_option.html", "django/forms/widgets/checkbox_option.html")


class FormRenderer(DjangoTemplates):
    """Django's own templates, for the rest."""

    def render(self, template_name: str, context: Mapping[str, Any], request: HttpRequest | None = None) -> SafeString:
        write = WRITERS.get(template_name)
        if template_name in OPTIONS and not context["widget"]["wrap_label"]:
            write = one_line
        if write is None:
            return super().render(template_name, context, request)
        return mark_safe(write(context["widget"]))  # noqa: S308 (all of it is escaped above)
