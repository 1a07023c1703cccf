"""Cases that have to do with this one: POST relates another, a POST to `removal` takes that back; the main case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.deed_page import ask_for_other
from postventa.desk.forms.cases import MainCaseForm, OtherForm
from postventa.desk.ticket_page import noted, refused
from tickets.actions.relations import relate, set_parent, unrelate
from tickets.models import Ticket


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def relations(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that another case has to do with this one. Asked for: which."""
    ticket = get_ticket(request, reference)
    if request.method != "POST":
        return _ask_related(request, ticket)
    form = OtherForm(request.POST, by=actor(request))
    if not form.is_valid():
        return _ask_related(request, ticket, other_form=form)
    other = form.cleaned_data["other"]
    try:
        relate(one=ticket, other=other, by=actor(request), now=timezone.now())
    except Refused as error:
        return _ask_related(request, ticket, why=str(error))
    said = _("%(reference)s is related to this case.") % {"reference": other}
    return noted(request, get_ticket(request, reference), "relations", said=said)


@staff_required
@require_POST
def relations_removal(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that it has nothing to do with it after all."""
    ticket = get_ticket(request, reference)
    form = OtherForm(request.POST, by=actor(request))
    if not form.is_valid():
        return refused(request, ticket, "relations", why=" ".join(form.errors["other"]))
    other = form.cleaned_data["other"]
    try:
        unrelate(one=ticket, other=other, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "relations", why=str(error))
    said = _("%(reference)s is no longer related to this case.") % {"reference": other}
    return noted(request, get_ticket(request, reference), "relations", said=said)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def parent(request: HttpRequest, reference: str) -> HttpResponse:
    """Hang a case on a main one, or on none. Asked for: which."""
    ticket = get_ticket(request, reference)
    if request.method != "POST":
        return _ask_parent(request, ticket)
    form = MainCaseForm(request.POST, by=actor(request))
    if not form.is_valid():
        return _ask_parent(request, ticket, other_form=form)
    main = form.cleaned_data["other"]
    try:
        set_parent(ticket=ticket, parent=main, by=actor(request), now=timezone.now())
    except Refused as error:
        return _ask_parent(request, ticket, why=str(error))
    said = _("Its main case is %(reference)s.") % {"reference": main} if main else _("It has no main case now.")
    return noted(request, get_ticket(request, reference), "relations", said=said)


def _ask_related(request: HttpRequest, ticket: Ticket, **given: object) -> HttpResponse:
    title = _("Which case has to do with this one?")
    return ask_for_other(request, ticket, "relating", noun="relations", title=title, **given)  # type: ignore[arg-type]


def _ask_parent(request: HttpRequest, ticket: Ticket, **given: object) -> HttpResponse:
    title = _("On which main case does it hang?")
    return ask_for_other(request, ticket, "relating", noun="parent", title=title, **given)  # type: ignore[arg-type]
