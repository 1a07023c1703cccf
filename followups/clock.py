"""The clock of follow-ups: that of the outbox, which sends what they write by the same hours."""

from core.clock import now

__all__ = ["now"]
