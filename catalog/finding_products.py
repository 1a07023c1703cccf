"""Products as somebody looks for them: by a part of the name, of the brand or of the model."""

from __future__ import annotations

from django.db.models import Q

from catalog.models import Product, ProductLine

LISTED = 200
_WORDS = 6


def products_found(asked: str, *, line: ProductLine | None = None, limit: int = LISTED) -> list[Product]:
    """Those that have all the words, of the line if one is given; by name."""
    rows = Product.objects.all() if line is None else Product.objects.filter(line=line)
    for word in asked.replace("\x00", "").split()[:_WORDS]:
        has_it = Q(name__unaccent__icontains=word) | Q(brand__unaccent__icontains=word) | Q(sku__icontains=word)
        rows = rows.filter(has_it)
    return list(rows.select_related("line").order_by("name", "pk")[:limit])
