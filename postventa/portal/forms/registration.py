"""What a customer says of a product that is theirs, and of one that is no longer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Product, ProductLine
from core.normal import normal_email
from customers.actions.registering import Told
from postventa.files_field import Files
from postventa.portal.forms.fields import SubmissionForm

OTHER = "other"
BOUGHT, GIVEN = "bought", "given"
# The field that a refusal is about.
AT_FAULT = {
    "product_missing": "product_words",
    "proof_missing": "serial",
    "already_yours": "serial",
    "waiting_already": "serial",
    "bought_in_future": "bought_on",
    "own_email": "email",
    "changed_hands_in_future": "on",
    "changed_hands_too_early": "on",
}


def day_field(label: Any, **given: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, input_formats=["%Y-%m-%d", "%d/%m/%Y"], widget=widget, **given)


class FindForm(forms.Form):
    """Which product it is: by its family, or by a part of its name or of its model."""

    q = forms.CharField(
        label=_("Its name or model"),
        required=False,
        max_length=100,
        help_text=_("As on the label or on the receipt. A part of it is enough."),
    )
    line = forms.ModelChoiceField(
        label=_("Or what kind of product it is"),
        queryset=ProductLine.objects.all(),
        required=False,
        widget=forms.RadioSelect,
        empty_label=None,
    )


class RegisterForm(SubmissionForm):
    product = forms.ChoiceField(label=_("Product"), error_messages={"required": _("Choose the product.")})
    product_words = forms.CharField(
        label=_("What is it?"), required=False, max_length=200, help_text=_("The brand and what it is, in your words.")
    )
    serial = forms.CharField(
        label=_("Serial number"),
        required=False,
        max_length=120,
        help_text=_(
            "It is on a label at the back, under it or inside the door, often after «S/N» or «Serial No.». "
            "Phones and computers show it in their settings."
        ),
    )
    origin = forms.ChoiceField(
        label=_("How did you come to it?"),
        choices=[(BOUGHT, _("I bought it")), (GIVEN, _("Somebody gave it to me"))],
        widget=forms.RadioSelect,
        initial=BOUGHT,
    )
    bought_on = day_field(
        _("When was it bought?"), required=False, help_text=_("As on the receipt. Approximately is fine.")
    )
    bought_from = forms.CharField(
        label=_("Where or from whom?"), required=False, max_length=200, help_text=_("A shop, or a person.")
    )
    files = Files(
        label=_("Photo of the receipt"),
        help_text=_("JPG, PNG, WebP or PDF. It helps us to find it, and you have it at hand later."),
    )

    def __init__(self, *args: Any, products: Sequence[Product], known: Product | None, today: dt.date, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.products = {str(product.pk): product for product in products}
        if known:
            self.products[str(known.pk)] = known
        names = [(pk, f"{product.name} · {product.sku}") for pk, product in self.products.items()]
        field = self.fields["product"]
        others = [] if known else [(OTHER, _("It is none of these"))]
        field.choices = [("", "—"), *names, *others]  # type: ignore[attr-defined]
        if len(self.products) < 2:
            field.initial = next(iter(self.products), OTHER)
        self.fields["bought_on"].widget.attrs["max"] = today.isoformat()

    @property
    def told(self) -> Told:
        words = self.cleaned_data
        return Told(
            serial=words["serial"],
            product=self.products.get(words["product"]),
            product_words=words["product_words"],
            gift=words["origin"] == GIVEN,
            bought_on=words["bought_on"],
            bought_from=words["bought_from"],
        )

    def refuse(self, error: Exception, *, code: str) -> None:
        self.add_error("files" if code.startswith("file") else AT_FAULT.get(code), str(error))


class HandingOverForm(forms.Form):
    """It is no longer theirs: since when, and whom we write to."""

    use_required_attribute = False
    on = day_field(_("Since when?"))
    email = forms.CharField(
        label=_("E-mail of whoever has it now"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("We write to them once, so that they can register it. They do not learn who you are from us."),
    )
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": today}, **kwargs)
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_email(self) -> str:
        try:
            return normal_email(self.cleaned_data["email"])
        except ValueError as error:
            raise forms.ValidationError(_("This is no e-mail address. Please look at it again.")) from error

    def refuse(self, error: Exception, *, code: str) -> None:
        self.add_error(AT_FAULT.get(code), str(error))
