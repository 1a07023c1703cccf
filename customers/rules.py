"""What can be agreed of a sale, on plain values. Pure."""

from __future__ import annotations

from customers.states import Condition

# Sold after somebody had it: laws let the parties agree on a shorter term, or on none.
SECOND_HAND = frozenset({Condition.USED.value, Condition.REFURBISHED.value, Condition.USED_WAIVED.value})
DIGITAL = frozenset({Condition.DIGITAL_CONTENT.value, Condition.DIGITAL_ELEMENT.value})
# Nobody agrees on a longer term; a number beyond it is a slip of the pen.
LONGEST_MONTHS = 600


def may_agree_term(condition: str) -> bool:
    """Whether months can be agreed for it: sold used, and not without any guarantee."""
    return condition in SECOND_HAND and condition != Condition.USED_WAIVED


def has_digital_supply(condition: str) -> bool:
    """Whether something digital is supplied with it, or it is nothing else."""
    return condition in DIGITAL
