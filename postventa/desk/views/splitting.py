from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from postventa.desk.access import actor, get_message, get_ticket, staff_required
from postventa.desk.deed_page import ask
from postventa.desk.forms.cases import SplitForm
from tickets.actions.splitting import split_message


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def splitting(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Give a message a case of its own. Asked for: what that is about."""
    said = get_message(request, reference, pk)
    ticket = get_ticket(request, reference)
    if request.method != "POST":
        return ask(request, ticket, "splitting", said=said, split_form=SplitForm(auto_id="split_%s"))
    form = SplitForm(request.POST, auto_id="split_%s")
    if not form.is_valid():
        return ask(request, ticket, "splitting", said=said, split_form=form)
    try:
        new = split_message(message=said, **form.cleaned_data, by=actor(request), now=timezone.now())
    except Refused as error:
        return ask(request, ticket, "splitting", why=str(error), said=said, split_form=form)
    messages.success(request, _("This case was split from %(reference)s.") % {"reference": ticket})
    return redirect("desk:ticket", new.reference)
