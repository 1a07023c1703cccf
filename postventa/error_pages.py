"""The pages of what went wrong. Unlike Django's own they never read what was sent, which may be all that is wrong."""

from __future__ import annotations

import sys

import redis
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

AWAY = (redis.ConnectionError, redis.TimeoutError, OperationalError)
RETRY_SECONDS = 60


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A page that needs nothing of the house. 503 while a server that we stand on does not answer, else 500."""
    status = 503 if isinstance(sys.exc_info()[1], AWAY) else 500
    response = HttpResponse(render_to_string("500.html", {"status": status}), status=status)
    if status == 503:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response
