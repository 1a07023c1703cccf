"""How much a visitor may send or read: far more than anybody needs, far less than a machine would."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_ratelimit.decorators import ratelimit

MINUTE, HOUR = 60, 3600
# RFC 6177: no home or office gets less than a /64.
ONE_HOME = 64

by_customer = ratelimit(key="user", rate="60/h", method="POST", block=False)


def _the_link(group: str, request: HttpRequest) -> str:
    return request.path


by_link = ratelimit(key=_the_link, rate="60/h", method="POST", block=False)


def _the_visitor(group: str, request: HttpRequest) -> str:
    """The address of whoever asks, and not that of the proxy before us.

    Of an IPv6 address the network: whoever has one address of it has all of them.
    """
    address = ip_address(get_adapter().get_client_ip(request))
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((int(address), ONE_HOME), strict=False))
    return str(address)


# A page that anybody may read. A shop full of people may share one address; a machine asks for far more.
by_visitor = ratelimit(key=_the_visitor, rate="120/m", block=False)

# A document costs what fifty pages do.
documents_by_customer = ratelimit(key="user", rate="60/h", method=("GET", "HEAD"), block=False)


def is_limited(request: HttpRequest) -> bool:
    """Whether this request is over the limit of its view."""
    return bool(getattr(request, "limited", False))


def too_many(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """The page in the place of the one that was asked too often. `seconds`: how long the limit counts together."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(seconds)
    response["X-Robots-Tag"] = "noindex"
    return response
