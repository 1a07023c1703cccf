"""What we must do about a fault and by when, said to the customer; the desk reads the same as instructions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from warranties.decision import Line
from warranties.why import Why
from warranties.wording import sentence

TO_THE_CUSTOMER: dict[Why, Any] = {
    Why.INFORM_CHOICE: _("You choose between repair and replacement."),
    Why.FREE_OF_CHARGE: _("It costs you nothing: neither parts, nor labour, nor transport."),
    Why.RECEIPTS: _("We give you a receipt when you hand it in, and another when you get it back."),
    Why.SPARE_PARTS: ngettext_lazy(
        "There must be spare parts for %(years)s year after the model is no longer made.",
        "There must be spare parts for %(years)s years after the model is no longer made.",
        "years",
    ),
    Why.REFUSAL_IN_WRITING: _("If we do not accept it, we tell you so in writing, with our reasons."),
    Why.REPAIR_CERTIFICATE: _("After a repair we give you a certificate of what was done."),
    Why.TRANSPORT_ON_SELLER: _("We pay for the transport to the workshop and back."),
    Why.FREE_CHOICE: _("You choose freely between repair, replacement and refund."),
    Why.BONUS: _("With a replacement or a refund, we owe you a bonus of at least a fifth of the price."),
    Why.NO_TIE_IN: _("Your guarantee does not depend on using a certain brand of parts or service."),
}


def owed(line: Line) -> list[str]:
    """What we tell and give, then in how many days."""
    told = [TO_THE_CUSTOMER[step.code] % dict(step.params) for step in line.duties if step.code in TO_THE_CUSTOMER]
    return [str(words) for words in told] + [sentence(step) for step in line.deadlines]
