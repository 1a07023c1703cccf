"""Writing articles of the knowledge base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Article, Product, ProductLine, Symptom
from postventa.desk.forms.macros import words_of
from postventa.desk.forms.rich import RichTextField
from tickets.rules import MAX_TEXT


class ArticleForm(forms.Form):
    """An article, what it is about, and who finds it."""

    title = forms.CharField(label=_("Title"), max_length=160)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    words = RichTextField(label=_("Words"))
    lines = forms.ModelMultipleChoiceField(
        label=_("Product lines"),
        queryset=ProductLine.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    products = forms.CharField(
        label=_("Products"), required=False, max_length=MAX_TEXT, help_text=_("Their SKUs, between commas.")
    )
    symptoms = forms.ModelMultipleChoiceField(
        label=_("Symptoms"),
        queryset=Symptom.objects.filter(active=True).select_related("line"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    published = forms.BooleanField(label=_("Offered"), required=False, initial=True)
    public = forms.BooleanField(
        label=_("Customers find it too"),
        required=False,
        help_text=_("In the help, on the page of their product, and before they complain."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, article: Article | None = None, of: Article | None = None, asked: Any = None
    ) -> None:
        """`of`: the article of which this will be the one in another language; `asked`: what one is to be about."""
        kept = article or of
        initial = _initial(kept, is_new=article is None) if kept else _wished(asked or {})
        super().__init__(data, auto_id="article_%s", initial=initial)
        offered = Q(active=True) | Q(articles=kept.pk if kept else None)
        rows = Symptom.objects.filter(offered).distinct().select_related("line")
        self.fields["symptoms"].queryset = rows  # type: ignore[attr-defined]

    @property
    def symptoms_by_line(self) -> Iterator[tuple[ProductLine, list[tuple[Symptom, bool]], int]]:
        """Each line with its symptoms, which of them are chosen, and how many."""
        chosen = {str(getattr(one, "pk", one)) for one in self["symptoms"].value() or ()}
        lines: dict[int, tuple[ProductLine, list[tuple[Symptom, bool]]]] = {}
        for symptom in self.fields["symptoms"].queryset:  # type: ignore[attr-defined]
            row = lines.setdefault(symptom.line_id, (symptom.line, []))
            row[1].append((symptom, str(symptom.pk) in chosen))
        for line, symptoms in lines.values():
            yield line, symptoms, sum(is_chosen for _symptom, is_chosen in symptoms)

    def clean_products(self) -> list[Product]:
        skus = list(dict.fromkeys(sku.strip() for sku in self.cleaned_data["products"].split(",") if sku.strip()))
        found = {product.sku: product for product in Product.objects.filter(sku__in=skus)}
        unknown = [sku for sku in skus if sku not in found]
        if unknown:
            raise forms.ValidationError(
                _("There is no product with the SKU %(skus)s."), params={"skus": ", ".join(unknown)}
            )
        return [found[sku] for sku in skus]


def _wished(asked: Mapping[str, str]) -> dict[str, Any]:
    """What an address says that a new article is to be about."""
    title = " ".join(asked.get("title", "").replace("\x00", "").split())[:160]
    language = asked.get("language", "")
    known = {"language": language} if language in dict(settings.LANGUAGES) else {}
    return {"title": title[:1].upper() + title[1:], **known}


def _initial(article: Article, *, is_new: bool) -> dict[str, Any]:
    """What an article is; of one in another language all but its words, which are the ones to translate."""
    other = next(code for code, _name in settings.LANGUAGES if code != article.language)
    return {
        "title": article.title,
        "language": other if is_new else article.language,
        "words": words_of(article.html),
        "lines": list(article.lines.all()),
        "products": ", ".join(article.products.values_list("sku", flat=True)),
        "symptoms": list(article.symptoms.all()),
        "published": article.published,
        "public": article.public,
        "seen": None if is_new else article.version,
    }
