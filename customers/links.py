"""The link by which a customer proves that a new address is theirs. It names nobody: what it holds is sealed."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import constant_time_compare

from core.models import User
from core.states import Role

_SALT = b"customers.email-change:"
HOURS = 24


@dataclass(frozen=True)
class EmailChange:
    """Whose address is to be which one."""

    account: User
    email: str


def email_change_token(account: User, email: str, now: dt.datetime) -> str:
    """Opens the change of this account's address to `email`, for HOURS and as long as it has the one it has now."""
    words = json.dumps([account.pk, account.email, email]).encode()
    return _locks().encrypt_at_time(words, int(now.timestamp())).decode().rstrip("=")


def email_change_of(token: str, now: dt.datetime) -> EmailChange | None:
    """What a token is for; None when it is not ours, was changed, is too old, or was used: the address is another."""
    return _found(token, now, of_used=False)


def email_changed_by(token: str, now: dt.datetime) -> EmailChange | None:
    """What a token has done already, while the account still has the address that it gave it; None otherwise."""
    return _found(token, now, of_used=True)


def _found(token: str, now: dt.datetime, *, of_used: bool) -> EmailChange | None:
    try:
        sealed = (token + "=" * (-len(token) % 4)).encode()
        words = _locks().decrypt_at_time(sealed, ttl=HOURS * 3600, current_time=int(now.timestamp()))
    except (InvalidToken, ValueError):
        return None
    pk, had, email = json.loads(words)
    account = User.objects.filter(pk=pk, role=Role.CUSTOMER, is_staff=False, is_active=True).first()
    has = email if of_used else had
    return EmailChange(account, email) if account and constant_time_compare(account.email, has) else None


def email_change_url(account: User, email: str, now: dt.datetime) -> str:
    """The address to write in the letter."""
    return f"{settings.BASE_URL}/e/{email_change_token(account, email, now)}/"


def _locks() -> MultiFernet:
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(_SALT + secret.encode()).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
