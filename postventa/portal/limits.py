"""How much a visitor may send or read: far more than anybody needs, far less than a machine would."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest
from django_ratelimit.decorators import ratelimit

by_customer = ratelimit(key="user", rate="60/h", method="POST", block=False)


def _the_link(group: str, request: HttpRequest) -> str:
    return request.path


by_link = ratelimit(key=_the_link, rate="60/h", method="POST", block=False)


def _the_visitor(group: str, request: HttpRequest) -> str:
    """The address of whoever asks, and not that of the proxy before us."""
    return str(get_adapter().get_client_ip(request))


# A page that anybody may read. A shop full of people may share one address; a machine asks for far more.
by_visitor = ratelimit(key=_the_visitor, rate="120/m", block=False)

# A document costs what fifty pages do.
documents_by_customer = ratelimit(key="user", rate="60/h", method=("GET", "HEAD"), block=False)


def is_limited(request: HttpRequest) -> bool:
    """Whether this request is over the limit of its view."""
    return bool(getattr(request, "limited", False))
