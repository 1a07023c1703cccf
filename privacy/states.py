"""Words of what we hold about a person: how far an erasure is, what is kept for how long."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ErasureState(models.TextChoices):
    """Asked for → blocked (sealed, for courts and authorities only) → destroyed."""

    ASKED = "asked", _("Asked for")
    CANCELLED = "cancelled", _("Cancelled")
    BLOCKED = "blocked", _("Blocked")
    DESTROYED = "destroyed", _("Destroyed")


TRANSITIONS: dict[str, frozenset[str]] = {
    ErasureState.ASKED: frozenset({ErasureState.CANCELLED, ErasureState.BLOCKED}),
    ErasureState.CANCELLED: frozenset(),
    ErasureState.BLOCKED: frozenset({ErasureState.DESTROYED}),
    ErasureState.DESTROYED: frozenset(),
}


class Keeping(models.TextChoices):
    """What a rule of retention is about."""

    CUSTOMERS = "customers", _("Customers without anything under way")
    CASES = "cases", _("Words and files of closed cases")
    ANSWERS = "answers", _("Words of survey answers")
    CALL_NOTES = "call_notes", _("Notes of calls")
    LETTERS = "letters", _("Letters that were sent")
    FILINGS = "filings", _("Complaints that were not sent")
    SEARCHES = "searches", _("Searches in the knowledge base")
    IMPORTS = "imports", _("Files of imports")
    REGISTRATIONS = "registrations", _("Registrations that were not accepted")
    VISITS = "visits", _("Sessions that are over")
