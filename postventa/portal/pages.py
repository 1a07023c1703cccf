"""The customer's long lists, newest first."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from core.pages import Mark, page_of, read_mark

M = TypeVar("M", bound=Model)


def newest_first(request: HttpRequest, rows: QuerySet[M], *, key: str, size: int) -> tuple[list[M], dict[str, Any]]:
    """The rows of the page that the address asks for, and where its neighbours are. Http404 for nonsense."""
    page = page_of(
        rows, key=key, descending=True, size=size, after=_asked(request, "older"), before=_asked(request, "newer")
    )
    return page.rows, {
        "newer": f"?newer={page.before}" if page.before else "",
        "older": f"?older={page.after}" if page.after else "",
    }


def _asked(request: HttpRequest, name: str) -> Mark | None:
    text = request.GET.get(name, "")
    mark = read_mark(text)
    if text and mark is None:
        raise Http404
    return mark
