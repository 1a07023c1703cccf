"""The addresses of the house and, before them, the page of the floor; with a count of queries in every answer."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from dev.bench.stage import QueryCount


@login_required
def floor(request: HttpRequest) -> HttpResponse:
    """What any signed-in page costs at least: three rows by primary key and a template of 25 lines."""
    first = ContentType.objects.order_by().values_list("pk", flat=True)
    keys = request.session.get("bench_keys") or list(first[:3])
    if "bench_keys" not in request.session:
        request.session["bench_keys"] = keys
    # Past the manager's cache: each must be a query.
    things = [ContentType._base_manager.get(pk=key) for key in keys]
    return render(request, "bench/floor.html", {"things": things, "lines": range(25)})


def count_queries(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that tells in a header how many queries the answer took."""

    def answer(request: HttpRequest) -> HttpResponse:
        count = QueryCount()
        with connection.execute_wrapper(count):
            response = get_response(request)
        response["X-Queries"] = str(count.queries)
        return response

    return answer


urlpatterns = [path("bench/floor/", floor), path("", include("postventa.urls"))]
