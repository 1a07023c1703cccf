"""Teams: who works together, and how cases come to them. Managers keep them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.actions.teams import save_team
from core.errors import Refused
from core.models import Team
from postventa.desk.access import actor, manager_required
from postventa.desk.forms.teams import AT_FAULT, TeamForm
from postventa.desk.rail import rail
from postventa.desk.team_page import agents, shown_teams
from tickets.actions.handing_out import Again, hand_out_stranded


@manager_required
@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    """All of them, with what each of us has in hand and what waits for nobody."""
    rows, others = shown_teams(timezone.now())
    context = {"teams": rows, "others": others, "nav": "settings"}
    return render(request, "desk/settings/teams.html", context | rail(request))


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def team_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a team, new or kept before."""
    row = get_object_or_404(Team, pk=pk) if pk else None
    form = TeamForm(request.POST if request.method == "POST" else None, team=row, agents=agents())
    if form.is_valid() and _kept(request, form, row):
        messages.success(request, _("The team is kept."))
        return redirect("desk:teams")
    context = {"form": form, "team": row, "nav": "settings"} | rail(request)
    return render(request, "desk/settings/team.html", context, status=422 if form.errors else 200)


@manager_required
@require_POST
def team_handing_out(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """What waits in a team, or in none, for somebody who is away goes to somebody else."""
    row = get_object_or_404(Team, pk=pk) if pk else None
    done = hand_out_stranded(team=row, by=actor(request), now=timezone.now())
    for told in _told(done):
        messages.success(request, told)
    if done.left:
        left = ngettext(
            "%(n)s case still waits for somebody who is away.", "%(n)s cases still wait for somebody who is away.",
            done.left,
        )  # fmt: skip
        messages.warning(request, left % {"n": done.left})
    return redirect("desk:teams")


def _told(done: Again) -> list[str]:
    given = ngettext("%(n)s case has somebody new.", "%(n)s cases have somebody new.", done.given)
    waiting = ngettext(
        "%(n)s case waits for somebody to take it.", "%(n)s cases wait for somebody to take them.", done.waiting
    )
    told = [(given, done.given), (waiting, done.waiting)]
    return [words % {"n": n} for words, n in told if n] or [_("Nothing waits there for somebody who is away.")]


def _kept(request: HttpRequest, form: TeamForm, row: Team | None) -> bool:
    try:
        save_team(team=row, **form.given, by=actor(request), now=timezone.now())
    except Refused as refusal:
        form.add_error(AT_FAULT.get(refusal.code), str(refusal))
        return False
    return True
