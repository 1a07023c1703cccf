"""The complaint form on the shop's own site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from postventa.files_field import Files
from postventa.portal.embedding import new_token, read_token
from postventa.portal.forms.entrance import OrderEmailField, OrderField
from postventa.portal.forms.fields import SubmissionForm, Words


class EmbedForm(SubmissionForm):
    """Its number comes in a signed token, which also says when it was opened: there is no session to keep either."""

    submission = None
    order = OrderField()
    email = OrderEmailField()
    which = forms.CharField(
        label=_("Which product is it?"),
        required=False,
        max_length=80,
        help_text=_("Only if you bought several things with this order."),
    )
    text = Words(
        label=_("What happens?"),
        rows=6,
        help_text=_("In your own words: what it does or does not do, and what you have tried."),
        error_messages={"required": _("Tell us what happens, even in one sentence.")},
    )
    files = Files()
    # Nobody sees it; programs that fill in whatever there is do.
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": -1, "autocomplete": "off"}),
    )
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened = read_token(self.data.get("token", "")) if self.is_bound else None

    def clean(self) -> dict[str, Any]:
        opened = self.opened
        if opened is None or opened.is_old or opened.is_too_quick or self.cleaned_data.get("website"):
            self.add_error(None, _("Please send it once more: the page was open for too long, or not long enough."))
        return {**self.cleaned_data, "submission": opened and opened.submission}

    @property
    def token_to_send(self) -> str:
        """That of the form that comes now. Of one that was sent already the same, unless it is too old."""
        if self.opened is None:
            return new_token()
        return new_token(self.opened.submission) if self.opened.is_old else self.data["token"]
