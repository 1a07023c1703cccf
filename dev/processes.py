"""Child processes whose lines come out on one screen, each with the name of who said it."""

import ctypes
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from dev.servers import held

COLOURS = {"setup": 37, "mail": 35, "web": 36, "worker": 32, "beat": 33}
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
_screen = threading.Lock()


def say(name: str, line: str) -> None:
    """Print one line with the name of who said it; in colour on a terminal only."""
    if sys.stdout.isatty():
        text = f"\x1b[{COLOURS.get(name, 37)}m{name:>6} │\x1b[0m {line}"
    else:
        text = f"{name:>6} | {ESCAPES.sub('', line)}"
    with _screen, suppress(BrokenPipeError):  # nobody reads any more: no reason to end without order
        print(text, flush=True)


class Child:
    """A running child; `command` is what follows `python -m`."""

    def __init__(self, name: str, command: Sequence[str], *, cwd: Path) -> None:
        self.name = name
        self.popen = subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # the Ctrl-C of the terminal is for us, who then end them in order
            pass_fds=held(),  # so that a child that must end without us can finish before its servers go
            preexec_fn=_end_with_parent,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    @property
    def is_alive(self) -> bool:
        return self.popen.poll() is None

    def wait(self) -> int:
        code = self.popen.wait()
        self.reader.join(timeout=5)
        return code

    def stop(self, *, seconds: float) -> None:
        """Ask it to end; after `seconds`, end it and its children."""
        if self.is_alive:
            self.popen.terminate()
            try:
                self.popen.wait(seconds)
            except subprocess.TimeoutExpired:
                say(self.name, f"did not end within {seconds:.0f} s and is killed")
                self.kill()
        self.wait()

    def kill(self) -> None:
        if self.is_alive:
            os.killpg(self.popen.pid, signal.SIGKILL)

    def _read(self) -> None:
        with self.popen.stdout as lines:
            for line in lines:
                say(self.name, line.rstrip())


def _end_with_parent() -> None:
    """Have the kernel end this child when its parent is killed (Linux); elsewhere it must be ended by hand."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
