"""Asking to be erased, calling it off, and how far it is; by the signed link, also when nobody is known any more."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.actors import customer_by_link
from core.errors import Refused
from postventa.access_marks import mark
from postventa.documents.erasure_certificate import erasure_certificate
from postventa.documents.paper import handed_out, language_asked
from postventa.erasing import told
from postventa.portal import limits
from postventa.portal.access import actor, customer_required, get_customer
from postventa.portal.forms.erasure import ErasureForm
from postventa.portal.recent import came_in_lately
from privacy.actions.asking import ask_erasure, call_off_erasure
from privacy.links import erasure_of, erasure_token
from privacy.models import Erasure
from privacy.queries import erasure_of_customer


@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_customer
@customer_required
def erasure(request: HttpRequest) -> HttpResponse:
    """What goes, what stays and why; POST asks for it, from whoever came in a short while ago."""
    customer = get_customer(request)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    lately = came_in_lately(request)
    if form.is_bound and limits.is_limited(request):
        return limits.too_many(request, seconds=limits.HOUR)
    if form.is_bound and lately and form.is_valid():
        try:
            ask_erasure(customer=customer, by=actor(request), now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("portal:erasure")
    asked = erasure_of_customer(customer)
    context = {
        "form": form,
        "lately": lately,
        "hours": settings.ERASURE_HOURS,
        "asked": asked and told(asked),
        "link": asked and erasure_token(asked),
        "nav": "me",
    }
    return render(request, "portal/me/erasure.html", context, status=422 if form.errors else 200)


@require_POST
@customer_required
def cancellation(request: HttpRequest) -> HttpResponse:
    """Call it off."""
    asked = erasure_of_customer(get_customer(request))
    if asked is not None:
        try:
            call_off_erasure(erasure=asked, by=actor(request), now=timezone.now())
        except Refused as refusal:
            messages.error(request, str(refusal))
    return redirect("portal:erasure")


@require_POST
@customer_required
def proof(request: HttpRequest, *, back: str) -> HttpResponse:
    """Leave, to come in again with a new code: the way back leads to the page that asked for it."""
    logout(request)
    after = urlencode({"next": reverse(back)})
    return redirect(f"{reverse('account_request_login_code')}?{after}")


def erasure_link_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Whoever holds the signed link of an erasure. It opens nothing but this."""

    @mark("link")
    @limits.by_visitor
    @wraps(view)
    def inner(request: HttpRequest, token: str) -> HttpResponseBase:
        if limits.is_limited(request):
            return limits.too_many(request, seconds=limits.MINUTE)
        found = erasure_of(token)
        if found is None:
            response: HttpResponseBase = render(request, "portal/erasure_unknown.html", status=404)
        else:
            response = view(request, found, token=token)
        response["X-Robots-Tag"] = "noindex"
        return response

    return inner


@require_http_methods(["GET", "HEAD", "POST"])
@erasure_link_required
def erasure_by_link(request: HttpRequest, erasure: Erasure, *, token: str) -> HttpResponse:
    """How far it is; POST calls it off."""
    if request.method == "POST":
        try:
            call_off_erasure(erasure=erasure, by=customer_by_link(erasure.customer.email), now=timezone.now())
            messages.success(request, _("It was called off. Everything stays as it was."))
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect("erasure_link", token=token)
    return render(request, "portal/erasure.html", {"told": told(erasure), "token": token})


@require_safe
@erasure_link_required
def certificate_by_link(request: HttpRequest, erasure: Erasure, *, token: str) -> HttpResponse:
    """The paper that says what was done; in the reader's language, for we do not know theirs any more."""
    language = language_asked(request, translation.get_language())
    return handed_out(request, lambda: erasure_certificate(erasure, language))
