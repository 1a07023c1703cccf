"""What an agent decides of a product that a customer registered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Product
from customers.models import Registration, Unit
from postventa.desk.forms.units import day_field
from tickets.rules import MAX_TEXT

# The field that a refusal is about.
AT_FAULT = {
    "changed_hands_in_future": "on",
    "changed_hands_too_early": "on",
    "already_theirs": "unit",
    "bought_in_future": "bought_on",
    "serial_known": "serial",
    "answer_missing": "answer",
}


class HandsForm(forms.Form):
    """It is a unit of ours, and it changes hands."""

    unit = forms.ChoiceField(label=_("Which one"), widget=forms.RadioSelect)
    on = day_field(_("It is theirs since"))

    def __init__(self, data: Any = None, *, units: Sequence[Unit], registration: Registration, today: dt.date) -> None:
        super().__init__(data, auto_id="hands_%s")
        self.units = {str(unit.pk): unit for unit in units}
        self.fields["unit"].choices = [(pk, _told(unit)) for pk, unit in self.units.items()]  # type: ignore[attr-defined]
        released = next((unit.changed_hands_on for unit in units if unit.is_released), None)
        self.initial |= {"unit": next(iter(self.units), None), "on": released or registration.bought_on or today}


class WritingForm(forms.Form):
    """It was bought in another shop, and is written down."""

    sku = forms.CharField(label=_("Product (SKU)"), max_length=80)
    serial = forms.CharField(label=_("Serial number"), required=False, max_length=120)
    bought_on = day_field(_("Bought"))

    def __init__(self, data: Any = None, *, registration: Registration, offered: Sequence[Product]) -> None:
        super().__init__(data, auto_id="writing_%s")
        product = registration.product
        self.offered = offered
        self.fields["sku"].widget.attrs["list"] = "skus"
        self.initial |= {
            "sku": product.sku if product else "", "serial": registration.serial, "bought_on": registration.bought_on
        }  # fmt: skip

    def clean_sku(self) -> Product:
        product = Product.objects.filter(sku__iexact=self.cleaned_data["sku"].strip().replace("\x00", "")).first()
        if product is None:
            raise forms.ValidationError(_("There is no product with this SKU."))
        return product


class RefusalForm(forms.Form):
    """It is not registered, and the customer reads why."""

    answer = forms.CharField(
        label=_("What the customer reads"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Why not, and what would help. Say nothing about who has it."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="refusal_%s")


def _told(unit: Unit) -> str:
    return " · ".join(filter(None, [str(unit.product), unit.serial, unit.purchase.order_ref]))
