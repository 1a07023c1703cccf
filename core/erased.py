"""What stands where a person stood, once they were erased; and by which print what was theirs is known again.

A print is a keyed hash: who has the rows and not the key of this house can neither read it nor try names against it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from django.conf import settings

# In the place of a person's words where some have to stand.
ERASED = "[erased]"
_ORDER = "erased-"
_PRINT_BYTES = 20


def erased_ref(pk: int) -> str:
    """The reference of a customer of whom nobody knows any more how the shop called them."""
    return f"{_ORDER}{pk}"


def erased_email(pk: int) -> str:
    """The address of an account that nobody has any more. RFC 2606: no mail ever goes there."""
    return f"{_ORDER}{pk}@invalid"


def erased_order(order_ref: str) -> str:
    """What stands in the place of an order's number: its print, by the key that seals now."""
    return order_prints(order_ref)[0]


def order_prints(order_ref: str) -> list[str]:
    """All that may stand in the place of an order's number, one for each key that this house has had."""
    return [_ORDER + _print(key, "order", order_ref) for key in settings.SEAL_KEYS]


def known_again(order_refs: Sequence[str]) -> dict[str, str]:
    """By each print under which one of these orders may be kept, its number."""
    return {printed: ref for ref in order_refs for printed in order_prints(ref)}


def _print(key: str, kind: str, value: str) -> str:
    secret = hashlib.sha256(f"postventa.print\0{key}".encode()).digest()
    digest = hmac.digest(secret, f"{kind}\0{value}".encode(), "sha256")
    return base64.b32encode(digest[:_PRINT_BYTES]).decode().lower()
