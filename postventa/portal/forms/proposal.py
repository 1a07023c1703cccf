"""Yes or no to a solution that we proposed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from postventa.portal.forms.fields import SubmissionForm, Words

YES, NO = "yes", "no"


class ProposalForm(SubmissionForm):
    """One of the two answers, of one proposal: a newer one is not answered by an old page."""

    proposal = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    answer = forms.ChoiceField(widget=forms.HiddenInput, choices=[(YES, YES), (NO, NO)])
    text = Words(label=_("Something to add"), rows=3, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="proposal_%s", **kwargs)
        if self["answer"].value() == NO:
            self.fields["text"].label = _("What would you prefer?")
            self.fields["text"].help_text = _("It helps us to propose something better. You need not give a reason.")
