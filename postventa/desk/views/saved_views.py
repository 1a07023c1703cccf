"""The views that people keep: making one, its name, its place, its filters, and its end."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.errors import Refused
from postventa.desk.access import actor, get_saved_view, staff_required
from postventa.desk.forms.saved_views import KeepForm
from postventa.desk.queue_words import NAMES, known_names, word_of
from postventa.desk.rail import VIEWS, rail
from tickets.actions.saved_views import change_filters, delete_view, keep_view, move_view, rename_view
from tickets.models import SavedView
from tickets.queries.saved_views import filters_of, may_change, views_of
from tickets.queues import Filters, read_filters, write


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def saved_views(request: HttpRequest) -> HttpResponse:
    """The views that the visitor sees; a POST keeps one more, with the filters of its `query`."""
    by = actor(request)
    if request.method != "POST":
        form, query = KeepForm(manager=by.is_manager), _query(request.GET.urlencode())
        return _page(request, form, query)
    form, query = KeepForm(request.POST, manager=by.is_manager), _query(request.POST.get("query", ""))
    if form.is_valid():
        try:
            view = keep_view(**form.given, filters=read_filters(query).filters, by=by, now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The view «%(name)s» is in the menu now.") % {"name": view.name})
            return redirect(_address(view))
    return _page(request, form, query, status=422)


@staff_required
@require_POST
def saved_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name."""
    view = get_saved_view(request, pk)
    return _done(request, lambda: rename_view(view=view, name=request.POST.get("name", ""), **_who(request)))


@staff_required
@require_POST
def saved_view_place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down."""
    view, places = get_saved_view(request, pk), -1 if request.POST.get("to") == "up" else 1
    return _done(request, lambda: move_view(view=view, places=places, **_who(request)))


@staff_required
@require_POST
def saved_view_filters(request: HttpRequest, pk: int) -> HttpResponse:
    """The filters that the page of the view shows now."""
    view, filters = get_saved_view(request, pk), read_filters(_query(request.POST.get("query", ""))).filters
    change = lambda: change_filters(view=view, filters=filters, **_who(request))  # noqa: E731
    return _done(request, change, then=_address(view))


@staff_required
@require_POST
def saved_view_removal(request: HttpRequest, pk: int) -> HttpResponse:
    """The end of a view; its cases stay."""
    view = get_saved_view(request, pk)
    return _done(request, lambda: delete_view(view=view, **_who(request)), said=_("The view is gone. Its cases stay."))


def _who(request: HttpRequest) -> dict:
    return {"by": actor(request), "now": timezone.now()}


def _done(request: HttpRequest, act, *, said: str = "", then: str = "") -> HttpResponse:
    try:
        act()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said or _("The view is changed."))
    return redirect(then or "desk:saved_views")


def _page(request: HttpRequest, form: KeepForm, query: str, *, status: int = 200) -> HttpResponse:
    """The list and, for filters to keep, the form; the form alone inside the page of the queue."""
    context = {"form": form, "query": query, "says": _says([read_filters(query).filters])[0] if query else ""}
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "desk/views/_keep.html", context, status=status)
    by = actor(request)
    views = _shown(request)
    says = _says([filters_of(view) for view in views])
    lines = [(view, said, may_change(view, by), _address(view)) for view, said in zip(views, says, strict=True)]
    return render(
        request, "desk/views/list.html", context | {"lines": lines, "nav": "cases"} | rail(request), status=status
    )


def _shown(request: HttpRequest) -> list[SavedView]:
    return list(views_of(request.user.pk).select_related("team"))


def _says(many: list[Filters]) -> list[str]:
    """Each as «Mine · Priority: High»."""
    known = known_names(*many)
    return [" · ".join([str(VIEWS[filters.view][0]), *_conditions(filters, known)]) for filters in many]


def _conditions(filters: Filters, known: dict[tuple[str, str], str]) -> list[str]:
    return [f"{NAMES[name]}: {word_of(name, value, known)}" for name, value in filters.given()]


def _query(text: str) -> str:
    """The filters of an address without its place and its view's number; nothing for none."""
    return write(read_filters(text).filters) if text else ""


def _address(view: SavedView) -> str:
    return f"{reverse('desk:tickets')}?{urlencode({'saved': view.pk})}"
