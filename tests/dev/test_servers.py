"""The embedded servers, started and ended by processes of their own on data of their own."""

import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from dev.servers import REPO, is_running

HOLD = """
import os, sys
from dev.servers import ensure_servers
ensure_servers(throwaway=True)
print(os.environ["DATABASE_URL"], os.environ["REDIS_URL"], os.environ["SECRET_KEY"], flush=True)
sys.stdin.read()
"""
QUERY = """
import os
from dev.servers import ensure_servers
ensure_servers(throwaway=True)
import environ, psycopg2, redis
base = environ.Env().db_url("DATABASE_URL")
connection = psycopg2.connect(
    host=base["HOST"], port=base["PORT"], user=base["USER"], password=base["PASSWORD"], dbname=base["NAME"])
with connection, connection.cursor() as cursor:
    cursor.execute("CREATE TABLE IF NOT EXISTS visits (at timestamptz DEFAULT now())")
    cursor.execute("INSERT INTO visits DEFAULT VALUES")
    cursor.execute("SELECT count(*), current_setting('server_encoding') FROM visits")
    print(*cursor.fetchone(), redis.Redis.from_url(os.environ["REDIS_URL"]).ping())
"""


class Home:
    """A data folder, and processes that use its servers."""

    def __init__(self, data):
        self.data, self.servers, self.holders = data, data / "servers", []

    def environment(self):
        missing = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "SEAL_KEYS")
        return {name: value for name, value in os.environ.items() if name not in missing} | {
            "POSTVENTA_DATA": str(self.data)
        }

    def hold(self):
        """Start a process that holds the servers until its input ends."""
        command = [sys.executable, "-c", HOLD]
        holder = subprocess.Popen(
            command, cwd=REPO, env=self.environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.holders.append(holder)
        return holder

    def query(self):
        command = [sys.executable, "-c", QUERY]
        return subprocess.run(
            command, cwd=REPO, env=self.environment(), capture_output=True, text=True, check=True
        ).stdout

    def answers(self):
        try:
            return self.query().endswith("UTF8 True\n")
        except subprocess.CalledProcessError:
            return False

    def server(self, name):
        return psutil.Process(json.loads((self.servers / f"{name}.json").read_text())["pid"])

    def wait_until_stopped(self):
        deadline = time.monotonic() + 30
        while is_running(self.servers):
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.fixture
def home(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("a folder with spaces and ñ") / ("long " * 20).strip())
    yield home
    for holder in home.holders:
        holder.kill()
        holder.communicate()
    home.wait_until_stopped()


def test_ensure_starts_and_ends_with_its_process_and_keeps_data(home):
    assert home.query() == "1 UTF8 True\n"
    assert not is_running(home.servers)
    assert home.query() == "2 UTF8 True\n"


def test_ensure_joins_running_servers(home):
    first, second = home.hold(), home.hold()  # at the same moment
    addresses = first.stdout.readline()
    assert second.stdout.readline() == addresses != ""

    first.communicate()
    assert is_running(home.servers)
    second.communicate()
    assert not is_running(home.servers)


def test_ensure_after_kill_of_user_stops_servers(home):
    holder = home.hold()
    holder.stdout.readline()
    postgres = home.server("postgres")
    holder.kill()
    home.wait_until_stopped()

    assert not postgres.is_running()


def test_ensure_after_kill_of_everything_starts_again(home):
    holder = home.hold()
    holder.stdout.readline()
    servers = [home.server("postgres"), home.server("valkey")]
    keeper = servers[0].parent()
    for process in [keeper, holder, servers[1], servers[0]]:
        process.send_signal(signal.SIGKILL)
    for process in servers:
        process.wait(10)

    assert (home.data / "postgres" / "postmaster.pid").exists()
    assert home.query() == "1 UTF8 True\n"


def test_ensure_after_kill_of_keeper_serves_at_the_same_address(home):
    holder = home.hold()
    addresses = holder.stdout.readline()
    stray = home.server("postgres")
    stray.parent().kill()
    home.wait_until_stopped()

    assert home.hold().stdout.readline() == addresses
    assert not stray.is_running()


def test_keeper_starts_a_dead_server_again(home):
    holder = home.hold()
    holder.stdout.readline()
    home.server("valkey").kill()

    deadline = time.monotonic() + 30
    while not home.answers():  # while it is down, whoever asks fails
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_secrets_are_private(home):
    home.query()

    private = [home.data / "secret-key", home.servers / "password", home.data / "valkey" / "valkey.conf"]
    assert [oct(path.stat().st_mode & 0o777) for path in private] == ["0o600"] * 3
