"""Where a complaint begins: with what it is about, or with a product."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from core.errors import Refused
from customers.models import Unit
from postventa.portal import limits
from postventa.portal.access import get_customer, get_unit, visitor, visitor_required
from postventa.portal.filing_page import FilingPage
from postventa.portal.filings import AS_GUEST, begun_here, grant, products_of
from postventa.portal.forms.filing import StartForm, WhatForm
from tickets.actions.filing import begin_filing
from tickets.filing import NEEDS_UNIT, Step, after
from tickets.models import Filing
from tickets.queries.filings import Look, withdrawals_of
from tickets.states import Topic


@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_filer
@visitor_required
def start(request: HttpRequest) -> HttpResponse:
    """What it is about; then, where that is a matter of a product, which one."""
    asked = request.GET.get("topic", "")
    topic = Topic(asked) if asked in Topic.values else None
    units = _units(request, topic) if topic else None
    may_be_none = topic == Topic.QUESTION
    sent = (request.POST,) if request.method == "POST" else ()
    initial = {"topic": topic, "unit": request.GET.get("unit", "")}
    form = StartForm(*sent, units=units, may_be_none=may_be_none, initial=initial)
    if form.is_valid() and not limits.is_limited(request):
        chosen = Topic(form.cleaned_data["topic"])
        if units is None and _asks_which(request, chosen):
            return redirect(f"{reverse('portal:start')}?topic={chosen}")
        if chosen not in NEEDS_UNIT or form.unit:
            return _begun(request, form.unit, chosen, form.cleaned_data["submission"])
    status = 422 if form.errors else 429 if form.is_bound and limits.is_limited(request) else 200
    context = {"form": form, "topic": topic, "units": units, "nav": "cases"}
    return render(request, "portal/filing/start.html", context, status=status)


@require_safe
@visitor_required
def question(request: HttpRequest) -> HttpResponse:
    """A question, wherever its old address is written."""
    return redirect(f"{reverse('portal:start')}?topic={Topic.QUESTION}")


@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_filer
@visitor_required
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """A problem with one of the visitor's products: its first step, or where they left it."""
    unit = get_unit(request, pk)
    topic = Topic.PRODUCT if unit.delivery.delivered_at else Topic.DELIVERY
    if request.method != "POST" and (begun := begun_here(request, unit, topic)):
        return redirect("portal:filing", begun.uid)
    fresh = Filing(uid=uuid.uuid4(), customer=unit.keeper, unit=unit, topic=topic)
    page = FilingPage(request, fresh, Step.WHAT, here=reverse("portal:complaint", args=[unit.pk]))
    form = WhatForm(*([request.POST] if request.method == "POST" else []), look=page.look)
    if form.is_bound and limits.is_limited(request):
        form.refuse_for_now()
    if not form.is_valid():
        return page.answer(form)
    return _begun(request, unit, topic, form.cleaned_data["submission"], {Step.WHAT.value: form.told})


def _asks_which(request: HttpRequest, topic: Topic) -> bool:
    """Whether it has to be said which product it is about, or may be."""
    return topic in NEEDS_UNIT or (topic == Topic.QUESTION and bool(products_of(request)))


def _units(request: HttpRequest, topic: Topic) -> list[Unit] | None:
    """Those to choose from; None where no product is asked for."""
    if not _asks_which(request, topic):
        return None
    units = products_of(request)
    if topic != Topic.WITHDRAWAL:
        return units
    open_ones = withdrawals_of(units, timezone.localdate())
    return [unit for unit in units if unit.pk in open_ones]


def _begun(
    request: HttpRequest,
    unit: Unit | None,
    topic: Topic,
    uid: uuid.UUID,
    told: dict[str, dict[str, object]] | None = None,
) -> HttpResponse:
    """Begin it and go on to what is asked next; begun twice it is one, and leads to where that one stands."""
    who, language, now = visitor(request), get_language() or "es", timezone.now()
    try:
        filing = begin_filing(
            customer=unit.keeper if unit else get_customer(request), unit=unit, topic=topic, language=language,
            uid=uid, told=told, by=who.by, now=now,
        )  # fmt: skip
    except Refused:  # somebody else's number: begin with another
        return redirect("portal:start")
    if who.is_guest:
        grant(request, filing, lasts=AS_GUEST)
    if filing.ticket_id or filing.solved_at or not filing.told:
        return redirect("portal:filing", filing.uid)
    step = after(Look(filing, language, now).steps, Step.WHAT)
    return redirect("portal:filing_step", filing.uid, step.value)
