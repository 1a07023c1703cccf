"""What managers keep of products: their picture, the icon of a line, and their papers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from catalog.models import Document, ProductLine
from catalog.states import DocumentKind, LineIcon

# The field that a refusal is about.
AT_FAULT = {"title_missing": "title"}


class FindForm(forms.Form):
    q = forms.CharField(label=_("Name, brand or SKU"), required=False, max_length=100)
    line = forms.ModelChoiceField(
        label=_("Product line"), queryset=ProductLine.objects.all(), required=False, empty_label=_("All lines")
    )


class PictureForm(forms.Form):
    picture = forms.FileField(
        label=_("Picture"),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPG, PNG or WebP, on white and square if you can. Customers see it beside the name."),
    )


class IconForm(forms.Form):
    icon = forms.TypedChoiceField(
        label=_("Icon"), choices=LineIcon.choices, coerce=LineIcon, widget=forms.RadioSelect,
        help_text=_("For the products of the line that have no picture."),
    )  # fmt: skip


class DocumentForm(forms.Form):
    """What is said of a paper; the paper itself only when it is a new one."""

    title = forms.CharField(label=_("Title"), max_length=160, required=False)
    kind = forms.TypedChoiceField(label=_("Kind"), choices=DocumentKind.choices, coerce=DocumentKind)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    published = forms.BooleanField(
        label=_("Published"), required=False, initial=True, help_text=_("Anybody may read it then.")
    )
    file = forms.FileField(label=_("PDF"), widget=forms.FileInput({"accept": "application/pdf"}))

    def __init__(self, *args: Any, document: Document | None = None, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="document_%s", **kwargs)
        self.fields["title"].required = False
        if document:
            del self.fields["file"]
            self.initial |= {name: getattr(document, name) for name in ("title", "kind", "language", "published")}

    def refuse(self, error: Exception, *, code: str) -> None:
        name = "file" if code.startswith("file") else AT_FAULT.get(code)
        self.add_error(name, str(error))
