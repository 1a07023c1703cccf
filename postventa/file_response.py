"""Handing out a file that somebody gave us, so that whatever is in it stays in it."""

from __future__ import annotations

from django.http import FileResponse, Http404

from core.models import StoredFile


def file_response(stored: StoredFile) -> FileResponse:
    """A photo to look at, anything else to download. No script in it can run, no browser guesses what it is.

    Http404 when its bytes are gone, and while they are those that somebody sent and not yet what we drew of it. Who may
    see it is asked before, by the door.
    """
    if not stored.is_ready:
        raise Http404
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(
        content, as_attachment=not stored.is_image, filename=stored.name, content_type=stored.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, max-age=300"
    return response
