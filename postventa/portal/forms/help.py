"""Whether an article helped."""

from __future__ import annotations

from django import forms

from catalog.states import Vote
from postventa.portal.forms.fields import SubmissionForm

SAID = [(Vote.HELPED, Vote.HELPED.label), (Vote.NOT_HELPED, Vote.NOT_HELPED.label)]


class VoteForm(SubmissionForm):
    """Yes or no, once for each time that the article was read."""

    vote = forms.TypedChoiceField(choices=SAID, coerce=Vote)
