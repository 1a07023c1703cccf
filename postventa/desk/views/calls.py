"""Follow-up calls: whom to call now and later today, and what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.errors import Refused
from followups.actions.calls import record_attempt
from followups.models import Call
from followups.queries import open_cases
from followups.states import CallState
from postventa.desk.access import actor, get_call, staff_required
from postventa.desk.call_rows import CallRow, page_of_calls
from postventa.desk.forms.calls import AttemptForm
from postventa.desk.rail import rail


@staff_required
@require_safe
def calls(request: HttpRequest) -> HttpResponse:
    """The call list: any agent may take the next one."""
    now = timezone.now()
    rows, more = page_of_calls(request.GET.get("after", ""), now)
    context = {
        "due": [row for row in rows if row.is_due],
        "later": [row for row in rows if not row.is_due],
        "due_count": Call.objects.due(now).count(),
        "more": more,
        "is_first": "after" not in request.GET,
        "nav": "calls",
    }
    return render(request, "desk/calls/list.html", context | rail(request))


@staff_required
@require_safe
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: what to say, what is known, and where to write down what came of it."""
    found = get_call(request, pk)
    return _page(request, found, AttemptForm(call=found))


@staff_required
@require_POST
def attempts(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down an attempt."""
    found = get_call(request, pk)
    form = AttemptForm(request.POST, call=found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        record_attempt(call=found, **form.attempt, by=actor(request), now=timezone.now())
    except Refused as error:
        fresh = get_call(request, pk)
        form = form.seeing(fresh)
        form.add_error(None, str(error))
        return _page(request, fresh, form, status=409)
    found = get_call(request, pk)
    messages.success(request, _what_next(found))
    return redirect("desk:call", pk) if found.ticket else redirect("desk:calls")


def _what_next(call: Call) -> str:
    if call.ticket:
        return _("Case %(reference)s is open. Read the reference out to the customer.") % {"reference": call.ticket}
    if call.state == CallState.PLANNED:
        when = date_format(timezone.localtime(call.due_at), "DATETIME_FORMAT")
        return _("Written down. The call comes back to the list: %(when)s.") % {"when": when}
    return _("Written down. This call is finished.")


def _page(request: HttpRequest, call: Call, form: AttemptForm, *, status: int = 200) -> HttpResponse:
    context = {
        "row": CallRow.of(call, timezone.now()),
        "call": call,
        "form": form,
        "cases": open_cases(call.customer)[:5],
        "nav": "calls",
    }
    return render(request, "desk/calls/call.html", context | rail(request), status=status)
