"""The clock of the sweeps that follow up and of the outbox.

It is the real one, unless SIMULATED_CLOCK names a file: then it shows the instant that is written there, so that a
month can be tried in minutes (`make faults`). Only where DEBUG is on; elsewhere no process starts with it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone


def now() -> dt.datetime:
    """What time it is."""
    return read(settings.SIMULATED_CLOCK) if settings.SIMULATED_CLOCK else timezone.now()


def read(file: str) -> dt.datetime:
    """The instant that a file says."""
    return dt.datetime.fromisoformat(Path(file).read_text().strip())


def write(file: Path, instant: dt.datetime) -> None:
    """Have it be that instant for whoever reads the file; nobody ever reads half of one."""
    unfinished = file.with_name(f".{file.name}.new")
    unfinished.write_text(instant.isoformat())
    unfinished.rename(file)


def check_clock() -> None:
    """ImproperlyConfigured where the clock is a file, and it is no trial."""
    if settings.SIMULATED_CLOCK and not settings.DEBUG:
        raise ImproperlyConfigured(
            "SIMULATED_CLOCK is for trials: the program would go by a clock that stands still. Unset it, or set DEBUG."
        )
