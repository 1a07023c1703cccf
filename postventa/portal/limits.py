"""How much a visitor may send or read: far more than anybody needs, far less than a machine would."""

from __future__ import annotations

from ipaddress import IPv6Address, IPv6Network, ip_address

from allauth.account.adapter import get_adapter
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django_ratelimit.core import is_ratelimited
from django_ratelimit.decorators import ratelimit

from postventa.portal.access import GUEST

MINUTE, HOUR, DAY = 60, 3600, 86_400
# RFC 6177: no home or office gets less than a /64.
ONE_HOME = 64


def _the_customer(group: str, request: HttpRequest) -> str:
    """Whoever signed in; of a guest the order, whichever browser they come with; of anybody else the address."""
    if request.user.is_authenticated:
        return str(request.user.pk)
    kept = request.session.get(GUEST)
    return f"order:{kept['purchase']}" if kept else _the_visitor(group, request)


# A copy of everything costs what hundreds of pages do, and nobody needs it anew every hour.
downloads_by_customer = ratelimit(key="user", rate="5/d", method="POST", block=False)
# Each writes a letter to an address that is not theirs yet.
emails_by_customer = ratelimit(key="user", rate="5/h", method="POST", block=False)
by_customer = ratelimit(key=_the_customer, rate="60/h", method="POST", block=False)


def _the_link(group: str, request: HttpRequest) -> str:
    return request.path


by_link = ratelimit(key=_the_link, rate="60/h", method="POST", block=False)


def _the_survey(group: str, request: HttpRequest) -> str:
    """All the questions of a link together."""
    return str(request.resolver_match.kwargs["token"]) if request.resolver_match else request.path


by_survey = ratelimit(key=_the_survey, rate="60/h", method="POST", block=False)


def _the_visitor(group: str, request: HttpRequest) -> str:
    """The address of whoever asks, and not that of the proxy before us.

    Of an IPv6 address the network: whoever has one address of it has all of them.
    """
    address = ip_address(get_adapter().get_client_ip(request))
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or IPv6Network((int(address), ONE_HOME), strict=False))
    return str(address)


def _the_filer(group: str, request: HttpRequest) -> str:
    return f"account {request.user.pk}" if request.user.is_authenticated else _the_visitor(group, request)


# A complaint takes some ten forms, and a guest has no account to count by.
by_filer = ratelimit(key=_the_filer, rate="240/h", method="POST", block=False)

# A page that anybody may read. A shop full of people may share one address; a machine asks for far more.
by_visitor = ratelimit(key=_the_visitor, rate="120/m", block=False)

SEARCHES_KEPT = "200/d"
votes_by_visitor = ratelimit(key=_the_visitor, rate="60/h", method="POST", block=False)


def searches_too_many(request: HttpRequest) -> bool:
    """Whether somebody looked for so much today that no person would; it is found all the same, but not kept."""
    return bool(is_ratelimited(request, group="searches", key=_the_visitor, rate=SEARCHES_KEPT, increment=True))


# Pairs of an order and an e-mail, tried out. Of one order or e-mail fewer: others hold papers with its number too.
_PAIRS_BY_VISITOR = ("20/h", "60/d")
_PAIRS_BY_WORD = "10/h"


def pairs_too_many(request: HttpRequest, *words: str) -> bool:
    """Whether this visitor tried many pairs, or one of these words was tried often; whose they are does not matter."""
    asked = [("visitor", _the_visitor(GUEST, request), rate) for rate in _PAIRS_BY_VISITOR]
    asked += [(str(place), _print(word), _PAIRS_BY_WORD) for place, word in enumerate(words)]
    counted = [_counts(request, f"portal.pairs.{group}", value, rate) for group, value, rate in asked]
    request.limited = any(counted)  # type: ignore[attr-defined]
    return any(counted)


def _counts(request: HttpRequest, group: str, value: str, rate: str) -> bool:
    return bool(is_ratelimited(request, group=group, key=lambda *_: value, rate=rate, increment=True))


def _print(word: str) -> str:
    """What a word is counted by: the cache keeps nobody's e-mail."""
    return salted_hmac("postventa.portal.pairs", word.casefold()).hexdigest()


# A document costs what fifty pages do.
documents_by_customer = ratelimit(key=_the_customer, rate="60/h", method=("GET", "HEAD"), block=False)
documents_by_link = ratelimit(key=_the_link, rate="60/h", method=("GET", "HEAD"), block=False)


def is_limited(request: HttpRequest) -> bool:
    """Whether this request is over the limit of its view."""
    return bool(getattr(request, "limited", False))


def form_status(request: HttpRequest, form: BaseForm) -> int:
    """The status of the page that shows a form: as it is, too much, or with what is wrong with it."""
    return 429 if is_limited(request) else 422 if form.is_bound else 200


def too_many(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """The page in the place of the one that was asked too often. `seconds`: how long the limit counts together."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(seconds)
    response["X-Robots-Tag"] = "noindex"
    return response
