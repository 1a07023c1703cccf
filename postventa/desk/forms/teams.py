"""A team with its people, and how many each of us has in hand at most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.actions.calendars import LONGEST_NAME
from core.actions.teams import MOST_IN_HAND
from core.models import Team, User
from core.states import HandingOut

AT_FAULT = {"name_missing": "name", "name_taken": "name", "name_long": "name", "unknown_way": "handing_out"}
WAYS = {
    HandingOut.BY_HAND: _("People take them: a case waits in the team until somebody takes it."),
    HandingOut.IN_TURN: _("In turn: each case goes to who has waited longest for one."),
    HandingOut.BY_LOAD: _("To who has fewest: each case goes to who has fewest in hand."),
}


class TeamForm(forms.Form):
    """Its name, how its cases come to its people, and who they are."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    handing_out = forms.ChoiceField(
        label=_("How its cases come to its people"),
        choices=[(way.value, words) for way, words in WAYS.items()],
        widget=forms.RadioSelect,
        initial=HandingOut.BY_HAND,
    )

    def __init__(self, data: Any = None, *, team: Team | None = None, agents: Sequence[User]) -> None:
        self.agents = agents
        self.there = set(team.members.values_list("pk", flat=True)) if team else set()  # type: ignore[attr-defined]
        told = {"name": team.name, "handing_out": team.handing_out} if team else {}
        super().__init__(data, auto_id="team_%s", initial=told)
        for person in agents:
            is_in, most = _names(person)
            self.fields[is_in] = forms.BooleanField(label=str(person), required=False, initial=person.pk in self.there)
            label = gettext("Cases in hand at most: %(name)s") % {"name": person}
            self.fields[most] = _capacity(label, person)

    @property
    def rows(self) -> list[tuple[User, BoundField, BoundField]]:
        """Each of us with the box that says whether they are in it, and how many they have in hand at most."""
        return [(person, *(self[name] for name in _names(person))) for person in self.agents]

    @property
    def given(self) -> dict[str, Any]:
        """As `save_team` takes it. Who was not on the page that was sent stays as they are."""
        told, members, capacities = self.cleaned_data, [], {}
        for person in self.agents:
            is_in, most = _names(person)
            is_shown = most in self.data
            if told[is_in] if is_shown else person.pk in self.there:
                members.append(person)
            if is_shown:
                capacities[person] = told[most]
        return {
            "name": told["name"], "handing_out": told["handing_out"], "members": members, "capacities": capacities
        }  # fmt: skip


class CapacityForm(forms.Form):
    """How many somebody has in hand at most."""

    def __init__(self, data: Any = None, *, person: User) -> None:
        super().__init__(data, auto_id="person_%s")
        self.fields["capacity"] = _capacity(_("Cases in hand at most"), person)
        self.fields["capacity"].help_text = _("No more are handed out. Empty: no limit.")


def _names(person: User) -> tuple[str, str]:
    return f"in_{person.pk}", f"most_{person.pk}"


def _capacity(label: Any, person: User) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST_IN_HAND, initial=person.capacity)
