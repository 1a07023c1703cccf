"""Writing macros: what they do is chosen, nobody writes JSON."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.models import Team, User
from core.richtext import Words, to_text
from postventa.desk.forms.rich import RichTextField
from tickets.deeds import MANY, ME, Deed, read_written
from tickets.models import Macro
from tickets.queries.macros import deeds_of
from tickets.states import MessageKind, Priority, Resolution, Status

NO_CHANGE = ("", _("As it is"))
KINDS = [(MessageKind.REPLY, _("Reply")), (MessageKind.NOTE, _("Internal note"))]
LANGUAGES = [("", pgettext_lazy("language", "Any")), *settings.LANGUAGES]
STATES = [(state.value, state.label) for state in Status if state not in (Status.NEW, Status.RESOLVED)]


def words_of(html: str) -> Words:
    return Words(to_text(html), html) if html else Words("")


class MacroForm(forms.Form):
    """A macro: its words and, in words too, what goes with them."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.TypedChoiceField(label=_("What it writes"), choices=KINDS, coerce=MessageKind)
    words = RichTextField(label=_("Words"), required=False)
    assign = forms.ChoiceField(label=_("Assignee"), required=False)
    move_to = forms.ChoiceField(label=_("Team of the case"), required=False)
    priority = forms.ChoiceField(label=_("Priority"), required=False, choices=[NO_CHANGE, *Priority.choices])
    end = forms.ChoiceField(label=_("State"), required=False)
    tags = forms.CharField(label=_("Put on tags"), required=False, max_length=300, help_text=_("Between commas."))
    untags = forms.CharField(label=_("Take off tags"), required=False, max_length=300, help_text=_("Between commas."))
    team = forms.ModelChoiceField(
        label=_("Whose"), queryset=Team.objects.all(), required=False, empty_label=_("Everybody's")
    )
    language = forms.ChoiceField(label=_("For cases in"), choices=LANGUAGES, required=False)
    position = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=9999, initial=0)
    active = forms.BooleanField(label=_("Offered"), required=False, initial=True)

    def __init__(self, data: Any = None, *, macro: Macro | None = None) -> None:
        super().__init__(data, auto_id="macro_%s", initial=_initial(macro) if macro else None)
        people = [(str(pk), name or email) for pk, name, email in _people()]
        teams = [(str(pk), name) for pk, name in Team.objects.values_list("pk", "name")]
        self._offer("assign", [(ME, _("Who uses it")), ("nobody", _("Nobody")), *people])
        self._offer("move_to", [("nobody", _("None")), *teams])
        resolved = [(f"resolve:{value}", label) for value, label in Resolution.choices]
        states = [(f"state:{value}", label) for value, label in STATES]
        self._offer("end", [(_("State"), states), (_("Resolved"), resolved)])

    def _offer(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = [NO_CHANGE, *choices]  # type: ignore[attr-defined]

    @property
    def deeds(self) -> tuple[Deed, ...]:
        """What was chosen. Refused as `read_written` refuses."""
        given, written = self.cleaned_data, []
        for do, name in (("assign", "assign"), ("team", "move_to"), ("priority", "priority")):
            if given[name]:
                written.append(f"{do}:{'' if given[name] == 'nobody' else given[name]}")
        written += [f"tag:{tag}" for tag in split_tags(given["tags"])]
        written += [f"untag:{tag}" for tag in split_tags(given["untags"])]
        return read_written(written + [given["end"]] * bool(given["end"]))


def split_tags(text: str) -> list[str]:
    return [tag.strip() for tag in text.split(",") if tag.strip()]


def _people() -> Any:
    return User.objects.agents().order_by("name", "email").values_list("pk", "name", "email")


def _initial(macro: Macro) -> dict[str, Any]:
    fields = ("name", "kind", "team", "language", "position", "active")
    told: dict[str, Any] = {name: getattr(macro, name) for name in fields}
    deeds = deeds_of(macro)
    for deed in deeds:
        if deed.do in ("state", "resolve"):
            told["end"] = deed.written
        elif deed.do not in MANY:
            name = "move_to" if deed.do == "team" else deed.do
            told[name] = "nobody" if deed.to is None else str(deed.to)
    tags = {do: ", ".join(str(deed.to) for deed in deeds if deed.do == do) for do in MANY}
    return told | {"words": words_of(macro.html), "tags": tags["tag"], "untags": tags["untag"]}
