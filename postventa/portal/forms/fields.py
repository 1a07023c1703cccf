"""What the customers' forms share: a field for words, and counting once what arrives twice."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.rules import MAX_TEXT


class Words(forms.CharField):
    """A text of the customer's. NUL characters, which come with some pasted texts, are left out without a word."""

    def __init__(self, *, rows: int, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(max_length=MAX_TEXT, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value.replace("\x00", "") if isinstance(value, str) else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # No maxlength: browsers would cut a pasted text without saying so.
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class SubmissionForm(forms.Form):
    """A form that may arrive twice (double click, back button, retry) and counts once."""

    use_required_attribute = True
    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"submission": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean_submission(self) -> uuid.UUID:
        return self.cleaned_data["submission"] or uuid.uuid4()

    @property
    def had_files(self) -> bool:
        """Whether files came with it: they have to be chosen again, since browsers do not keep them."""
        return any(self.files.getlist(name) for name in self.files)

    def refuse(self, error: Exception, *, code: str) -> None:
        """Show an action's refusal beside the field that it is about."""
        field = "files" if code.startswith("file") else "text" if code.startswith("text") else None
        self.add_error(field, str(error))

    def refuse_for_now(self) -> None:
        """Say that too much came in too short a time. What was written stays."""
        self.add_error(None, _("You have sent a lot in a short time. Please wait some minutes and send it again."))
