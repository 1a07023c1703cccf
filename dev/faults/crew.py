"""The workers and beats of a trial, and who starts them again when they were killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from dev.servers import REPO


class One:
    """A process that is started again under the same name."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.name, self.command, self.environment, self.log = name, command, environment, log
        self.popen: subprocess.Popen | None = None
        self.starts = 0

    def start(self) -> None:
        self.starts += 1
        with self.log.open("a") as log:
            self.popen = subprocess.Popen(
                [sys.executable, "-m", *self.command],
                cwd=REPO,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that its children die with it, as of a machine that goes down
            )

    @property
    def is_alive(self) -> bool:
        return self.popen is not None and self.popen.poll() is None

    def kill(self) -> None:
        """Kill -9, children included."""
        if self.popen is not None:
            if self.is_alive:
                os.killpg(self.popen.pid, signal.SIGKILL)
            self.popen.wait()


class Crew:
    """So many workers and beats on the settings of the trial."""

    def __init__(self, data: Path, *, workers: int, beats: int) -> None:
        celery = ["celery", "--quiet", "-A", "dev.faults.app"]
        light = ["--loglevel", "error", "--without-gossip", "--without-mingle"]
        self.workers = [
            self._one(data, f"worker{n}", [*celery, "worker", "-c", "1", "-n", f"trial{n}@%h", *light])
            for n in range(workers)
        ]
        self.beats = [
            self._one(
                data, f"beat{n}", [*celery, "beat", "-s", str(data / f"beat{n}"), "--pidfile=", "--loglevel", "error"]
            )
            for n in range(beats)
        ]

    @staticmethod
    def _one(data: Path, name: str, command: list[str]) -> One:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "dev.faults.settings", "PYTHONWARNINGS": "ignore"}
        return One(name, command, environment, data / f"{name}.log")

    @property
    def all(self) -> list[One]:
        return [*self.workers, *self.beats]

    def start(self) -> None:
        for one in self.all:
            one.start()

    def revive(self) -> None:
        """Start who is dead, as whoever looks after a real installation does."""
        for one in self.all:
            if not one.is_alive:
                one.start()

    def end(self) -> None:
        for one in self.all:
            one.kill()
