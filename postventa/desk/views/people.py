"""One of us, for managers: the teams they are in, how many cases they have in hand, and when they are away."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.actions.teams import save_capacity
from core.errors import Refused
from core.models import User
from postventa.desk.absence_page import end, keep_absence, page_of
from postventa.desk.access import actor, manager_required
from postventa.desk.forms.absences import AbsenceForm
from postventa.desk.forms.teams import CapacityForm
from postventa.desk.rail import rail
from postventa.desk.team_page import person_of


@manager_required
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Their page; what is sent to it is how many cases they have in hand at most."""
    user = get_object_or_404(User.objects.agents(), pk=pk)
    capacity = CapacityForm(request.POST if request.method == "POST" else None, person=user)
    if capacity.is_valid() and _kept(request, capacity, user):
        messages.success(request, _("It is kept."))
        return redirect("desk:person", user.pk)
    return _page(request, user, capacity, AbsenceForm(now=timezone.now()), status=422 if capacity.errors else 200)


@manager_required
@require_POST
def person_absences(request: HttpRequest, pk: int) -> HttpResponse:
    """They are away from then until then."""
    user = get_object_or_404(User.objects.agents(), pk=pk)
    form = AbsenceForm(request.POST, now=timezone.now())
    if not keep_absence(request, form, user):
        return _page(request, user, CapacityForm(person=user), form, status=422)
    messages.success(request, _("It is kept. No cases are handed out to %(name)s in that time.") % {"name": user})
    return redirect("desk:person", user.pk)


@manager_required
@require_POST
def person_return(request: HttpRequest, pk: int, absence: int) -> HttpResponse:
    """They are back, or will not be away."""
    user = get_object_or_404(User.objects.agents(), pk=pk)
    end(request, get_object_or_404(user.absences, pk=absence))
    messages.success(request, _("It is kept."))
    return redirect("desk:person", user.pk)


def _kept(request: HttpRequest, form: CapacityForm, user: User) -> bool:
    try:
        save_capacity(user=user, by=actor(request), now=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        form.add_error("capacity", str(refusal))
        return False
    return True


def _page(request: HttpRequest, user: User, capacity: CapacityForm, form: AbsenceForm, *, status: int) -> HttpResponse:
    context = {
        "shown": person_of(user, form.now),
        "capacity": capacity,
        "teams": user.teams.all(),
        "nav": "settings",
    }
    return render(request, "desk/settings/person.html", context | page_of(user, form) | rail(request), status=status)
