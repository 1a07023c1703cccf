"""Who enters the dashboards: managers. To everybody else who has signed in they do not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404

from core.actors import Actor, actor_of
from core.models import ImportJob
from postventa.access_marks import mark

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def manager_required(view: View[P]) -> View[P]:
    """Managers only. Who has not signed in goes to sign in (401 to a request from inside a page); others get a 404."""

    @mark("manager")
    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            if request.htmx:  # type: ignore[attr-defined]
                return HttpResponse(status=401)
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/dashboards/")
        if not request.user.is_manager:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def actor(request: HttpRequest) -> Actor:
    """The visitor as the actor of what they do."""
    return actor_of(request.user)


def get_import(request: HttpRequest, pk: int) -> ImportJob:
    return get_object_or_404(ImportJob.objects.visible_to(actor(request)), pk=pk)
