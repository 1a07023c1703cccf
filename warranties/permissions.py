"""Who may change what the coverage decision rests on. Pure; checked at the doors."""

from __future__ import annotations

from core.actors import Actor


def may_change_rules(actor: Actor) -> bool:
    """Managers: which law is in force decides what every customer is told.

    Its only door is the administration, which asks for an account that may enter it besides.
    """
    return actor.is_staff and actor.is_manager
