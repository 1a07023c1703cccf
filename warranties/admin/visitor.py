"""Who changes something in the administration."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from core.actors import Actor, actor_of
from core.models import User


def who(request: HttpRequest) -> Actor:
    """The actor of a page that only staff can open."""
    return actor_of(cast(User, request.user))
