"""Asking for a supervisor."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from postventa.portal.forms.fields import SubmissionForm, Words


class AppealForm(SubmissionForm):
    text = Words(
        label=_("What should the supervisor look at?"),
        rows=5,
        required=False,
        help_text=_("They read the whole case. You need not tell it all again."),
    )
