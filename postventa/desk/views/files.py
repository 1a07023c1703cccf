from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from postventa.desk.access import get_attachment, staff_required
from postventa.file_response import file_response


@staff_required
@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """A file that came with a message."""
    return file_response(get_attachment(request, pk).file)
