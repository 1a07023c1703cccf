"""The forms of a unit's passport: in our hands and back, guarantees registered, plans, visits, facts of the sale."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from customers.models import Unit
from customers.rules import LONGEST_MONTHS, has_digital_supply, may_agree_term
from tickets.rules import MAX_TEXT
from warranties.models import CommercialGuarantee, ServiceCentre, ServicePlan
from warranties.passport import Passport, Planned
from warranties.states import Outcome

UNDER_GUARANTEE, PAID = "", "paid"
WHO_PAYS = [(UNDER_GUARANTEE, _("Nobody: under guarantee")), (PAID, _("The customer"))]


def day_field(label: Any, **given: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **given)


def centres_of(passport: Passport) -> QuerySet[ServiceCentre]:
    """Where maintenance of the unit may be had besides our own workshop."""
    return ServiceCentre.objects.authorised_for(passport.unit.product.line_id)


class HandInForm(forms.Form):
    """The unit comes into our hands."""

    fault = forms.CharField(
        label=_("What is wrong, in the customer's words"), max_length=MAX_TEXT, widget=forms.Textarea({"rows": 2})
    )
    accessories = forms.CharField(label=_("What comes with it"), required=False, max_length=500)
    paid = forms.TypedChoiceField(
        label=_("Who pays for the repair"),
        choices=WHO_PAYS,
        coerce=lambda value: value == PAID,
        empty_value=False,
        required=False,
    )
    on = day_field(_("Day"))

    def __init__(self, *args: Any, today: dt.date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="hand_in_%s", **kwargs)
        self.initial |= {"on": today}


class ReturnForm(forms.Form):
    """The customer has it back, or another one in its place."""

    outcome = forms.TypedChoiceField(label=_("How it ended"), choices=[("", "—"), *Outcome.choices], coerce=Outcome)
    work = forms.CharField(
        label=_("What was done"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("The customer reads it in the receipt."),
    )
    replacement_serial = forms.CharField(label=_("Serial number of the replacement"), required=False, max_length=120)
    on = day_field(_("Day"))

    def __init__(self, *args: Any, today: dt.date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="return_%s", **kwargs)
        self.initial |= {"on": today}


class PastStayForm(forms.Form):
    """A stay that is over and that nobody wrote down then."""

    fault = HandInForm.base_fields["fault"]
    handed_in_on = day_field(_("Handed in"))
    returned_on = day_field(_("Returned"))
    paid = HandInForm.base_fields["paid"]
    outcome = ReturnForm.base_fields["outcome"]
    work = ReturnForm.base_fields["work"]
    replacement_serial = ReturnForm.base_fields["replacement_serial"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="past_%s", **kwargs)


class RegistrationForm(forms.Form):
    """The unit was registered with a guarantor."""

    guarantee = forms.ModelChoiceField(label=_("Guarantee"), queryset=CommercialGuarantee.objects.none())
    on = day_field(_("Day of the registration"))
    reference = forms.CharField(label=_("Number"), required=False, max_length=80)

    def __init__(self, *args: Any, passport: Passport, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="registration_%s", **kwargs)
        # Those registered already too: who sends the form twice is told so, and not that there is no such guarantee.
        field = self.fields["guarantee"]
        field.queryset = CommercialGuarantee.objects.filter(pk__in=[it.guarantee.pk for it in passport.promised])  # type: ignore[attr-defined]
        waiting = [it.guarantee for it in passport.to_register]
        field.choices = [("", "—"), *((it.pk, it.name) for it in waiting)]  # type: ignore[attr-defined]
        self.initial |= {"on": passport.today, "guarantee": waiting[0].pk if len(waiting) == 1 else None}


class PlanForm(forms.Form):
    """The unit gets a service plan."""

    plan = forms.ModelChoiceField(label=_("Service plan"), queryset=ServicePlan.objects.all(), empty_label="—")
    starts_on = day_field(_("Begins"), required=False, help_text=_("Empty means on the day of delivery."))
    reference = forms.CharField(label=_("Contract number"), required=False, max_length=80)

    def __init__(self, *args: Any, had: Iterable[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, auto_id="plan_%s", **kwargs)
        if had := set(had):  # offered no more; who sends one of them all the same is told why not
            field, every = self.fields["plan"], self.fields["plan"].choices  # type: ignore[attr-defined]
            field.choices = [(pk, name) for pk, name in every if not pk or pk.value not in had]  # type: ignore[attr-defined]


class VisitForm(forms.Form):
    """A maintenance visit of a plan. `visits_seen` is how many the agent had before their eyes."""

    visits_seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=100_000)
    on = day_field(_("Day of the visit"))
    centre = forms.ModelChoiceField(
        label=_("Authorised centre"), queryset=ServiceCentre.objects.none(), required=False, empty_label=_("Our own")
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=500)

    def __init__(
        self,
        *args: Any,
        planned: Planned,
        passport: Passport,
        centres: Iterable[ServiceCentre] | None = None,
        **kwargs: Any,
    ) -> None:
        """`centres`: those of the unit, for a page that asks for them once and has a form for each plan."""
        super().__init__(*args, auto_id=f"visit_{planned.cover.pk}_%s", **kwargs)
        field = self.fields["centre"]
        field.queryset = centres_of(passport)  # type: ignore[attr-defined]
        if centres is not None:
            field.choices = [("", field.empty_label), *((it.pk, it.name) for it in centres)]  # type: ignore[attr-defined]
        self.initial |= {"visits_seen": planned.terms.visits_used, "on": passport.today}


class SaleForm(forms.Form):
    """What the order does not say of a sale; only what can be true of this one is asked."""

    used_term_months = forms.IntegerField(
        label=_("Guarantee months agreed in writing"), required=False, min_value=1, max_value=LONGEST_MONTHS
    )
    digital_supply_months = forms.IntegerField(
        label=_("Months of digital service"), required=False, min_value=1, max_value=LONGEST_MONTHS
    )
    changed_hands_on = day_field(
        _("Given or sold on to somebody else"), required=False, help_text=_("Empty when the buyer still has it.")
    )

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="sale_%s", **kwargs)
        asked = {
            "used_term_months": may_agree_term(unit.condition),
            "digital_supply_months": has_digital_supply(unit.condition),
        }
        for name, is_asked in asked.items():
            if not is_asked:
                del self.fields[name]
        self.initial |= {name: getattr(unit, name) for name in self.fields}
        self.unit = unit

    @property
    def facts(self) -> dict[str, Any]:
        """All three for the action; what was not asked stays as it is."""
        kept = {name: getattr(self.unit, name) for name in self.base_fields}
        return kept | self.cleaned_data
