"""What holds over all plans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Team
from followups.models import Policy

MOST_A_DAY = 100_000


class FollowupPolicyForm(forms.Form):
    """How long a person is left in peace, and how many calls each team makes in a day."""

    transaction_days = forms.IntegerField(
        label=_("Days between two surveys of a person"), min_value=0, max_value=3650,
        help_text=_("About whatever, by whatever plan. A person is everybody with the same e-mail or phone."),
    )  # fmt: skip
    relation_days = forms.IntegerField(
        label=_("Days between two surveys about the company"), min_value=0, max_value=3650
    )
    hold_minutes = forms.IntegerField(
        label=_("Minutes that a call stays with who took it"), min_value=1, max_value=240,
        help_text=_("After that somebody else may make it."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Any = None, *, policy: Policy, teams: Iterable[Team], limits: dict[int | None, int], seen: str
    ) -> None:
        days = {name: getattr(policy, name) for name in ("transaction_days", "relation_days", "hold_minutes")}
        super().__init__(data, auto_id="policy_%s", initial=days | {"seen": seen})
        self.teams: list[tuple[int | None, str]] = [
            (None, _("Calls of no team")),
            *((one.pk, one.name) for one in teams),
        ]
        for team, name in self.teams:
            self.fields[_key(team)] = forms.IntegerField(
                label=name, required=False, min_value=0, max_value=MOST_A_DAY, initial=limits.get(team)
            )

    @property
    def limits(self) -> list[forms.BoundField]:
        return [self[_key(team)] for team, _name in self.teams]

    @property
    def per_day(self) -> dict[int | None, int | None]:
        """By team, None for those of no team; no number is no limit."""
        return {team: self.cleaned_data[_key(team)] for team, _name in self.teams}


def _key(team: int | None) -> str:
    return f"limit_{team or 'none'}"
