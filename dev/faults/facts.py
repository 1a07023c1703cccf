"""What happens in the month of a trial, hour by hour, drawn from the seed before it begins."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from dev.faults.people import Someone

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
# How an order was sold says which plan it belongs to: a call and a survey, either else the other, only a survey.
CHANNELS = {"online": 12, "store": 8, "phone": 10, "other": 70}
DELIVERED, UNDONE, OPENED, RESOLVED, REOPENED, WISHED = (
    "delivered", "undone", "opened", "resolved", "opened again", "wished"
)  # fmt: skip
GOOD, BEFORE_PURCHASE, TO_COME = "good", "before its purchase", "in the future"


class Happens(NamedTuple):
    """Something at an instant: what, and to which row."""

    at: dt.datetime
    what: str
    row: int
    more: object = None


@dataclass
class Arrival:
    """A delivery, whose id is that of its order and of its piece too."""

    id: int
    customer: int
    zone: str
    channel: str
    at: dt.datetime
    promised: int
    how: str = GOOD

    @property
    def purchased_at(self) -> dt.datetime:
        return self.at + (5 * DAY if self.how == BEFORE_PURCHASE else -4 * DAY)

    @property
    def said_at(self) -> dt.datetime:
        """The instant that the shop says."""
        return self.at + (3 * DAY if self.how == TO_COME else 0 * DAY)

    def local(self, moment: dt.datetime) -> dt.date:
        return moment.astimezone(ZoneInfo(self.zone)).date()


@dataclass
class Case:
    """A case, and when it was open."""

    id: int
    customer: int
    safety: bool
    open: list[tuple[dt.datetime, dt.datetime]] = field(default_factory=list)


@dataclass
class Month:
    """All that happens."""

    arrivals: dict[int, Arrival] = field(default_factory=dict)
    cases: dict[int, Case] = field(default_factory=dict)
    happens: list[Happens] = field(default_factory=list)
    # By whose record it is.
    of_record: dict[int, list[Case]] = field(default_factory=lambda: defaultdict(list))


FIRST_CASE = 1_000_000_000  # their own numbers, far from those of the cases that calls and answers open


def month_of(
    people: list[Someone], deliveries: int, resolutions: int, start: dt.datetime, days: float, dice: Random
) -> Month:
    """So many deliveries and resolved cases, spread over the days."""
    month, channels = Month(), list(CHANNELS)
    for number in range(1, deliveries + 1):
        someone = dice.choice(people)
        at = start + dice.random() * days * DAY
        how = dice.choices([GOOD, BEFORE_PURCHASE, TO_COME], [97, 2, 1])[0]
        channel = dice.choices(channels, list(CHANNELS.values()))[0]
        customer, promised = dice.choice(list(someone.records)), dice.choice([-1, 1, 1, 1, 2])
        month.arrivals[number] = Arrival(number, customer, someone.place.zone, channel, at, promised, how)
        month.happens.append(Happens(at, DELIVERED, number))
        if how == GOOD and dice.random() < 0.01:
            month.happens.append(Happens(at + dice.uniform(6, 90) * HOUR, UNDONE, number))
    for number in range(FIRST_CASE, FIRST_CASE + resolutions):
        _case(month, number, dice.choice(people), start, days, dice)
    for someone in people:
        _change_of_mind(month, someone, start, days, dice)
    month.happens.sort()
    return month


def _case(month: Month, number: int, someone: Someone, start: dt.datetime, days: float, dice: Random) -> None:
    case = Case(number, dice.choice(list(someone.records)), dice.random() < 0.02)
    resolved = start + dice.random() * days * DAY
    spans = [(resolved - dice.uniform(2, 120) * HOUR, resolved)]
    if dice.random() < 0.05:
        again = resolved + dice.uniform(2, 60) * HOUR
        spans.append((again, again + dice.uniform(2, 60) * HOUR))
    month.cases[number] = case
    month.of_record[case.customer].append(case)
    for opened, closed in spans:
        month.happens += [
            Happens(opened, OPENED if opened == spans[0][0] else REOPENED, number),
            Happens(closed, RESOLVED, number),
        ]


def _change_of_mind(month: Month, someone: Someone, start: dt.datetime, days: float, dice: Random) -> None:
    if someone.not_asked_from is None and someone.not_called_from is None and dice.random() < 0.03:
        what, record = dice.choice(["no_surveys", "no_calls"]), dice.choice(list(someone.records))
        month.happens.append(Happens(start + dice.random() * days * DAY, WISHED, record, what))
