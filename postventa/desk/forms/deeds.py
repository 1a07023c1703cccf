"""What a rule or a step does to a case, chosen from lists: the part that their forms share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from postventa.desk.forms.macros import split_tags
from tickets.deeds import MANY, TOLD, Deed, Said, told_words
from tickets.states import Priority

NO_CHANGE = ("", _("As it is"))
NOBODY = "nobody"
HAND_OUT = "hand_out"
GONE = _("something that is not there any more")
NO_PERSON = {"invalid_choice": _("This person is no longer there. Choose another one.")}
NO_TEAM = {"invalid_choice": _("This team is no longer there. Choose another one.")}


class DeedsForm(forms.Form):
    """Who is told, who gets the case, how urgent it becomes, its tags."""

    tell = forms.MultipleChoiceField(label=_("Who is told"), required=False, widget=forms.CheckboxSelectMultiple)
    person = forms.ChoiceField(label=_("And this person"), required=False, error_messages=NO_PERSON)
    assign = forms.ChoiceField(label=_("Assignee"), required=False, error_messages=NO_PERSON)
    team = forms.ChoiceField(label=_("Team of the case"), required=False, error_messages=NO_TEAM)
    priority = forms.ChoiceField(label=_("Priority"), required=False, choices=[NO_CHANGE, *Priority.choices])
    tags = forms.CharField(label=_("Put on tags"), required=False, max_length=300, help_text=_("Between commas."))

    def offer(self, people: Sequence[tuple[str, str]], teams: Sequence[tuple[str, str]]) -> None:
        """Fill the lists, once the form is there."""
        choices = {
            "tell": [(to, told_words(to)) for to in TOLD],
            "person": [("", _("Nobody else")), *people],
            "assign": [NO_CHANGE, (HAND_OUT, _("Hand it out in its team")), (NOBODY, _("Nobody")), *people],
            "team": [NO_CHANGE, (NOBODY, _("None")), *teams],
        }
        for name, offers in choices.items():
            self.fields[name].choices = offers  # type: ignore[attr-defined]
        self._show_gone()

    @property
    def written(self) -> list[str]:
        """What was chosen, as `read_written` takes it."""
        given = self.cleaned_data
        written = [f"notify:{to}" for to in [*given["tell"], *filter(None, [given["person"]])]]
        if given["assign"] == HAND_OUT:
            written.append(HAND_OUT)
        elif given["assign"]:
            written.append(f"assign:{'' if given['assign'] == NOBODY else given['assign']}")
        if given["team"]:
            written.append(f"team:{'' if given['team'] == NOBODY else given['team']}")
        written += [f"priority:{given['priority']}"] * bool(given["priority"])
        return written + [f"tag:{tag}" for tag in split_tags(given["tags"])]

    def _show_gone(self) -> None:
        """Show whom the form names and does not offer any more. It is no valid choice: saving asks for another one."""
        for name in ("person", "assign", "team"):
            value, field = str(self[name].value() or ""), self.fields[name]
            if value and value not in dict(field.choices):  # type: ignore[attr-defined]
                # Of what is shown only, not of what is valid.
                field.widget.choices = [*field.choices, (value, GONE)]  # type: ignore[attr-defined]


def shown(deeds: Iterable[Deed]) -> dict[str, Any]:
    """Deeds as the fields of the form show them; what has no field of its own here is left to the caller."""
    deeds, told = list(deeds), {"tell": []}
    for deed in deeds:
        to = NOBODY if deed.to is None else str(deed.to)
        if deed.do == "notify":
            told |= {"person": to} if isinstance(deed.to, int) else {"tell": [*told["tell"], to]}
        elif deed.do == HAND_OUT:
            told["assign"] = HAND_OUT
        elif deed.do not in MANY and not isinstance(deed.to, Said):
            told[deed.do] = to
    return told | {"tags": ", ".join(str(deed.to) for deed in deeds if deed.do == "tag")}
