"""The month of a trial, step by step."""

import datetime as dt
import itertools
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from random import Random

from django.db import Error, connection

from core import clock
from dev.faults.agents import Agent, Answerers
from dev.faults.crew import Crew
from dev.faults.facts import DAY, Month
from dev.faults.journal import Journal
from dev.faults.quiet import left
from dev.faults.storm import DATABASE, Storm
from dev.faults.writing import write_facts

AGENTS = 4
WORK_SECONDS = 4.0
# How long a step waits until nothing is due: when something is broken, and when nothing is.
BROKEN_SECONDS, FINE_SECONDS = 3.0, 120.0
# How long for what workers have in hand; what a dead one had is given to another after some hours of the clock.
DEAD_SECONDS, IN_FLIGHT_SECONDS = 1.5, 20.0


class NotQuiet(Exception):
    """Something was due, and nobody did it."""


@dataclass
class Span:
    """From when on, for how many days things happen, how many more the clock goes on, and by what steps."""

    start: dt.datetime
    days: float
    after: float
    minutes: int

    def instants(self, dice: Random) -> list[dt.datetime]:
        """Steps of very different lengths, so that they come to every border."""
        found, at, end = [], self.start, self.start + (self.days + self.after) * DAY
        while at < end:
            at += dt.timedelta(minutes=dice.randint(self.minutes // 3, self.minutes * 5 // 3))
            found.append(at)
        return found


class Trial:
    """Sets the clock, writes down what happened, lets people work and things break, and waits until all is quiet."""

    def __init__(self, month: Month, journal: Journal, crew: Crew, storm: Storm, file: Path, dice: Random) -> None:
        self.month, self.journal, self.crew, self.storm, self.file = month, journal, crew, storm, file
        self.waiting = iter(month.happens)
        self.next = next(self.waiting, None)
        self.dice = dice
        self.agents: list[Agent] = []
        self.answerers = Answerers(Random(dice.random()), journal)

    def run(self, instants: list[dt.datetime], users: list[int]) -> None:
        self.agents = [Agent(n, user, Random(self.dice.random()), self.journal) for n, user in enumerate(users)]
        with ThreadPoolExecutor(max_workers=len(users) + 6) as pool:
            for number, now in enumerate(instants):
                self._step(number, now, pool, is_last=number == len(instants) - 1)

    def _step(self, number: int, now: dt.datetime, pool: ThreadPoolExecutor, *, is_last: bool) -> None:
        faults = [fault for fault in self.storm.of(number) if fault.what in _BREAKS]
        self.storm.change_mail(number)
        clock.write(self.file, now)
        self.journal.ticks.append((time.monotonic(), now))
        jobs = [pool.submit(self.storm.break_something, fault) for fault in faults]
        self._write(list(self._happened(now)), now)
        jobs += [pool.submit(agent.work, now, WORK_SECONDS) for agent in self.agents]
        jobs.append(pool.submit(self.answerers.answer, now, 50))
        for job in wait(jobs).done:
            job.result()
        broken = bool(faults) or any(not one.is_alive for one in self.crew.all)
        self._wait(now, broken=broken and not is_last, strict=is_last or (not broken and self.storm.is_mail_fine))
        self.crew.revive()

    def _happened(self, now: dt.datetime) -> Iterator:
        while self.next is not None and self.next.at <= now:
            yield self.next
            self.next = next(self.waiting, None)

    def _write(self, some: list, now: dt.datetime) -> None:
        """However often the database breaks off meanwhile."""
        for attempt in itertools.count():
            try:
                write_facts(self.month, some, now)
            except Error:
                connection.close()
                time.sleep(0.2)
                if attempt > 100:
                    raise
            else:
                self.journal.note_facts(self.month, some, now)
                return

    def _wait(self, now: dt.datetime, *, broken: bool, strict: bool) -> None:
        """Until nothing is due; not for letters while the mail server is away, nor long for what a dead hand holds."""
        began, waits = time.monotonic(), {}
        ignored = set() if self.storm.is_mail_fine else {"letters"}
        while (passed := time.monotonic() - began) < (BROKEN_SECONDS if broken else FINE_SECONDS):
            try:
                waits = left(now)
            except Error:
                connection.close()
                time.sleep(0.2)
                continue
            due = set(waits) - ignored
            if not due or (due == {"in_flight"} and passed > (DEAD_SECONDS if broken else IN_FLIGHT_SECONDS)):
                return
            time.sleep(0.05)
        if strict and set(waits) - ignored - {"in_flight"}:
            raise NotQuiet(f"{now}: {waits} after {passed:.0f} s")


_BREAKS = ("worker killed", "beat killed", "broker emptied and killed", DATABASE)
