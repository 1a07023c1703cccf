"""What one person was shown stays with them: no cache on the way keeps it, and their browser only sent forms."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Signed links, what papers lead to, and where people sign in.
PRIVATE = ("/c/", "/e/", "/f/", "/s/", "/u/", "/account/", "/embed/", "/erasure/")


def keep_private(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: `private, no-store` on these addresses and for whoever has a session, unless the view said better.

    An answer to a form stays in the browser that sent it, or «back» would show the browser's own error instead of it.
    Whoever has signed in has a session; looking at its cookie asks no server, so that error pages are kept private too.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_private = settings.SESSION_COOKIE_NAME in request.COOKIES or request.path_info.startswith(PRIVATE)
        if is_private and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache" if request.method == "POST" else "private, no-store"
        return response

    return answer
