from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from postventa.desk.access import actor, get_case, staff_required
from postventa.desk.forms.presence import PresenceForm
from postventa.desk.presence import leave, look
from tickets.actions.seen import mark_seen
from tickets.queries.families import family_ids
from tickets.queries.news import news_since


@staff_required
@require_POST
def presence(request: HttpRequest, reference: str) -> HttpResponse:
    """A page says that it is being looked at, and learns who else looks and what is new. Writes down what was read."""
    case, form = get_case(request, reference), PresenceForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    if form.cleaned_data["left"]:
        leave(case.pk, request.user)
        return HttpResponse(status=204)
    now, family = timezone.now(), family_ids(case)
    others = look(case.pk, request.user, writing=form.cleaned_data["writing"], now=now)
    read = mark_seen(ticket=case, message=form.cursor.seen, family=family, by=actor(request), now=now)
    news = news_since(family, seen=form.cursor.seen, told=form.cursor.told, reader=actor(request))
    context = {"viewers": others, "news": news, "cursor": form.cursor, "ticket": case, "read": read}
    return render(request, "desk/tickets/_presence.html", context)
