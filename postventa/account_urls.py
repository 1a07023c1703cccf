"""Sign-in addresses: allauth's, less what this house does not have (sign-up, changing one's e-mail)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps

from allauth.account.urls import urlpatterns as account_urls
from allauth.mfa.urls import urlpatterns as mfa_urls
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path

from postventa import session_views

ANYBODY = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_request_login_code",
    "account_confirm_login_code",
    "mfa_authenticate",  # asked before the visitor is signed in
}
STAFF = {"account_change_password", "account_set_password", "account_reauthenticate"}


def _nowhere(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """allauth makes links to some pages by name; here they do not exist."""
    raise Http404


def _for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A customer has no password and no second factor: for them the page does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated and not (request.user.is_agent or request.user.is_staff):
            raise Http404
        return view(request, **kwargs)

    return guarded


def _ours(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    found: list[URLPattern | URLResolver] = []
    for item in patterns:
        if isinstance(item, URLResolver):
            found.append(path(str(item.pattern), include(_ours(item.url_patterns))))
            continue
        view = item.callback
        if item.name in STAFF or (item.name not in ANYBODY and item.name.startswith("mfa_")):
            view = _for_staff(view)
        elif item.name not in ANYBODY:
            view = _nowhere
        found.append(URLPattern(item.pattern, view, item.default_args, item.name))
    return found


urlpatterns = [
    *_ours(account_urls),
    path("2fa/", include(_ours(mfa_urls))),
    path("sessions/", session_views.sessions, name="account_sessions"),
    path("sessions/<int:pk>/", session_views.session, name="account_session"),
]
