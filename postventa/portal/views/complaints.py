from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from customers.models import Customer, Unit
from postventa.portal import limits
from postventa.portal.access import actor, customer_required, get_customer, get_unit
from postventa.portal.forms.cases import ComplaintForm, QuestionForm
from postventa.portal.forms.fields import SubmissionForm
from postventa.portal.masks import masked
from tickets.actions.opening import open_ticket
from tickets.models import Ticket
from tickets.states import Channel, Kind, Wish
from warranties.queries import coverage_of, local_date


@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_customer
@customer_required
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """A problem with one of the customer's products."""
    unit = get_unit(request, pk)
    today = local_date(unit, timezone.now())
    form = ComplaintForm(*_sent(request), today=today)
    if ticket := _opened(request, form, unit.purchase.customer, unit, Kind.COMPLAINT):
        return redirect("portal:sent", ticket.reference)
    decision = coverage_of(unit, claim_date=today, defect_date=today)
    about = {"unit": unit, "decision": decision, "today": today, "nav": "products"}
    return _form_page(request, "portal/complaint.html", form, about)


@require_http_methods(["GET", "HEAD", "POST"])
@limits.by_customer
@customer_required
def question(request: HttpRequest) -> HttpResponse:
    """A question about no product in particular."""
    form = QuestionForm(*_sent(request))
    if ticket := _opened(request, form, get_customer(request), None, Kind.QUESTION):
        return redirect("portal:sent", ticket.reference)
    return _form_page(request, "portal/question.html", form, {"nav": "cases"})


def _sent(request: HttpRequest) -> tuple[object, ...]:
    return (request.POST, request.FILES) if request.method == "POST" else ()


def _opened(
    request: HttpRequest, form: SubmissionForm, customer: Customer, unit: Unit | None, kind: Kind
) -> Ticket | None:
    """The case that a good form opens; None, with the errors in the form, when it opens none."""
    if form.is_bound and limits.is_limited(request):
        form.refuse_for_now()
    if not form.is_valid():
        return None
    words = form.cleaned_data
    try:
        return open_ticket(
            customer=customer,
            unit=unit,
            kind=kind,
            text=words["text"],
            channel=Channel.PORTAL,
            language=get_language(),
            wish=Wish(words.get("wish", Wish.ANSWER)),
            files=words["files"],
            defect_on=words.get("defect_on"),
            submission=words["submission"],
            by=actor(request),
            now=timezone.now(),
        )
    except Refused as error:
        form.refuse(error, code=error.code)
        return None


def _form_page(request: HttpRequest, template: str, form: SubmissionForm, context: dict[str, object]) -> HttpResponse:
    status = 429 if form.is_bound and limits.is_limited(request) else 200
    full = {"form": form, "email": masked(request.user.email), **context}  # type: ignore[union-attr]
    return render(request, template, full, status=status)
