"""Writing a plan of follow-ups: whom, how and when, all of it chosen."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import ProductLine
from core.models import Team
from core.normal import plain_words
from core.sms import can_text
from customers.states import Channel
from followups.actions.plans import LONGEST_NAME, SAID, Impossible
from followups.faults import faults_of
from followups.models import Plan, PlanVersion, Questionnaire
from followups.states import DelayUnit, LoopBy, Means, Medium, QuestionnaireUse, Trigger
from warranties.jurisdictions import country_called

BETWEEN = re.compile(r"[,;\n]+")
HELD_OUT = 10
EITHER: list[tuple[str, Any]] = [("", _("It does not matter"))]
SAID_SO = {"yes": True, "no": False}
PARTS: dict[str, tuple[str, ...]] = {
    "whom": ("first_purchase", "late", "value_from", "currency", "visits_over", "countries"),
    "choices": ("channels", "lines"),
    "call": ("team", "script"),
    "hours": ("call_delay", "call_unit", "call_window_days", "call_from", "call_until"),
    "attempts": ("attempts", "attempt_days", "dayparts", "spacing_minutes"),
    "survey": ("questionnaire", "medium"),
    "asking": ("survey_delay", "survey_unit", "survey_window_days", "reminder_days", "expires_days"),
    "loop": ("loop_by", "loop_days"),
}
AT_FAULT = {"name_empty": "name", "name_long": "name", "name_taken": "name"}


def _number(label: Any, least: int, most: int, help_text: Any = "", *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=help_text, required=required)


def _yes_or_no(label: Any, yes: Any, no: Any) -> forms.TypedChoiceField:
    choices = [*EITHER, ("yes", yes), ("no", no)]
    return forms.TypedChoiceField(
        label=label, choices=choices, coerce=SAID_SO.get, empty_value=None, required=False
    )  # fmt: skip


def _clock(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, widget=forms.TimeInput({"type": "time"}, format="%H:%M"))


class PlanForm(forms.Form):
    """All that a version of a plan says, and the name of the plan."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    trigger = forms.ChoiceField(label=_("What it follows"), choices=Trigger.choices)
    means = forms.ChoiceField(label=_("How people are reached"), choices=Means.choices, widget=forms.RadioSelect)

    lines = forms.TypedMultipleChoiceField(
        label=_("Product lines"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    countries = forms.CharField(
        label=_("Countries"), required=False, max_length=200,
        help_text=_("By their name or their two letters, between commas: Spain, PT. Empty: all."),
    )  # fmt: skip
    channels = forms.MultipleChoiceField(
        label=_("Sold by"), choices=Channel.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    first_purchase = _yes_or_no(_("First purchase"), _("Only their first"), _("Only who had bought before"))
    value_from = forms.DecimalField(
        label=_("Order of at least"), max_digits=12, decimal_places=2, min_value=0, required=False
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False, initial="EUR")
    visits_over = _number(
        _("More visits than"), 0, 100, _("How often somebody had to come until all was delivered."), required=False
    )
    late = _yes_or_no(_("Promised day"), _("Only what came late"), _("Only what came in time"))
    lead_days = _number(_("Days before"), 1, 365, _("So many days before its day the plan begins."))

    call_delay = _number(_("Call after"), 0, 400)
    call_unit = forms.ChoiceField(label=_("Counted in"), choices=DelayUnit.choices)
    call_window_days = _number(
        _("Days to call at most"), 1, 400, _("From the fact on. Whoever was not called by then is not called any more.")
    )
    call_from, call_until = _clock(_("Calls from")), _clock(_("Calls until"))
    team = forms.ModelChoiceField(
        label=_("Team that calls"), queryset=Team.objects.all(), required=False, empty_label=_("Anybody at the desk")
    )
    script = forms.ModelChoiceField(label=_("What is asked"), queryset=Questionnaire.objects.none(), required=False)
    attempts = _number(_("Attempts at most"), 1, 10)
    attempt_days = _number(_("On so many days at least"), 1, 10)
    dayparts = _number(_("In so many parts of the day"), 1, 3, _("Morning, afternoon from 13:00, evening from 17:00."))
    spacing_minutes = _number(_("Minutes between two at least"), 0, 1440)

    survey_delay = _number(_("Survey after"), 0, 400)
    survey_unit = forms.ChoiceField(label=_("Counted in"), choices=DelayUnit.choices)
    survey_window_days = _number(
        _("Days to ask at most"), 1, 400, _("From the fact on. Whoever was not asked by then is not asked any more.")
    )
    medium = forms.ChoiceField(label=_("Sent by"), choices=Medium.choices)
    questionnaire = forms.ModelChoiceField(
        label=_("What is asked"), queryset=Questionnaire.objects.none(), required=False
    )
    reminder_days = _number(_("Remind after days"), 1, 200, _("Once, who has not begun. Empty: never."), required=False)
    expires_days = _number(_("Days to answer"), 1, 365)
    fallback_days = _number(_("Call who has not answered after days"), 1, 200)

    sample_percent = _number(
        _("Of how many in a hundred"), 1, 100, _("100: of all. The others are left in peace, by lot.")
    )
    hold_out = forms.BooleanField(label=_("Hold some out of the call, to know what it is worth"), required=False)
    holdout_percent = _number(_("How many in a hundred"), 1, 50, required=False)
    loop_by = forms.ChoiceField(label=_("An unhappy answer becomes"), choices=LoopBy.choices)
    loop_days = _number(_("Working days until somebody has spoken with them"), 1, 30)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, version: PlanVersion | None = None, seen: int | None = None) -> None:
        super().__init__(data, auto_id="plan_%s", initial=_initial(version) | {"seen": seen})
        self.version = version
        self.fields["lines"].choices = list(ProductLine.objects.values_list("pk", "name"))  # type: ignore[attr-defined]
        for name, use in (("script", QuestionnaireUse.CALL), ("questionnaire", QuestionnaireUse.SURVEY)):
            field = self.fields[name]
            field.queryset = Questionnaire.objects.published().filter(use=use)  # type: ignore[attr-defined]
            field.empty_label = _("Choose")  # type: ignore[attr-defined]
        if version is not None:
            self.fields["trigger"].disabled = True

    def clean_name(self) -> str:
        """Said with all else that is wrong; whether it is still free the action looks at again."""
        name = plain_words(self.cleaned_data["name"])
        others = Plan.objects.exclude(pk=self.version.plan_id) if self.version else Plan.objects.all()
        if others.filter(name=name).exists():
            raise forms.ValidationError(_("There is a plan with that name already."))
        return name

    def clean_countries(self) -> list[str]:
        codes: list[str] = []
        unknown: list[str] = []
        for words in filter(None, map(str.strip, BETWEEN.split(self.cleaned_data["countries"]))):
            # A whole name first («Costa Rica»), else several in a row («ES PT»).
            some = [words] if country_called(words) else words.split()
            codes += filter(None, map(country_called, some))
            unknown += [] if all(map(country_called, some)) else [words]
        if unknown:
            sentence = _("There is no country %(code)s. Write its name or its two letters: Spain, or ES.")
            raise forms.ValidationError(sentence, params={"code": ", ".join(unknown)})
        return list(dict.fromkeys(codes))

    def clean_currency(self) -> str:
        return self.cleaned_data["currency"].strip().upper()

    def clean(self) -> dict[str, Any]:
        """The share that is held out is none while it is not switched on. All that is wrong is said at once."""
        given = self.cleaned_data
        if given.get("hold_out") and given.get("holdout_percent") is None and "holdout_percent" not in self.errors:
            given["holdout_percent"] = HELD_OUT
        elif not given.get("hold_out"):
            given["holdout_percent"] = 0
            self.errors.pop("holdout_percent", None)
        if given.get("value_from") is None:
            given["currency"] = ""
        if "trigger" in given and "means" in given:
            self._find_faults(given)
        return given

    def _find_faults(self, given: dict[str, Any]) -> None:
        """What nobody could follow, as far as the rest can be read; a box says one thing at a time."""
        version = PlanVersion(**{name: given[name] for name in SAID if name in given})
        for field, sentence in faults_of(version, given["trigger"], texts=can_text()):
            if field not in self.errors:
                self.add_error(field, sentence)

    @property
    def says(self) -> dict[str, Any]:
        """What the version says, as its actions take it."""
        return {name: self.cleaned_data[name] for name in SAID}

    def refuse(self, refusal: Exception) -> None:
        """Show why, each where it is mended."""
        if isinstance(refusal, Impossible):
            for field, sentence in refusal.faults:
                self.add_error(field, sentence)
        else:
            self.add_error(AT_FAULT.get(getattr(refusal, "code", "")), str(refusal))

    @property
    def parts(self) -> dict[str, list[forms.BoundField]]:
        """The fields by the place of the page where they stand together."""
        return {part: [self[name] for name in names] for part, names in PARTS.items()}


def _initial(version: PlanVersion | None) -> dict[str, Any]:
    row = version or PlanVersion(means=Means.CALL)
    told: dict[str, Any] = {name: getattr(row, name) for name in SAID}
    told |= {name: "" if told[name] is None else "yes" if told[name] else "no" for name in ("first_purchase", "late")}
    told |= {
        "countries": ", ".join(row.countries),
        "currency": row.currency or "EUR",
        "hold_out": row.holdout_percent > 0,
        "holdout_percent": row.holdout_percent or HELD_OUT,
    }
    return told | ({"name": version.plan.name, "trigger": version.plan.trigger} if version else {})
