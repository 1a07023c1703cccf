"""The name of a kept view, and who sees it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.models import Team

ME, ALL = "me", "all"


class KeepForm(forms.Form):
    """Who sees it is asked of managers only: what others keep is their own."""

    name = forms.CharField(label=_("Name"), max_length=60)
    whose = forms.ChoiceField(label=_("Who sees it"), initial=ME)

    def __init__(self, *args: Any, manager: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if manager:
            teams = [(str(pk), name) for pk, name in Team.objects.values_list("pk", "name")]
            self.fields["whose"].choices = [(ME, _("Only me")), *teams, (ALL, _("Everybody"))]  # type: ignore[attr-defined]
        else:
            del self.fields["whose"]

    @property
    def given(self) -> dict[str, Any]:
        """The name and whose the view is, as the action wants them."""
        name, whose = self.cleaned_data["name"], self.cleaned_data.get("whose", ME)
        if whose in (ME, ALL):
            return {"name": name, "shared": whose == ALL}
        return {"name": name, "team": Team.objects.get(pk=whose)}
