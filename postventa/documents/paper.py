"""A document that was made, and how a door hands it out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from core.errors import Refused
from core.states import LANGUAGE_CODES

# What a browser's own reader of PDF needs around the file, and nothing else.
READER = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; img-src 'self'; frame-ancestors 'none'"


@dataclass(frozen=True)
class Paper:
    """A PDF and the name that it is kept under."""

    name: str
    content: bytes


def language_asked(request: HttpRequest, own: str) -> str:
    """The customer's own language, whoever asks, unless the address names another one. Http404 for one we lack."""
    asked = request.GET.get("language", own)
    if asked not in LANGUAGE_CODES:
        raise Http404
    return asked


def handed_out(request: HttpRequest, make: Callable[[], Paper]) -> HttpResponse:
    """The paper to read in the browser, kept by nobody on the way; a page with the sentence when it is refused."""
    try:
        made = make()
    except Refused as refusal:
        status = 503 if refusal.code == "no_printer" else 409
        return render(request, "document_refused.html", {"why": str(refusal)}, status=status)
    response = HttpResponse(made.content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{made.name}.pdf")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Content-Security-Policy"] = READER
    return response
