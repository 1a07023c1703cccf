"""The signed link to one survey: single-purpose and without personal data. The row says how long it lives."""

from __future__ import annotations

from django.conf import settings
from django.core import signing

from followups.models import Invitation

_SALT = "followups.survey"


def survey_token(invitation: Invitation) -> str:
    """A token that opens this survey and nothing else; see `Invitation.is_open` for how long."""
    return signing.Signer(salt=_SALT).sign_object(invitation.pk)


def invitation_id_of(token: str) -> int | None:
    """The invitation of a token; None when it is not ours or was changed."""
    try:
        return signing.Signer(salt=_SALT).unsign_object(token)
    except signing.BadSignature:
        return None


def survey_url(invitation: Invitation) -> str:
    """The address to write in a letter to the customer."""
    return f"{settings.BASE_URL}/s/{survey_token(invitation)}/"


def answer_url(invitation: Invitation, code: str, value: int) -> str:
    """Where one score in a letter leads: its question with that answer chosen. To open it records nothing."""
    return f"{survey_url(invitation)}{code}/{value}/"


def stop_url(invitation: Invitation) -> str:
    """Where a letter's «not again» leads."""
    return f"{survey_url(invitation)}stop/"
