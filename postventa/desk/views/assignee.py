from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from core.models import User
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.fields import AssigneeForm
from postventa.desk.side import Pick
from postventa.desk.ticket_page import done, refused
from postventa.desk.views.picks import offer
from tickets.actions.assignment import assign_ticket


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def assignee(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a case, give it to a colleague, or to nobody. Asked for: who there is."""
    ticket = get_ticket(request, reference)
    if request.method != "POST":
        return offer(request, ticket, _choices(request, ticket.assignee_id))
    form = AssigneeForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, "timeline", "fields", field_form=form)
    try:
        assign_ticket(ticket=ticket, assignee=form.cleaned_data["assignee"], by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "header", "timeline", "fields", why=str(error))
    person = form.cleaned_data["assignee"]
    said = _("%(name)s has this case now.") % {"name": person} if person else _("Nobody has this case now.")
    return done(request, get_ticket(request, reference), "header", "timeline", "steps", "fields", said=said)


def _choices(request: HttpRequest, now: int | None) -> Pick:
    me = request.user.pk
    people = User.objects.agents().exclude(pk=me).order_by("name", "email").only("name", "email")
    options = ((me, _("Me")), *((person.pk, str(person)) for person in people), ("", _("Nobody yet")))
    return Pick("assignee", _("Assignee"), "", options=options, now=now or "")
