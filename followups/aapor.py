"""How calls ended, in the standard words of survey research, and the rates that are counted from them. Pure.

Codes: The American Association for Public Opinion Research, Standard Definitions (2016), final dispositions of
telephone surveys. 1 is an interview, 2 somebody eligible without one, 3 not known, 4 not eligible. To whom something
was delivered is eligible by that, so that 3 counts as eligible too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from followups.states import Outcome, Reason


class Disposition(NamedTuple):
    """A final disposition: its code, whether anybody picked up the phone, and whether it was the customer."""

    code: str
    contacted: bool = False
    right_party: bool = False

    @property
    def completed(self) -> bool:
        return self.code == "1.1"

    @property
    def eligible(self) -> bool:
        return not self.code.startswith("4")


DISPOSITIONS = {
    Outcome.CONTENT: Disposition("1.1", contacted=True, right_party=True),
    Outcome.UNHAPPY: Disposition("1.1", contacted=True, right_party=True),
    Outcome.PARTIAL: Disposition("1.2", contacted=True, right_party=True),
    Outcome.REFUSED: Disposition("2.112", contacted=True, right_party=True),
    Outcome.DECLINED: Disposition("2.112", contacted=True, right_party=True),
    Outcome.CONTACTED_US: Disposition("2.36", contacted=True, right_party=True),
    Outcome.CALL_BACK: Disposition("2.21", contacted=True, right_party=True),
    Outcome.DECEASED: Disposition("2.31", contacted=True),
    Outcome.LANGUAGE: Disposition("2.33", contacted=True),
    Outcome.THIRD_PARTY: Disposition("2.21", contacted=True),
    Outcome.VOICEMAIL_LEFT: Disposition("2.221"),
    Outcome.VOICEMAIL: Disposition("2.222"),
    Outcome.BUSY: Disposition("3.12"),
    Outcome.NO_ANSWER: Disposition("3.13"),
    Outcome.DISCONNECTED: Disposition("4.32"),
    # The number is somebody else's: nobody there whom the call is for.
    Outcome.WRONG_NUMBER: Disposition("4.70", contacted=True),
    Outcome.CANCELLED: Disposition("4.10", contacted=True, right_party=True),
}
NOT_ATTEMPTED, OUT_OF_SAMPLE = Disposition("3.11"), Disposition("4.10")
# It was ours to call them, and we did not: the rates must not be the better for it.
LEFT_UNDONE = frozenset({Reason.TOO_LATE, Reason.CAPACITY})
# Which of the attempts of somebody who was never reached says most: the first of these that there was.
MOST_TELLING = (
    Outcome.CALL_BACK,
    Outcome.DECLINED,
    Outcome.THIRD_PARTY,
    Outcome.VOICEMAIL_LEFT,
    Outcome.VOICEMAIL,
    Outcome.BUSY,
    Outcome.NO_ANSWER,
)


class Rate(NamedTuple):
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Between 0 and 1; None of none."""
        return self.part / self.whole if self.whole else None


class Rates(NamedTuple):
    """What became of those who were to be called.

    `contact`: somebody picked up, of the eligible. `completion`: the call was made to its end, of the eligible.
    `cooperation`: the same, of those where somebody picked up. `right_party`: the customer themselves was on the phone,
    of the eligible.
    """

    contact: Rate
    completion: Rate
    cooperation: Rate
    right_party: Rate


def disposition(outcome: Outcome | str) -> Disposition:
    """Of a call that was made, or given up after its attempts, by its final outcome."""
    return DISPOSITIONS[Outcome(outcome)]


def disposition_of_reason(reason: Reason | str) -> Disposition:
    """Of a call that was never made."""
    return NOT_ATTEMPTED if reason in LEFT_UNDONE else OUT_OF_SAMPLE


def final_outcome(outcomes: Sequence[Outcome | str]) -> Outcome:
    """The outcome of a call by those of all its attempts (oldest first, at least one).

    What ended it; when nothing did and they were tried to the last, the attempt that came nearest to them.
    """
    ended = [outcome for outcome in map(Outcome, outcomes) if outcome not in MOST_TELLING]
    return ended[-1] if ended else min(map(Outcome, outcomes), key=MOST_TELLING.index)


def rates(outcomes: Mapping[Outcome | str, int], suppressed: Mapping[Reason | str, int]) -> Rates:
    """The rates of finished calls, counted by final outcome, and of those never made, counted by reason."""
    ends = [(disposition(outcome), count) for outcome, count in outcomes.items()]
    ends += [(disposition_of_reason(reason), count) for reason, count in suppressed.items()]
    eligible = [(end, count) for end, count in ends if end.eligible]
    whole = sum(count for _end, count in eligible)
    contacted = sum(count for end, count in eligible if end.contacted)
    completed = sum(count for end, count in eligible if end.completed)
    right = sum(count for end, count in eligible if end.right_party)
    return Rates(Rate(contacted, whole), Rate(completed, whole), Rate(completed, contacted), Rate(right, whole))
