"""Where somebody is signed in: each browser with its device and its place, to be ended one by one.

Django keeps the session; beside it allauth keeps who, from where and with what. That row is written when somebody
signs in, and looked after at most every few minutes: a page is not to wait for it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.models import User

SEEN = "seen"  # in the session: when its row was last looked after
EVERY = dt.timedelta(minutes=5)


def keep_sessions(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: notes where and when somebody who signed in was last seen. Of visitors it notes nothing."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and SEEN in request.session:
            note_session(request, timezone.now())
        return get_response(request)

    return answer


def note_session(request: HttpRequest, now: dt.datetime) -> None:
    """Where this session is now, unless that was noted a moment ago or nobody has signed in."""
    seen = request.session.get(SEEN)
    is_fresh = seen is not None and now - dt.datetime.fromisoformat(seen) < EVERY
    if not is_fresh and request.user.is_authenticated:
        UserSession.objects.create_from_request(request)
        request.session[SEEN] = now.isoformat()


def sessions_of(user: User) -> list[UserSession]:
    """Where they are signed in now, the last seen first. Rows of sessions that are over go."""
    return sorted(UserSession.objects.purge_and_list(user), key=lambda row: row.last_seen_at, reverse=True)


def end_sessions(rows: Iterable[UserSession]) -> int:
    """Whoever comes with one of these is signed out from their next page on; how many there were."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    ended = list(rows)
    for row in ended:
        store.delete(row.session_key)
        row.delete()
    return len(ended)


def forget_sessions(now: dt.datetime) -> int:
    """Delete the sessions that are over, and what was kept of where they were; how many rows went."""
    Session.objects.filter(expire_date__lt=now).delete()
    alive = Session.objects.values("session_key")
    return UserSession.objects.exclude(session_key__in=alive).delete()[0]
