"""Where I am signed in, for customers and staff: which device, from about where, since when; and ending it."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from postventa.devices import device_icon, device_words, masked_address
from postventa.sessions import end_sessions, note_session, sessions_of


@require_http_methods(["GET", "HEAD", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """The list. POST ends all but this one."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_request_login_code"))
    note_session(request, timezone.now())
    rows = sessions_of(request.user)
    this = next((row for row in rows if row.session_key == request.session.session_key), None)
    others = [row for row in rows if row != this]
    if request.method == "POST":
        ended = end_sessions(others)
        said = ngettext("%(n)s other session was ended.", "%(n)s other sessions were ended.", ended)
        messages.success(request, said % {"n": ended})
        return redirect("account_sessions")
    shown = [_shown(row, is_this=row == this) for row in ([this] if this else []) + others]
    return render(request, "usersessions/sessions.html", {"rows": shown, "others": len(others)})


@require_POST
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of mine. Ending this one is signing out."""
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("account_sessions"), reverse("account_request_login_code"))
    row = get_object_or_404(UserSession, pk=pk, user=request.user)
    if row.session_key == request.session.session_key:
        get_adapter().logout(request)
        return redirect("welcome")
    end_sessions([row])
    messages.success(request, _("That session was ended."))
    return redirect("account_sessions")


def _shown(row: UserSession, *, is_this: bool) -> dict[str, object]:
    return {
        "pk": row.pk,
        "device": device_words(row.user_agent),
        "icon": device_icon(row.user_agent),
        "place": masked_address(row.ip),
        "since": row.created_at,
        "seen": row.last_seen_at,
        "is_this": is_this,
    }
