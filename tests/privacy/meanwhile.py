"""Something arrives in the very moment in which its customer is forgotten: in a thread and a transaction of its own."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils import timezone

from core.actors import customer_by_link
from customers.models import Customer
from privacy.actions import blocking
from privacy.actions.asking import ask_erasure
from privacy.actions.blocking import block


def in_a_thread(deed: Callable[[], object], said: list[Any]) -> threading.Thread:
    """One that does the deed, and leaves what was raised in `said`."""

    def do() -> None:
        try:
            deed()
        except Exception as error:
            said.append(error)
        finally:
            connection.close()

    return threading.Thread(target=do)


def forgotten_while(
    customer: Customer, deed: Callable[[], object], monkeypatch: Any, *, first: bool = False, pause: float = 1
) -> list[Any]:
    """`deed` arrives in the moment in which this customer is forgotten, before (`first`) or after it; how it ended."""
    now = timezone.now()
    erasure = ask_erasure(customer=customer, by=customer_by_link(customer.email), now=now - dt.timedelta(days=30))
    said: list[Any] = []
    arriving, forget = in_a_thread(deed, said), blocking._forget

    def slowly(seen: Any, at: dt.datetime) -> None:
        if not first:
            forget(seen, at)
        arriving.start()
        time.sleep(pause)
        if first:
            forget(seen, at)

    monkeypatch.setattr(blocking, "_forget", slowly)
    assert block(erasure=erasure, now=now).state == "blocked"
    arriving.join(20)
    return [getattr(error, "code", error) for error in said]
