"""Letters that mention a case, to whomever they went. The database knows which: see migration 0002."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, QuerySet, TextField

from core.models import OutgoingMessage


class _References(Func):
    """The references of cases that a letter mentions, in its subject or its text."""

    function = "letter_references"
    output_field = ArrayField(TextField())


def letters_mentioning(references: Collection[str]) -> QuerySet[OutgoingMessage]:
    """Those that mention one of these cases."""
    if not references:
        return OutgoingMessage.objects.none()
    mentioned = OutgoingMessage.objects.alias(mentioned=_References("subject", "text"))
    return mentioned.filter(mentioned__overlap=list(references))
