"""What holds over all plans of follow-ups. Managers keep it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.errors import Refused
from core.models import Team
from followups.actions.policy import keep_policy, print_of_policy
from followups.queries.plans import capacities, policy
from postventa.desk.access import actor, manager_required
from postventa.desk.forms.followup_policy import FollowupPolicyForm
from postventa.desk.rail import rail


@manager_required
@require_http_methods(["GET", "POST"])
def followup_policy(request: HttpRequest) -> HttpResponse:
    """How long a person is left in peace, and how many calls a day."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        given = {
            name: form.cleaned_data[name] for name in ("transaction_days", "relation_days", "hold_minutes", "seen")
        }
        try:
            keep_policy(**given, per_day=form.per_day, by=actor(request), now=timezone.now())
        except Refused as refusal:
            if refusal.code == "newer":  # what holds now is shown instead
                messages.error(request, str(refusal))
                return redirect("desk:followup_policy")
            form.add_error("relation_days", str(refusal))
        else:
            messages.success(request, _("It is kept. It holds from now on."))
            return redirect("desk:followup_policy")
    context = {"form": form, "nav": "settings"} | rail(request)
    return render(request, "desk/followups/policy.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest) -> FollowupPolicyForm:
    known = {"policy": policy(), "teams": Team.objects.all(), "limits": capacities(), "seen": print_of_policy()}
    return FollowupPolicyForm(request.POST if request.method == "POST" else None, **known)
