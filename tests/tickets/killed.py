"""A process that is killed between any two of its steps: `python -m tests.tickets.killed wake 2026-11-16T18:00:00Z`.

For each statement, and for each commit before and after it, a child of this process begins the work and is killed right
there with SIGKILL. It prints a line for each with what the database then has, and ends when one came to its end.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import os
import signal
import sys
from collections.abc import Callable

import django


class Death:
    """Kills its process at the step of that number."""

    def __init__(self, at: int) -> None:
        self.at, self.steps = at, 0

    def step(self) -> None:
        if self.steps == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        self.steps += 1

    def at_statement(self, execute: Callable, sql: str, params: object, many: bool, context: dict) -> object:
        self.step()
        return execute(sql, params, many, context)


def die_in(work: Callable[[], object], at: int) -> None:
    from django.db import connection

    death, commit = Death(at), connection.commit

    def commit_or_die() -> None:
        death.step()
        commit()
        death.step()

    connection.commit = commit_or_die
    with connection.execute_wrapper(death.at_statement):
        work()


def look() -> dict[str, object]:
    """What there is once the dead are gone: who was killed holds its cases until PostgreSQL notices."""
    from django.db import connection, transaction

    from tickets.models import Clock, Ticket, TicketEvent

    with transaction.atomic():
        list(Ticket.objects.select_for_update().values_list("pk"))
        found = {
            kind: TicketEvent.objects.filter(kind=kind).count() for kind in ("late", "escalated", "priority", "promise")
        }
        found["due"] = Clock.objects.filter(wakes_at__isnull=False).count()
    connection.close()
    return found


def work_of(what: str, now: dt.datetime) -> Callable[[], object]:
    from tickets.actions.reviewing import review_clocks
    from tickets.actions.waking import wake_clocks

    return {"wake": lambda: wake_clocks(now=now), "review": lambda: review_clocks(clock=lambda: now)}[what]


def main(what: str, now: str) -> None:
    django.setup()
    work = work_of(what, dt.datetime.fromisoformat(now))
    for number in itertools.count():
        sys.stdout.write(f"{json.dumps(look())}\n")
        sys.stdout.flush()
        child = os.fork()
        if not child:
            die_in(work, number)
            os._exit(0)
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0:
            break
    sys.stdout.write(f"{json.dumps(look())}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
