"""A case on behalf of a customer, on one page: who it is, what they say, and how it goes on."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from customers.queries import known_customers
from postventa.desk.access import actor, staff_required
from postventa.desk.begun import begun_by, forget_begun, keep_begun
from postventa.desk.forms.new_ticket import NewTicketForm, typed_in
from postventa.desk.new_case import About, about_of, code_in, found_by, shown
from postventa.desk.rail import rail
from tickets.actions.on_behalf import open_on_behalf
from tickets.models import Ticket

KNOWN = ("email_known", "phone_known")


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_ticket(request: HttpRequest) -> HttpResponse:
    """Open the case. The buttons that look for a customer and choose one show the page again as it was typed."""
    if request.method != "POST":
        return _begin(request)
    if "look" in request.POST or "choose" in request.POST:
        typed = typed_in(request.POST)
        typed["about"] = request.POST.get("choose", typed.get("about", ""))
        return _page(request, _form(request, typed), about_of(request, typed["about"]), looked="look" in request.POST)
    about = about_of(request, request.POST.get("about") or code_in(request.GET))
    form = NewTicketForm(request.POST, request.FILES, user=request.user, has_customer=about is not None)
    if not form.is_valid():
        return _page(request, form, about, status=422)
    try:
        ticket = _open(request, form, about)
    except Refused as refusal:
        return _refused(request, form, about, refusal)
    forget_begun(request.user.pk, form.cleaned_data["submission"])
    return _opened(request, ticket)


@staff_required
@require_safe
def new_ticket_found(request: HttpRequest) -> HttpResponse:
    """Whom the words that are being typed may mean; without a script this is the page itself."""
    words = next((request.GET[name] for name in ("who", "new_email", "new_phone") if request.GET.get(name)), "")
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(reverse("desk:new_ticket", query={"who": words}))
    return render(request, "desk/tickets/_found_customers.html", {"found": found_by(words), "words": words.strip()})


@staff_required
@require_safe
def new_ticket_about(request: HttpRequest) -> HttpResponse:
    """Whom it is about, chosen: what covers their product, what else there is of them; nobody again without either."""
    about = about_of(request, code_in(request.GET))
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(reverse("desk:new_ticket", query=request.GET))
    return render(request, "desk/tickets/_about.html", {"about": about, "swap": True, "now": timezone.now()})


@staff_required
@require_POST
def begun(request: HttpRequest, submission: uuid.UUID) -> HttpResponse:
    """Keep what was typed so far. Says when it was kept, or that it could not be."""
    if Ticket.objects.filter(submission=submission).exists():
        return JsonResponse({"said": ""})
    now = timezone.now()
    if not keep_begun(request.user.pk, submission, typed_in(request.POST), now):
        return JsonResponse({"said": _("This draft could not be saved. Do not close the page.")}, status=503)
    said = _("Draft saved %(time)s") % {"time": time_format(timezone.localtime(now), "H:i")}
    return JsonResponse({"said": said})


@staff_required
@require_POST
def begun_removal(request: HttpRequest, submission: uuid.UUID) -> HttpResponse:
    """Throw away what was begun."""
    forget_begun(request.user.pk, submission)
    return redirect("desk:new_ticket")


def _begin(request: HttpRequest) -> HttpResponse:
    """An empty page, or one of those that were begun: ?draft= and the number of its form."""
    others = begun_by(request.user.pk, timezone.now())
    mine = next((one for one in others if str(one.submission) == request.GET.get("draft")), None)
    typed = dict(mine.typed) | {"submission": str(mine.submission)} if mine else {"who": request.GET.get("who", "")}
    about = about_of(request, code_in(request.GET) or typed.get("about", ""))
    others = [one for one in others if one is not mine]
    return _page(request, _form(request, typed), about, looked=bool(typed.get("who")) and about is None, others=others)


def _form(request: HttpRequest, typed: dict[str, str]) -> NewTicketForm:
    """A form that shows what was typed, and finds no fault with it yet."""
    return NewTicketForm(initial=typed, user=request.user, has_customer=bool(typed.get("about")))


def _page(
    request: HttpRequest,
    form: NewTicketForm,
    about: About | None,
    *,
    looked: bool = False,
    status: int = 200,
    **given: object,
) -> HttpResponse:
    words = str(form["who"].value() or "").strip()
    context = {"form": form, "about": about, "words": words, "now": timezone.now(), "nav": "cases", **given}
    if looked:
        context["found"] = found_by(words)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/tickets/_new_form.html", context)
    return render(request, "desk/tickets/new.html", context | rail(request), status=status)


def _open(request: HttpRequest, form: NewTicketForm, about: About | None) -> Ticket:
    given = form.cleaned_data
    return open_on_behalf(
        whose=about.customer if about else form.person,
        unit=about.unit if about else None,
        handling=form.handling,
        submission=given["submission"],
        share_phone=given["share_phone"],
        by=actor(request),
        now=timezone.now(),
        **form.said,
    )


def _refused(request: HttpRequest, form: NewTicketForm, about: About | None, refusal: Refused) -> HttpResponse:
    """The page with the reason; when somebody is in the books already, with them to be chosen."""
    given: dict[str, object] = {"why": str(refusal)}
    if refusal.code in KNOWN:
        known = known_customers(email=form.person.email, phone=form.person.phone)
        given |= {"found": shown(known), "may_share": refusal.code == "phone_known"}
    return _page(request, form, about, status=409, **given)


def _opened(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    messages.success(request, _("The case is open: %(reference)s.") % {"reference": ticket.reference})
    place = reverse("desk:ticket", args=[ticket.reference])
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(place)
    return HttpResponse(headers={"HX-Redirect": place})
