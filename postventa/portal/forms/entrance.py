"""How somebody without a code comes in: by an order and its e-mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.normal import normal_email, plain_words

ORDER_LENGTH = 80
EMAIL_LENGTH = 254


class OrderField(forms.CharField):
    """The number of an order as somebody copies it from a letter: blanks around it do not count."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Order number"))
        kwargs.setdefault("help_text", _("It is in the e-mail or on the paper that confirmed your purchase."))
        widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"})
        super().__init__(max_length=ORDER_LENGTH, widget=widget, **kwargs)

    def to_python(self, value: Any) -> str:
        return plain_words(super().to_python(value)).removeprefix("#").strip()


class OrderEmailField(forms.EmailField):
    """The e-mail of an order, in its normal form."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("E-mail"))
        kwargs.setdefault("help_text", _("The one you gave when you bought."))
        widget = forms.EmailInput(attrs={"autocomplete": "email"})
        super().__init__(max_length=EMAIL_LENGTH, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        email = super().clean(value)
        try:
            return normal_email(email)
        except ValueError:
            raise forms.ValidationError(self.error_messages.get("invalid", self.default_error)) from None

    default_error = _("Enter a valid email address.")


class OrderForm(forms.Form):
    order = OrderField()
    email = OrderEmailField()

    def refuse(self) -> None:
        """The same words whatever is wrong: whether an order exists, or whose it is, is told to nobody."""
        self.add_error(
            None, _("We find no order with this number and this e-mail. Please look at both again: they go together.")
        )

    def refuse_for_now(self) -> None:
        self.add_error(None, _("That was tried many times. Please wait an hour, or come in with a code by e-mail."))
