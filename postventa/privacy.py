"""What one person was shown stays with them: no cache keeps it, and «back» after signing out shows nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Signed links, and where people sign in.
PRIVATE = ("/c/", "/s/", "/account/")


def keep_private(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: `private, no-store` on these addresses and for whoever has a session, unless the view said better.

    Whoever has signed in has a session; looking at its cookie asks no server, so that error pages are kept private too.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_private = settings.SESSION_COOKIE_NAME in request.COOKIES or request.path_info.startswith(PRIVATE)
        if is_private and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response

    return answer
