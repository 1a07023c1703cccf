"""What we propose to a customer: the solution, its amount, our words, until when they can answer."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from postventa.desk.forms.law import DAY
from postventa.desk.forms.messages import no_nul
from postventa.desk.forms.rich import RichTextarea, RichTextField
from postventa.desk.forms.spoken import SpokenForm
from tickets.models import Ticket
from tickets.proposals import OFFERED
from tickets.states import Resolution

EUROS = "EUR"
YES, NO = "yes", "no"


class ProposalForm(SpokenForm):
    resolution = forms.TypedChoiceField(
        label=_("What we propose"),
        choices=[("", "—"), *OFFERED.items()],
        coerce=Resolution,
        error_messages={"required": _("Say what we propose.")},
    )
    amount = forms.DecimalField(
        label=_("Amount"),
        required=False,
        max_digits=12,
        decimal_places=2,
        localize=True,
        help_text=_("Only for money back: of a lower price always."),
    )
    text = RichTextField(label=_("Words to the customer"), widget=RichTextarea({"rows": 4}), validators=[no_nul])
    open_until = forms.DateField(
        label=_("They can answer until"), required=False, widget=DAY, error_messages={"invalid": _("Write the day.")}
    )
    field_order = ("resolution", "amount", "text", "open_until", "submission", "seen")

    def __init__(self, data: Any = None, *, ticket: Ticket, seen: int = 0) -> None:
        super().__init__(data, auto_id="proposal_%s", seen=seen)
        self.currency = (ticket.unit.currency if ticket.unit else "") or EUROS
        self.fields["amount"].label = gettext("Amount (%(currency)s)") % {"currency": self.currency}

    @property
    def given(self) -> dict[str, Any]:
        """As the verb wants it."""
        said, words = self.cleaned_data, self.cleaned_data["text"]
        named = {name: said[name] for name in ("resolution", "amount", "open_until", "seen", "submission")}
        return named | {"currency": self.currency, "text": words.text, "html": words.html}


class PhoneAnswerForm(forms.Form):
    """What the customer said on the phone to a proposal."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    answer = forms.ChoiceField(
        label=_("What they said"),
        choices=[(YES, _("They accept it")), (NO, _("They do not accept it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they accept it.")},
    )
    text = forms.CharField(
        label=_("In their words"),
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": _("Write what they said.")},
        help_text=_("It is kept as a phone note. The customer does not read it."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="phone_answer_%s")
