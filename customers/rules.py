"""What can be agreed of a sale, on plain values. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from customers.states import Condition

# Sold after somebody had it: laws let the parties agree on a shorter term, or on none.
SECOND_HAND = frozenset({Condition.USED.value, Condition.REFURBISHED.value, Condition.USED_WAIVED.value})
DIGITAL = frozenset({Condition.DIGITAL_CONTENT.value, Condition.DIGITAL_ELEMENT.value})
# Nobody agrees on a longer term; a number beyond it is a slip of the pen.
LONGEST_MONTHS = 600
# How the orders begin that stand for a purchase in another shop.
REGISTERED = "REG-"
# And the references of those whom a customer invited.
INVITED = "H-"
# Registrations of one customer that wait to be checked: far more than anybody buys elsewhere in a week.
MOST_WAITING = 10
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is taken for another when it is read out


def may_agree_term(condition: str) -> bool:
    """Whether months can be agreed for it: sold used, and not without any guarantee."""
    return condition in SECOND_HAND and condition != Condition.USED_WAIVED


def has_digital_supply(condition: str) -> bool:
    """Whether something digital is supplied with it, or it is nothing else."""
    return condition in DIGITAL


def ref_by_hand(submission: uuid.UUID) -> str:
    """The reference of a customer who was written down with that form: «A-7K3M92QXHD»."""
    return f"A-{_letters(submission)}"


def ref_by_invitation(submission: uuid.UUID) -> str:
    """The reference of somebody who was invited to say that a product is theirs: «H-7K3M92QXHD»."""
    return f"{INVITED}{_letters(submission)}"


def ref_by_registration(submission: uuid.UUID) -> str:
    """The order of a product that was bought elsewhere and registered with that form: «REG-7K3M92QXHD»."""
    return f"{REGISTERED}{_letters(submission)}"


def _letters(submission: uuid.UUID) -> str:
    number, letters = submission.int, ""
    for _place in range(10):
        number, digit = divmod(number, len(_LETTERS))
        letters += _LETTERS[digit]
    return letters


def serial_forms(text: str) -> set[str]:
    """How a serial number that somebody typed may be written down: as it is, in capitals, without blanks and dashes."""
    typed = text.strip()
    bare = "".join(letter for letter in typed.upper() if letter.isalnum())
    return {typed, typed.upper(), bare} - {""}


@dataclass(frozen=True)
class QuietHours:
    """Hours of somebody's own clock in which nobody calls them: from `start` on and before `until`, every day.

    Across midnight when they begin later than they end. Both at one time are no hours at all.
    """

    start: dt.time
    until: dt.time

    def covers(self, clock: dt.time) -> bool:
        """Whether that time of the day is one of them."""
        if self.start <= self.until:
            return self.start <= clock < self.until
        return clock >= self.start or clock < self.until

    def free(self, start: dt.time, until: dt.time) -> list[tuple[dt.time, dt.time]]:
        """What they leave of the hours from `start` to `until` of a day (start < until), in order."""
        if self.start <= self.until:
            spans = [(start, min(until, self.start)), (max(start, self.until), until)]
        else:
            spans = [(max(start, self.until), min(until, self.start))]
        if self.start == self.until:
            spans = [(start, until)]
        return [(begin, end) for begin, end in spans if begin < end]
