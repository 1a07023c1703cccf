"""What waits for a person: what cannot be planned, surveys and letters that could not be sent, broken imports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from core.actions.dead_letters import LONGEST_REASON, give_up_mail
from core.errors import Refused
from core.models import OutgoingMessage
from core.pages import read_mark
from followups.actions.planning_troubles import settle_mended
from followups.actions.stuck import retry_stuck, retry_survey
from followups.actions.survey_letters import retry_letter, retry_letters
from followups.actions.troubles import settle_troubles
from followups.models import Invitation, Trouble
from followups.queries.loops import MOST, late_loops
from followups.states import TroubleKind
from postventa.desk.access import actor, manager_required
from postventa.desk.attention_page import (
    anything_waits,
    causes,
    interrupted_imports,
    kinds,
    letters_page,
    stuck_causes,
    troubles_page,
)
from postventa.desk.rail import rail


@manager_required
@require_safe
def attention(request: HttpRequest) -> HttpResponse:
    """All of it, each with what to do."""
    now = timezone.now()
    kind, cause = request.GET.get("kind", ""), _cause(request.GET)
    marks = {name: read_mark(request.GET.get(name, "")) for name in ("after", "before", "l-after", "l-before")}
    kind = kind if kind in TroubleKind.values else ""
    troubles = troubles_page(kind, marks["after"], marks["before"])
    context = {
        "kind": kind, "kinds": kinds(), "troubles": troubles, "stuck": stuck_causes(troubles.rows),
        "cause": cause, "causes": causes(), "letters": letters_page(cause, marks["l-after"], marks["l-before"]),
        "imports": interrupted_imports(actor(request), now), "loops": late_loops(now, limit=MOST), "now": now,
        "longest_reason": LONGEST_REASON, "nav": "attention",
    }  # fmt: skip
    return render(request, "desk/followups/attention.html", context | rail(request))


@manager_required
@require_POST
def attention_look(request: HttpRequest) -> HttpResponse:
    """Look again: what was mended is settled."""
    now = timezone.now()
    count = settle_mended(now=now)
    told = ngettext("%(n)s thing is mended and settled.", "%(n)s things are mended and settled.", count)
    still = _("All of it is still so.") if anything_waits(actor(request), now) else _("Nothing waits.")
    messages.success(request, told % {"n": count} if count else still)
    return redirect("desk:attention")


@manager_required
@require_POST
def trouble_settling(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing more is to be done about it."""
    row = get_object_or_404(Trouble, pk=pk)
    settle_troubles(pk=row.pk, by=actor(request), now=timezone.now())
    messages.success(request, _("It is settled. Should it be met again, it comes back."))
    return redirect("desk:attention")


@manager_required
@require_POST
def troubles_settling(request: HttpRequest) -> HttpResponse:
    """Nothing more is to be done about all of one kind."""
    kind = request.POST.get("kind", "")
    count = 0
    if kind in TroubleKind.values:
        count = settle_troubles(kind=kind, by=actor(request), now=timezone.now())
    told = ngettext("%(n)s is settled.", "%(n)s are settled.", count)
    messages.success(request, told % {"n": count})
    return redirect("desk:attention")


@manager_required
@require_POST
def survey_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Try a survey again that could not be made."""
    row = get_object_or_404(Invitation, pk=pk)
    return _done(request, lambda given: retry_survey(invitation=row, **given), _("The survey is looked at again."))


@manager_required
@require_POST
def surveys_retry(request: HttpRequest) -> HttpResponse:
    """Try all surveys again that got stuck for one cause."""
    count = retry_stuck(cause=_cause(request.POST), by=actor(request), now=timezone.now())
    told = ngettext("%(n)s survey is looked at again.", "%(n)s surveys are looked at again.", count)
    messages.success(request, told % {"n": count})
    return redirect("desk:attention")


@manager_required
@require_POST
def letter_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a letter back into the outbox."""
    row = get_object_or_404(OutgoingMessage, pk=pk)
    return _done(request, lambda given: retry_letter(message=row, **given), _("It goes out again."))


@manager_required
@require_POST
def letters_retry(request: HttpRequest) -> HttpResponse:
    """Put all letters of one cause back into the outbox."""
    count = retry_letters(cause=_cause(request.POST), by=actor(request), now=timezone.now())
    told = ngettext("%(n)s message goes out again.", "%(n)s messages go out again.", count)
    messages.success(request, told % {"n": count})
    return redirect("desk:attention")


@manager_required
@require_POST
def letter_giving_up(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter is not sent any more."""
    row = get_object_or_404(OutgoingMessage, pk=pk)
    reason = request.POST.get("reason", "").replace("\x00", "")
    return _done(
        request, lambda given: give_up_mail(message=row, reason=reason, **given), _("It is not sent any more.")
    )  # fmt: skip


def _cause(sent: QueryDict) -> str:
    """The name of an error."""
    return sent.get("cause", "").replace("\x00", "")[:120]


def _done(request: HttpRequest, do: Callable[[dict[str, Any]], object], told: str) -> HttpResponse:
    try:
        do({"by": actor(request), "now": timezone.now()})
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, told)
    return redirect("desk:attention")
