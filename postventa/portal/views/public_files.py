"""Pictures of products and their papers: for anybody, and nothing else of what is stored."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from catalog.models import Document, Product
from postventa.access_marks import mark
from postventa.file_response import file_response
from postventa.portal import limits

# Another picture of the same product has another number.
FOR_GOOD = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"


@mark("public")
@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The photo of a product, by the number of its file."""
    product = Product.objects.filter(picture=pk).select_related("picture").first()
    if product is None or product.picture is None or not (product.picture.is_image and product.picture.is_ready):
        raise Http404
    response = file_response(product.picture)
    response["Cache-Control"] = FOR_GOOD
    return response


@mark("public")
@require_safe
@limits.by_visitor
def document(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A published paper, to keep."""
    if limits.is_limited(request):
        return limits.too_many(request, seconds=limits.MINUTE)
    row = get_object_or_404(Document.objects.published().select_related("file"), pk=pk, file__state="ready")
    response = file_response(row.file)
    response["Cache-Control"] = AN_HOUR
    return response
