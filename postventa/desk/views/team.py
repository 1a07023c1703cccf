from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from core.models import Team
from postventa.desk.access import actor, get_ticket, staff_required
from postventa.desk.forms.fields import TeamForm
from postventa.desk.side import Pick
from postventa.desk.ticket_page import noted, refused
from postventa.desk.views.picks import offer
from tickets.actions.fields import set_team


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a case to a team, or to none. Asked for: the teams."""
    ticket = get_ticket(request, reference)
    if request.method != "POST":
        teams = ((one.pk, str(one)) for one in Team.objects.all())
        options = (*teams, ("", _("No team")))
        return offer(request, ticket, Pick("team", _("Team"), "", options=options, now=ticket.team_id or ""))
    form = TeamForm(request.POST)
    if not form.is_valid():
        return refused(request, ticket, "fields", field_form=form)
    chosen = form.cleaned_data["team"]
    try:
        set_team(ticket=ticket, team=chosen, by=actor(request), now=timezone.now())
    except Refused as error:
        return refused(request, get_ticket(request, reference), "fields", why=str(error))
    said = _("Team: %(team)s.") % {"team": chosen} if chosen else _("It is no team's now.")
    return noted(request, get_ticket(request, reference), "fields", said=said)
