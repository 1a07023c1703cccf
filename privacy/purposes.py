"""Why we hold what we hold, in a sentence for the person it is about. GDPR art. 6 says on which ground."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Purpose(StrEnum):
    SALE = "sale"
    CARE = "care"
    QUALITY = "quality"
    WISHES = "wishes"
    ACCESS = "access"
    RIGHTS = "rights"


WHY: dict[Purpose, str | Promise] = {
    Purpose.SALE: _(
        "To fulfil the sale and its guarantees, as the contract and the law ask (GDPR art. 6.1.b and 6.1.c)."
    ),
    Purpose.CARE: _(
        "To answer you and to put things right, as the contract and the law ask (GDPR art. 6.1.b and 6.1.c)."
    ),
    Purpose.QUALITY: _(
        "To know whether we did well. It is our legitimate interest, and you may say no at any time (GDPR art. 6.1.f)."
    ),
    Purpose.WISHES: _("To respect what you want and what you do not want (GDPR art. 6.1.c and 21)."),
    Purpose.ACCESS: _("So that you can come in, and nobody else in your name (GDPR art. 6.1.b and 32)."),
    Purpose.RIGHTS: _("To show that we did what you asked about your data (GDPR art. 5.2)."),
}
