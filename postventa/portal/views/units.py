"""What the QR on a unit's papers opens, for anybody: nothing in it says who bought it, where, when or for how much."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from catalog.articles import public_articles_about
from catalog.models import Document
from customers.models import Unit
from postventa.access_marks import mark
from postventa.portal import limits
from postventa.portal.access import actor
from postventa.portal.public_cover import public_lines
from warranties.links import unit_of
from warranties.passport import passport

SHOWN_OF_SERIAL, ARTICLES = 4, 6


@mark("public")
@require_safe
@limits.by_visitor
def unit_public(request: HttpRequest, token: str) -> HttpResponse:
    """A unit's guarantees with their last days, the recalls that reach it, and the way in when something is wrong."""
    if limits.is_limited(request):
        return limits.too_many(request, seconds=limits.MINUTE)
    unit = unit_of(token, "product__line", "delivery", "purchase__customer")
    if unit is None:
        response = render(request, "portal/unit_unknown.html", status=404)
    else:
        response = render(request, "portal/unit_public.html", _shown(request, unit, token))
    response["X-Robots-Tag"] = "noindex"
    return response


def _shown(request: HttpRequest, unit: Unit, token: str) -> dict[str, object]:
    """Only what a stranger may read. The page never gets the unit itself: what it has not, it cannot show."""
    known, visitor = passport(unit, timezone.now()), request.user
    mine = visitor.is_authenticated and Unit.objects.visible_to(actor(request)).filter(pk=unit.pk).exists()
    return {
        "product": unit.product,
        "documents": sorted(
            Document.objects.published().about(unit.product), key=lambda row: row.language != get_language()
        ),
        "articles": public_articles_about(unit.product, get_language() or "es", limit=ARTICLES),
        "serial_end": unit.serial[-SHOWN_OF_SERIAL:] if len(unit.serial) > SHOWN_OF_SERIAL else "",
        "delivered_in": unit.delivery.delivered_on and unit.delivery.delivered_on.replace(day=1),
        "lines": public_lines(known),
        "recalls": known.recalls,
        "today": known.today,
        "mine": unit.pk if mine else None,
        "is_agent": visitor.is_authenticated and visitor.is_agent,
        "token": token,
    }
