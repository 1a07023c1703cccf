"""Who may go on with a complaint on its way: its customer, and the browser in which it was begun or its link opened."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from core.actors import Actor, customer_by_link
from customers.models import Unit
from postventa.access_marks import mark
from postventa.portal.access import View, actor, guest, visitor
from tickets.links import reader_of
from tickets.models import Filing

GRANTS = "filings"  # in the session: the complaints that this browser may go on with, until when, and of which address
AS_GUEST, BY_LINK = dt.timedelta(hours=2), dt.timedelta(days=1)
PRODUCTS = 50


def filing_required(view: View) -> View:
    """The view gets the complaint. Who is not signed in and may not see it is sent to ask for a code, like anybody."""

    @mark("visitor")
    @wraps(view)
    def inner(request: HttpRequest, uid: uuid.UUID, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.user.is_authenticated and (request.user.is_agent or request.user.is_staff):
            return render(request, "portal/staff.html", status=404)
        filing = _found(request, uid)
        if filing is not None:
            return view(request, filing, *args, **kwargs)
        if request.user.is_authenticated:
            raise Http404
        return redirect_to_login(request.get_full_path(), reverse("account_request_login_code"))

    return inner


def _found(request: HttpRequest, uid: uuid.UUID) -> Filing | None:
    about = ("unit__product__line", "unit__delivery", "unit__purchase__customer", "unit__holder", "ticket")
    rows = Filing.objects.select_related("customer", *about)
    filing = rows.filter(uid=uid).first()
    if filing is None or not (_is_theirs(request, filing) or _is_granted(request, filing)):
        return None
    if filing.customer.erased_at:  # a browser that was let in before they were forgotten
        return None
    # What changed hands meanwhile is somebody else's to complain about.
    return None if filing.ticket is None and _is_gone(filing) else filing


def _is_gone(filing: Filing) -> bool:
    """Whether its product is not its customer's any more: given away, with somebody else, or with nobody known."""
    unit = filing.unit
    return unit is not None and (unit.is_released or unit.keeper.email != filing.customer.email)


def _is_theirs(request: HttpRequest, filing: Filing) -> bool:
    """As `Filing.objects.visible_to` says, of a row that is read already: each step of many asks it."""
    return request.user.is_authenticated and actor(request).email == filing.customer.email != ""


def _is_granted(request: HttpRequest, filing: Filing) -> bool:
    """A grant dies with the address that it was given for, as the link does."""
    until, reader = request.session.get(GRANTS, {}).get(str(filing.uid), (None, ""))
    is_over = until is None or dt.datetime.fromisoformat(until) <= timezone.now()
    return not is_over and constant_time_compare(reader, reader_of(filing.customer))


def grant(request: HttpRequest, filing: Filing, *, lasts: dt.timedelta) -> None:
    """This browser may go on with it for so long; the grants that are over are forgotten."""
    now = timezone.now()
    kept = request.session.get(GRANTS, {}).items()
    valid = {uid: one for uid, one in kept if dt.datetime.fromisoformat(one[0]) > now}
    request.session[GRANTS] = valid | {str(filing.uid): [(now + lasts).isoformat(), reader_of(filing.customer)]}


def filer(request: HttpRequest, filing: Filing) -> Actor:
    """Whoever goes on with it, as the actions know them."""
    return actor(request) if _is_theirs(request, filing) else customer_by_link(filing.customer.email)


def begun_here(request: HttpRequest, unit: Unit, topic: str) -> Filing | None:
    """What this visitor began to tell about a product and has not sent."""
    rows = Filing.objects.unsent().filter(unit=unit, topic=topic).order_by("-changed_at")
    if request.user.is_authenticated:
        return rows.visible_to(actor(request)).first()
    kept = rows.filter(uid__in=request.session.get(GRANTS, {})).select_related("customer")
    return next((row for row in kept if _is_granted(request, row)), None)


def products_of(request: HttpRequest) -> list[Unit]:
    """The visitor's products, the newest first; a guest's are those of the order."""
    who = visitor(request)
    units = Unit.objects.visible_to(who.by)
    mine = units.filter(purchase=who.purchase) if who.is_guest else units
    related = mine.select_related("product", "delivery", "purchase__customer", "holder")
    return list(related.order_by("-purchase__purchased_at", "-pk")[:PRODUCTS])


def way_out(request: HttpRequest) -> str:
    """Where a visitor goes who is done here."""
    if request.user.is_authenticated:
        return reverse("portal:home")
    return reverse("portal:guest_home") if guest(request) else reverse("welcome")
