"""What was missing in a case, point by point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from postventa.files_field import Files
from postventa.portal.forms.fields import SubmissionForm, Words


class FactsForm(SubmissionForm):
    """A box for each point, one for whatever else there is to say, and files. Which are needed, nobody can know."""

    asked = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1)
    text = Words(label=_("Anything else"), rows=3, required=False)
    files = Files()

    def __init__(self, *args: Any, points: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, auto_id="facts_%s", **kwargs)
        self.points = list(points)
        for number, point in enumerate(self.points):
            self.fields[f"point_{number}"] = Words(label=point, rows=2, required=False)
        if not self.points:
            self.fields["text"].label = _("Your answer")

    @property
    def boxes(self) -> list[forms.BoundField]:
        """Those of the points."""
        return [self[f"point_{number}"] for number in range(len(self.points))]

    @property
    def answers(self) -> list[tuple[str, str]]:
        return [(point, self.cleaned_data[f"point_{number}"]) for number, point in enumerate(self.points)]

    def refuse(self, error: Exception, *, code: str) -> None:
        """Without any answer it is the first box that is missing."""
        if code == "text_empty" and self.points:
            self.add_error("point_0", str(error))
        else:
            super().refuse(error, code=code)
