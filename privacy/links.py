"""The signed link to how far an erasure is. It names nobody and does not expire: it is kept as a proof for years."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core import signing

from privacy.models import Erasure

_SALT = "privacy.erasure"


def erasure_token(erasure: Erasure) -> str:
    """A token that opens the page and the certificate of this erasure, and nothing else."""
    return signing.Signer(salt=_SALT).sign_object(erasure.uid.hex)


def erasure_of(token: str) -> Erasure | None:
    """The erasure of a token; None when it is not ours or was changed."""
    try:
        uid = signing.Signer(salt=_SALT).unsign_object(token)
    except signing.BadSignature:
        return None
    return Erasure.objects.filter(uid=uuid.UUID(uid)).first()


def erasure_url(erasure: Erasure) -> str:
    """The address to write in a letter."""
    return f"{settings.BASE_URL}/erasure/{erasure_token(erasure)}/"
