"""Follow-up calls: whom to call next, who calls whom, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import Refused
from followups.actions.calls import record_attempt
from followups.actions.next_call import release_call, take_call, take_next_call
from followups.models import Call
from followups.queries import on_the_phone
from followups.queries.next_calls import lanes_of
from followups.states import CallState
from postventa.desk.access import actor, get_call, staff_required
from postventa.desk.call_page import CallPage, render_call
from postventa.desk.call_rows import closed_sentence, page_of_calls
from postventa.desk.forms.calls import AttemptForm
from postventa.desk.rail import rail


@staff_required
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """The call list: what I have in hand, what is due for my teams and for nobody's, and what comes later today."""
    now, lanes = timezone.now(), lanes_of(request.user.pk)
    rows, more = page_of_calls(request.GET.get("after", ""), lanes, now)
    context = {
        "due": [row for row in rows if row.is_due],
        "later": [row for row in rows if not row.is_due],
        "held": list(on_the_phone(now)),
        "due_count": Call.objects.due(now).filter(lane__in=lanes).count(),
        "closed": closed_sentence(lanes, now),
        "more": more,
        "is_first": "after" not in request.GET,
        "here": request.GET.urlencode(),
        "nav": "calls",
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/calls/_live.html", context)
    return render(request, "desk/calls/list.html", context | rail(request))


@staff_required
@require_POST
def next_call(request: HttpRequest) -> HttpResponse:
    """Take the next call."""
    found = take_next_call(by=actor(request), now=timezone.now())
    if found is None:
        none = _("No call can be made now. New ones show here when their hour comes.")
        messages.info(request, closed_sentence(lanes_of(request.user.pk), timezone.now()) or none)
        return redirect("desk:calls")
    return redirect("desk:call", found.pk)


@staff_required
@require_safe
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: what to say, what is known, and where to write down what came of it."""
    return render_call(request, CallPage(request, get_call(request, pk), timezone.now()))


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def call_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """Take this call; asked for, in whose hand it is."""
    found, now = get_call(request, pk), timezone.now()
    if request.method != "POST":
        return render(request, "desk/calls/_hand.html", {"page": CallPage(request, found, now)})
    try:
        taken = take_call(call=found, by=actor(request), now=now)
    except Refused as error:
        messages.warning(request, str(error))
        return redirect("desk:call", pk)
    if taken.held_by_id is None:
        messages.warning(request, _("This call is not to be made now: %(why)s.") % {"why": _why(taken)})
    return redirect("desk:call", pk)


@staff_required
@require_POST
def call_return(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a call back to the list."""
    if release_call(call=get_call(request, pk), by=actor(request), now=timezone.now()):
        messages.success(request, _("The call is in the list again."))
    return redirect("desk:calls")


@staff_required
@require_POST
def attempts(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down an attempt."""
    found, now = get_call(request, pk), timezone.now()
    form = AttemptForm(request.POST, call=found, user=request.user)
    if not form.is_valid():
        return render_call(request, CallPage(request, found, now, form=form), status=422)
    try:
        record_attempt(call=found, **form.attempt, by=actor(request), now=now)
    except Refused as error:
        fresh = get_call(request, pk)
        form = form.seeing(fresh)
        form.add_error("call_back_at" if error.code.startswith("call_back_") else None, str(error))
        return render_call(request, CallPage(request, fresh, now, form=form), status=409)
    found = get_call(request, pk)
    messages.success(request, _what_next(found))
    return redirect("desk:call", pk) if found.opened_ticket else redirect("desk:calls")


def _what_next(call: Call) -> str:
    if call.opened_ticket:
        return _("Case %(reference)s is open. Read the reference out to the customer.") % {
            "reference": call.opened_ticket
        }
    if call.state == CallState.PLANNED:
        when = date_format(timezone.localtime(call.due_at), "DATETIME_FORMAT")
        return _("Written down. The call comes back to the list: %(when)s.") % {"when": when}
    return _("Written down. This call is finished.")


def _why(call: Call) -> str:
    move = call.moves.last()
    return call.get_reason_display() if call.reason else move.get_why_display() if move else ""
