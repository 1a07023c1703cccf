"""How much a customer may send in an hour: far more than anybody needs, far less than a machine would."""

from __future__ import annotations

from django.http import HttpRequest
from django_ratelimit.decorators import ratelimit

by_customer = ratelimit(key="user", rate="60/h", method="POST", block=False)


def _the_link(group: str, request: HttpRequest) -> str:
    return request.path


by_link = ratelimit(key=_the_link, rate="60/h", method="POST", block=False)


def is_limited(request: HttpRequest) -> bool:
    """Whether this POST is over the limit of its view."""
    return bool(getattr(request, "limited", False))
