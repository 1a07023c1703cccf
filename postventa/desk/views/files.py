from __future__ import annotations

from csp.decorators import csp_replace
from django.http import FileResponse, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from postventa.desk.access import get_attachment, staff_required

# Whatever a file holds, it runs nothing and loads nothing here.
ALONE = {"default-src": ["'none'"], "img-src": ["'self'"], "sandbox": True, "form-action": None, "base-uri": None}


@staff_required
@require_safe
@cache_control(private=True, max_age=3600)
@csp_replace(ALONE)
def file(request: HttpRequest, pk: int) -> FileResponse:
    """A file that came with a message: a photo to look at, anything else to download."""
    stored = get_attachment(request, pk).file
    return FileResponse(
        stored.file.open("rb"),
        as_attachment=not stored.content_type.startswith("image/"),
        filename=stored.name,
        content_type=stored.content_type,
    )
