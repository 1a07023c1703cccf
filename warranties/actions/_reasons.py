"""Why somebody changes what others go by."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.errors import Refused


def check_reason(reason: str) -> None:
    """Refused when nothing is written."""
    if not reason.strip():
        raise Refused(_("Write the reason: others will ask for it."), code="reason_missing")
