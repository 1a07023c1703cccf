"""Whether somebody proved a short while ago who they are: asked before what cannot be undone."""

from __future__ import annotations

import time

from django.http import HttpRequest

LATELY = 15 * 60
# Where allauth keeps by which means a session was entered, and when, by the clock of the machine.
_METHODS = "account_authentication_methods"


def came_in_lately(request: HttpRequest) -> bool:
    """Whether this session was entered, or its owner proved who they are again, within LATELY seconds."""
    entered = [float(method.get("at", 0)) for method in request.session.get(_METHODS, [])]
    return max(entered, default=0.0) > time.time() - LATELY
