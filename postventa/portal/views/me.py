"""«My data»: what we hold of a customer and why, what they put right, what they want of us, and a copy to take away."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from customers.actions.consents import set_wish
from customers.actions.quiet import set_quiet_hours
from customers.models import Customer
from customers.queries import records_of
from followups.queries import quiet_of
from postventa.export import zipped
from postventa.portal import limits
from postventa.portal.access import actor, customer_required
from postventa.portal.forms.me import DetailsForm, WishesForm
from postventa.portal.held import held_by
from privacy.actions.correcting import correct_details
from privacy.actions.exporting import export_holdings


@require_safe
@customer_required
def me(request: HttpRequest) -> HttpResponse:
    """Everything at a glance. Whoever has no record under their e-mail reads that."""
    customer = _record(request)
    if customer is None:
        return render(request, "portal/me/nobody.html", {"nav": "me"})
    context = {
        "customer": customer,
        "records": records_of(customer).count(),
        "quiet": quiet_of(customer),
        "held": held_by(customer, timezone.now()),
        "nav": "me",
    }
    return render(request, "portal/me/me.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_customer
@customer_required
def details(request: HttpRequest) -> HttpResponse:
    """Who they are and where, to be put right."""
    customer = _mine(request)
    form = DetailsForm(request.POST if request.method == "POST" else None, customer=customer)
    if _is_good(request, form) and _corrected(request, form, customer):
        messages.success(request, _("Your details are as you wrote them."))
        return redirect("portal:me")
    context = {"form": form, "customer": customer, "records": records_of(customer).count(), "nav": "me"}
    return render(request, "portal/me/details.html", context, status=limits.form_status(request, form))


@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_customer
@customer_required
def wishes(request: HttpRequest) -> HttpResponse:
    """Surveys, calls, and the hours in which nobody calls them."""
    customer = _mine(request)
    form = WishesForm(request.POST if request.method == "POST" else None, customer=customer)
    if _is_good(request, form):
        by, now = actor(request), timezone.now()
        for to, given in form.wants.items():
            set_wish(customer=customer, to=to, given=given, by=by, now=now)
        set_quiet_hours(customer=customer, quiet=form.quiet, by=by, now=now)
        messages.success(request, _("Your wishes are written down, and hold from now on."))
        return redirect("portal:me")
    context = {"form": form, "nav": "me"}
    return render(request, "portal/me/wishes.html", context, status=limits.form_status(request, form))


@require_POST
@limits.downloads_by_customer
@customer_required
def download(request: HttpRequest) -> HttpResponseBase:
    """Everything that we hold of them, as one ZIP."""
    customer = _mine(request)
    if limits.is_limited(request):
        return limits.too_many(request, seconds=limits.DAY)
    now = timezone.now()
    export = export_holdings(customer=customer, by=actor(request), now=now)
    name = f"{_('my-data')}-{timezone.localdate(now):%Y-%m-%d}.zip"
    return FileResponse(zipped(export, now), as_attachment=True, filename=name, content_type="application/zip")


def _record(request: HttpRequest) -> Customer | None:
    """Their newest record: of several with one e-mail the one that letters go by."""
    return Customer.objects.visible_to(actor(request)).order_by("-pk").first()


def _mine(request: HttpRequest) -> Customer:
    found = _record(request)
    if found is None:
        raise Http404
    return found


def _is_good(request: HttpRequest, form: DetailsForm | WishesForm) -> bool:
    if form.is_bound and limits.is_limited(request):
        form.add_error(None, _("You have sent a lot in a short time. Please wait some minutes and send it again."))
    return form.is_valid()


def _corrected(request: HttpRequest, form: DetailsForm, customer: Customer) -> bool:
    """Whether it was written; if not, the reason is in the form."""
    by, now = actor(request), timezone.now()
    try:
        correct_details(customer=customer, seen=form.seen, details=form.details, by=by, now=now)
    except Refused as error:
        form.add_error("name" if error.code == "name_missing" else None, str(error))
    return not form.errors
