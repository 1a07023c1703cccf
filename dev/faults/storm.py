"""What goes wrong in a trial, and when: drawn from the seed before it begins."""

import contextlib
import json
import os
import signal
import time
from pathlib import Path
from random import Random
from typing import NamedTuple

import redis
from django.conf import settings

from dev.faults.crew import Crew
from dev.faults.journal import Journal
from dev.faults.sink import FINE, MOODS, MoodySink

WORKER, BEAT, BROKER, DATABASE = "worker killed", "beat killed", "broker emptied and killed", "database broken off"
# How often each of them comes in a hundred steps.
PER_HUNDRED = {WORKER: 6, BEAT: 2, BROKER: 1.4, DATABASE: 1.4}
MAIL_PER_HUNDRED = 1.6
MAIL_LASTS = (2, 5)  # steps


class Fault(NamedTuple):
    """At which step, how long after it began, and what; of mail also until which step."""

    step: int
    after: float
    what: str
    until: int = 0


def storm_of(steps: int, dice: Random, at_least: int = 1) -> list[Fault]:
    """Every kind of fault `at_least` so many times, at random steps."""
    faults = []
    for what, share in PER_HUNDRED.items():
        times = max(at_least, round(share * steps / 100))
        faults += [Fault(dice.randrange(steps), dice.uniform(0, 0.8), what) for _ in range(times)]
    for mood in MOODS:
        for _ in range(max(at_least, round(MAIL_PER_HUNDRED * steps / 100 / 2))):
            step = dice.randrange(steps)
            faults.append(Fault(step, 0, mood, step + dice.randint(*MAIL_LASTS)))
    return sorted(faults)


class Storm:
    """Makes the faults happen."""

    def __init__(self, faults: list[Fault], crew: Crew, sink: MoodySink, data: Path, dice: Random, journal: Journal):
        self.faults, self.crew, self.sink, self.dice, self.journal = faults, crew, sink, dice, journal
        self.home = data / "servers"
        self._mail_until = 0

    def of(self, step: int) -> list[Fault]:
        return [fault for fault in self.faults if fault.step == step]

    @property
    def is_mail_fine(self) -> bool:
        return self.sink.moody.mood == FINE

    def change_mail(self, step: int) -> None:
        """Begin or end what is wrong with the mail server."""
        moods = [fault for fault in self.of(step) if fault.what in MOODS]
        if moods:
            self.sink.be(moods[-1].what)
            self._mail_until = moods[-1].until
            self.journal.faults[f"mail server {moods[-1].what}"] += 1
        elif not self.is_mail_fine and step >= self._mail_until:
            self.sink.be(FINE)

    def break_something(self, fault: Fault) -> None:
        """In a thread of its own, while the step goes on."""
        time.sleep(fault.after)
        if fault.what == WORKER:
            self.dice.choice(self.crew.workers).kill()
        elif fault.what == BEAT:
            self.dice.choice(self.crew.beats).kill()
        elif fault.what == BROKER:
            with contextlib.suppress(redis.RedisError), redis.Redis.from_url(settings.REDIS_URL) as client:
                client.flushall()
            self._end("valkey", signal.SIGKILL)
        elif fault.what == DATABASE:
            self._end("postgres", signal.SIGQUIT)  # its «immediate» shutdown: nothing is written any more
        self.journal.faults[fault.what] += 1

    def _end(self, server: str, how: signal.Signals) -> None:
        """The keeper starts it again on the same port."""
        note = json.loads((self.home / f"{server}.json").read_text())
        with contextlib.suppress(ProcessLookupError):
            os.kill(note["pid"], how)
