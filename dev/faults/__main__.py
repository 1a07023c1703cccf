"""`python -m dev.faults [--size 20000] [--seed 1] [--short] [--dump FILE]`: a report, and 1 when anything is wrong."""

import argparse
import datetime as dt
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

from dev.keeper import binary
from dev.servers import ensure_servers, release_servers

FROM_OUTSIDE = ("DATABASE_URL", "REDIS_URL", "SMTP_HOST", "SMTP_PORT", "MAIL_SINK_DIR", "DEMO", "SMS_BACKEND")
# Clocks change in Tijuana on 8 March 2026, in Europe on the 29th, in Chile on 4 April, the Saturday before Easter.
MONTH = {"start": dt.datetime(2026, 3, 6, tzinfo=dt.UTC), "days": 31, "after": 17, "minutes": 160}
SHORT = {"start": dt.datetime(2026, 3, 27, tzinfo=dt.UTC), "days": 3, "after": 9, "minutes": 300}
MOST_SHOWN = 6


def main() -> int:
    given = arguments()
    for name in FROM_OUTSIDE:  # never somebody's own data
        os.environ.pop(name, None)
    data = Path(tempfile.mkdtemp(prefix="postventa-faults-"))
    (data / "static").mkdir()
    os.environ |= {
        "POSTVENTA_DATA": str(data), "DJANGO_SETTINGS_MODULE": "dev.faults.settings", "LOG_LEVEL": "ERROR",
        "SIMULATED_CLOCK": str(data / "clock"), "SMTP_HOST": "127.0.0.1", "SMTP_TIMEOUT": "2",
        "OUTBOX_STUCK_SECONDS": str(6 * 3600), "MAIL_RATE_PER_MINUTE": "6000000",
    }  # fmt: skip
    try:
        ensure_servers()  # as safe as those of a real installation: what was committed is there after a crash
        return run(data, given)
    finally:
        release_servers(data / "servers")
        if given.keep:
            print(f"kept: {data}", file=sys.stderr)
        else:
            shutil.rmtree(data, ignore_errors=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dev.faults")
    parser.add_argument("--size", type=int, default=20_000, help="deliveries; a fourth of it are resolved cases")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--short", action="store_true", help="some days around one change of the clocks")
    parser.add_argument("--dump", type=Path, help="a database made by pg_dump, instead of migrating an empty one")
    parser.add_argument("--keep", action="store_true", help="leave the data folder, to look at the logs")
    return parser.parse_args()


def run(data: Path, given: argparse.Namespace) -> int:
    from core import clock
    from dev.faults.month import Span
    from dev.faults.sink import MoodySink

    span = Span(**(SHORT if given.short else MONTH))
    clock.write(data / "clock", span.start)
    sink = MoodySink(lambda: clock.read(str(data / "clock")))
    sink.up()
    os.environ["SMTP_PORT"] = str(sink.port)
    try:
        report, wrong = trial(data, given, span, sink)
    finally:
        sink.down()
    print(json.dumps(report, indent=1, default=str), flush=True)
    for line in some_of_each(wrong):
        print(f"WRONG: {line}", flush=True)
    print(f"{len(wrong)} things are wrong." if wrong else "Nothing is wrong.", flush=True)
    return bool(wrong)


def some_of_each(wrong: list[str]) -> Iterator[str]:
    """A few of each kind of thing that is wrong: those that differ in their numbers only are one kind."""
    shown: Counter[str] = Counter()
    for line in wrong:
        kind = re.sub(r"[\d:.+-]+", "", line)[:40]
        shown[kind] += 1
        if shown[kind] <= MOST_SHOWN:
            yield line


def trial(data: Path, given: argparse.Namespace, span, sink) -> tuple[dict, list[str]]:
    began = time.monotonic()
    prepare(given.dump)
    from core.models import User
    from dev.faults.check import check, counts
    from dev.faults.crew import Crew
    from dev.faults.facts import month_of
    from dev.faults.journal import Journal
    from dev.faults.month import AGENTS, NotQuiet, Trial
    from dev.faults.people import people_of
    from dev.faults.storm import Storm, storm_of
    from dev.faults.writing import write_beginning

    dice = Random(given.seed)
    people = people_of(max(10, given.size * 55 // 100), dice, span.start)
    month = month_of(people, given.size, given.size // 4, span.start, span.days, dice)
    journal = Journal({pk: someone for someone in people for pk in someone.records})
    write_beginning(people, month, span.start, AGENTS, per_day=max(3, given.size // 90))
    instants = span.instants(dice)
    crew = Crew(data, workers=3, beats=2)
    faults = storm_of(len(instants) * 3 // 4, dice)
    storm = Storm(faults, crew, sink, data, dice, journal)
    crew.start()
    prepared = time.monotonic()
    wrong = []
    try:
        users = list(User.objects.filter(email__endswith="@trial.example").values_list("pk", flat=True))
        Trial(month, journal, crew, storm, data / "clock", dice).run(instants, users)
    except NotQuiet as error:
        wrong.append(f"not quiet: {error}")
    finally:
        crew.end()
    wrong += check(month, journal, sink, instants[-1])
    report = {
        "seed": given.seed, "from": span.start, "until": instants[-1], "steps": len(instants), "people": len(people),
        **counts(month, journal, sink), "faults": dict(journal.faults), "broken off for people": dict(journal.unsure),
        "what the mail server did": dict(sink.moody.moods),
        "seconds to prepare": round(prepared - began), "seconds": round(time.monotonic() - prepared),
    }  # fmt: skip
    return report, wrong


def prepare(dump: Path | None) -> None:
    """Django on a database with the tables."""
    if dump:
        address = urlsplit(os.environ["DATABASE_URL"])
        environment = os.environ | {"PGPASSWORD": address.password or ""}
        where = ["-h", address.hostname, "-p", str(address.port), "-U", address.username, "-d", address.path[1:]]
        command = [binary("psql"), *where, "-q", "-v", "ON_ERROR_STOP=1", "-f", str(dump)]
        subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.DEBUG = False  # it let the clock be a file; nobody wants each statement kept
    if not dump:
        call_command("migrate", verbosity=0)


if __name__ == "__main__":
    sys.exit(main())
