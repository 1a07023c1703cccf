"""The tags of a case: POST puts them on, a POST to `removal` takes them off."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_case, get_ticket, staff_required
from postventa.desk.forms.cases import TagsForm
from postventa.desk.ticket_page import noted, refused
from tickets.actions.tagging import add_tags, remove_tags
from tickets.models import Tag

OFFERED = 300
CHANGED = ("header", "tags")
Verb = Callable[..., object]


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def tags(request: HttpRequest, reference: str) -> HttpResponse:
    """Put tags on a case. Asked for: those that there are, for the box where one types them."""
    case = get_case(request, reference)
    if request.method != "POST":
        if not request.htmx:  # type: ignore[attr-defined]
            return redirect("desk:ticket", case.reference)
        known = Tag.objects.values_list("name", flat=True)[:OFFERED]
        return render(request, "desk/tickets/_tags_known.html", {"known": known})
    return _change(request, reference, add_tags, said=_("The tags are on it."))


@staff_required
@require_POST
def tags_removal(request: HttpRequest, reference: str) -> HttpResponse:
    """Take tags off a case."""
    return _change(request, reference, remove_tags, said=_("The tag is off."))


def _change(request: HttpRequest, reference: str, verb: Verb, *, said: str) -> HttpResponse:
    ticket = get_ticket(request, reference)
    form = TagsForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, "tags", tags_form=form)
    try:
        verb(ticket=ticket, names=form.cleaned_data["names"], by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "tags", why=str(error), tags_form=form)
    return noted(request, get_ticket(request, reference), *CHANGED, said=said, quiet=True)
