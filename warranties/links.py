"""Signed addresses of a unit's public page: what a QR on paper opens. They hold the unit's key and nothing else."""

from __future__ import annotations

from django.conf import settings
from django.core import signing

from customers.models import Unit

_SALT = "warranties.unit-link"


def unit_token(unit: Unit) -> str:
    """A token that opens this unit's public page, and nothing else.

    It does not expire: it is printed, and a certificate is read years later. That is safe because the page shows
    nothing personal. As short as a signature can be, so that the QR stays coarse enough for paper.
    """
    return _signer().sign(str(unit.pk))


def unit_of(token: str, *related: str) -> Unit | None:
    """The unit of a token, loaded with what is `related` to it; None when the token is not ours or the unit is gone."""
    try:
        pk = _signer().unsign(token)
    except signing.BadSignature:
        return None
    return Unit.objects.select_related("product", *related).filter(pk=pk).first()


def unit_url(unit: Unit) -> str:
    """The address to print."""
    return f"{settings.BASE_URL}/u/{unit_token(unit)}/"


def _signer() -> signing.Signer:
    return signing.Signer(salt=_SALT)
