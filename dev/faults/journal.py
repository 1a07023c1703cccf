"""What the trial itself remembers, apart from the database: against it the rows are counted."""

import datetime as dt
import threading
from collections import Counter
from dataclasses import dataclass, field

from dev.faults.facts import OPENED, REOPENED, RESOLVED, UNDONE, WISHED, Happens, Month
from dev.faults.people import Someone


@dataclass
class Hold:
    """That an agent had a call in hand: from and until which second of the trial's machine."""

    call: int
    customer: int
    agent: int
    taken: float
    given_back: float | None = None
    # Who walked away has it until the clock of the trial comes here.
    until: dt.datetime | None = None


@dataclass
class Journal:
    """Of persons by record, of cases and deliveries by row; `attempts` are those that were surely written."""

    people: dict[int, Someone]
    holds: list[Hold] = field(default_factory=list)
    attempts: list[tuple[int, int, dt.datetime, str]] = field(default_factory=list)
    unsure: Counter = field(default_factory=Counter)
    faults: Counter = field(default_factory=Counter)
    undone: dict[int, dt.datetime] = field(default_factory=dict)
    # When each instant of the trial's clock began, by the machine's.
    ticks: list[tuple[float, dt.datetime]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def until(self, instant: dt.datetime, steps: int = 2) -> list[dt.datetime]:
        """That instant of the trial's clock and those of the steps before it."""
        number = next(n for n, (_began, at) in enumerate(self.ticks) if at >= instant)
        return [at for _began, at in self.ticks[max(0, number - steps) : number + 1]]

    def note_facts(self, month: Month, some: list[Happens], now: dt.datetime) -> None:
        """They are in the tables since that instant."""
        for one in some:
            if one.what in (OPENED, REOPENED):
                month.cases[one.row].open.append((now, dt.datetime.max.replace(tzinfo=dt.UTC)))
            elif one.what == RESOLVED:
                case = month.cases[one.row]
                case.open[-1] = (case.open[-1][0], now)
            elif one.what == UNDONE:
                self.undone[one.row] = now
            elif one.what == WISHED and one.more == "no_surveys":
                self.people[one.row].not_asked_from = now
            elif one.what == WISHED:
                self.people[one.row].not_called_from = now
