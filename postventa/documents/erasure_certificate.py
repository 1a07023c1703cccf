"""The certificate of an erasure: what was blocked and when, which law keeps a sealed copy and until when. No names."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.documents import pdf_of
from core.errors import Refused
from postventa.documents.paper import Paper
from postventa.erasing import told
from privacy.models import Erasure

NOT_YET = gettext_lazy("It has not been done yet. The certificate can be made from then on, at this same address.")


def erasure_certificate(erasure: Erasure, language: str) -> Paper:
    """The paper, with a date for each step that was done. Refused `not_blocked`, and as `pdf_of`."""
    if erasure.blocked_at is None:
        raise Refused(NOT_YET, code="not_blocked")
    with translation.override(language):
        known = told(erasure)
        issued = (erasure.destroyed_at or erasure.blocked_at).date()
        context = {"title": _("Certificate of erasure"), "number": known.number, "issued": issued, "told": known}
        content = pdf_of("documents/erasure.html", context, language=language)
        return Paper(_("erasure %(number)s") % {"number": known.number}, content)
