"""What came of an attempt to call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.models import Unit
from followups.models import Call
from followups.queries import place_of
from followups.states import Outcome
from tickets.rules import MAX_TEXT
from tickets.states import Kind

KINDS = [(Kind.TECHNICAL, _("It does not work as it should")), (Kind.COMPLAINT, _("Something else went wrong"))]
WHEN = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class AttemptForm(forms.Form):
    """An attempt. `seen` is how many attempts the agent had before their eyes; hours are the customer's."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1000)
    outcome = forms.TypedChoiceField(
        label=_("What came of it?"),
        choices=Outcome.choices,
        coerce=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what came of the call.")},
    )
    call_back_at = forms.DateTimeField(
        label=_("When to call back, by the customer's clock"), required=False, widget=WHEN
    )
    kind = forms.TypedChoiceField(
        label=_("What is wrong?"),
        choices=KINDS,
        coerce=Kind,
        initial=Kind.TECHNICAL,
        widget=forms.RadioSelect,
    )
    unit = forms.ModelChoiceField(
        label=_("Which product?"), queryset=Unit.objects.none(), required=False, empty_label=_("The whole delivery")
    )
    note = forms.CharField(
        label=_("What was said"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("The customer does not see it. If they are not content, it is the first note of their case."),
    )

    def __init__(self, *args: Any, call: Call, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="attempt_%s", **kwargs)
        self.call = call
        units = list(call.delivery.units.all())
        field = self.fields["unit"]
        field.queryset = Unit.objects.filter(delivery=call.delivery_id).select_related("product")  # type: ignore[attr-defined]
        field.label_from_instance = lambda unit: unit.product.name  # type: ignore[attr-defined]
        self.initial |= {"seen": len(call.attempts.all()), "unit": units[0].pk if len(units) == 1 else None}

    def full_clean(self) -> None:
        with timezone.override(place_of(self.call.customer).zone):  # an hour without zone is the customer's
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        needed, errors = values.get("outcome"), self.errors
        if needed == Outcome.CALL_BACK and not values.get("call_back_at") and "call_back_at" not in errors:
            self.add_error("call_back_at", _("Say when to call back."))
        if needed == Outcome.UNHAPPY and not values.get("note") and "note" not in errors:
            self.add_error("note", _("Write down what is wrong: the case begins with it."))
        return values

    @property
    def attempt(self) -> dict[str, Any]:
        """What the action wants."""
        values = dict(self.cleaned_data)
        return {"attempts_seen": values.pop("seen")} | values

    def seeing(self, call: Call) -> AttemptForm:
        """The same words, now that the attempts made meanwhile are shown beside them."""
        form = AttemptForm(self.data.copy(), call=call)
        form.data["seen"] = str(len(call.attempts.all()))
        return form
