"""What a customer writes in a case. A case begins in `filing.py`, step by step."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from postventa.files_field import Files
from postventa.portal.forms.fields import SubmissionForm, Words


class ReplyForm(SubmissionForm):
    text = Words(
        label=_("Your message"), rows=4, error_messages={"required": _("Write something first, even in one sentence.")}
    )
    files = Files()
