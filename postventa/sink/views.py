"""The mail that this installation sent to itself: only for demonstrations and development."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from postventa.access_marks import mark
from postventa.sink import mailbox

# A letter may wear its own styles, show pictures that it carries and open links in new tabs; it loads and runs nothing.
SANDBOX = ["allow-popups", "allow-popups-to-escape-sandbox"]
LETTER_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "frame-ancestors": [SELF],
    "sandbox": SANDBOX,
}


def with_sink(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Only where a local SMTP sink keeps the mail; elsewhere these pages do not exist. The view gets the folder."""

    @mark("public")
    @wraps(view)
    def inner(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if not settings.MAIL_SINK_DIR:
            raise Http404
        response = view(request, Path(settings.MAIL_SINK_DIR), **kwargs)
        add_never_cache_headers(response)
        return response

    return inner


@require_safe
@with_sink
def letters(request: HttpRequest, folder: Path) -> HttpResponse:
    """What came, newest first."""
    asked = request.GET.get("page", "1")
    page = int(asked) if asked.isdecimal() and 0 < int(asked) < 100_000 else 1
    found, more = mailbox.newest(folder, page)
    context = {
        "letters": found,
        "newer": f"?page={page - 1}" if page > 1 else "",
        "older": f"?page={page + 1}" if more else "",
    }
    return render(request, "sink/letters.html", context)


@require_safe
@with_sink
def letter(request: HttpRequest, folder: Path, name: str) -> HttpResponse:
    """One message: its text with links to click, and how it looks."""
    return render(request, "sink/letter.html", {"letter": _get(folder, name), "sandbox": " ".join(SANDBOX)})


@require_safe
@xframe_options_sameorigin
@csp_replace(LETTER_POLICY)
@with_sink
def letter_html(request: HttpRequest, folder: Path, name: str) -> HttpResponse:
    """The HTML part alone, for the frame: under a policy of its own, in a sandbox."""
    html = _get(folder, name).html
    if not html:
        raise Http404
    return HttpResponse(html.replace("<head>", '<head><base target="_blank">', 1))


def _get(folder: Path, name: str) -> mailbox.Letter:
    found = mailbox.read(folder, name)
    if found is None:
        raise Http404
    return found
