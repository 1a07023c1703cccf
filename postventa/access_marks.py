"""Every view says who may enter. A house test walks the URLs and refuses a view without this mark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeVar

Kind = Literal["customer", "public", "staff", "manager", "link", "visitor"]
View = TypeVar("View", bound=Callable[..., object])


def mark(kind: Kind) -> Callable[[View], View]:
    """Decorator that writes on a view who may enter (`view.access`); `functools.wraps` carries it to outer decorators.

    It checks nothing by itself: the access decorators of each door mark what they have made safe. «public» is for
    everybody, «link» for whoever holds a signed link, «visitor» for customers and guests of an order.
    """

    def decorate(view: View) -> View:
        view.access = kind  # type: ignore[attr-defined]
        return view

    return decorate
