"""The trial of durability, shortened: some days around the night on which Europe changes its clocks.

`make faults` goes through the whole month, with twenty thousand deliveries.
"""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from dev.keeper import binary
from dev.servers import REPO

DELIVERIES = 120


@pytest.fixture
def dump(transactional_db, tmp_path):
    """The tables of the test database, for servers that the trial may break without harm to other tests."""
    base, file = connection.settings_dict, tmp_path / "dump.sql"
    where = ["-h", base["HOST"], "-p", str(base["PORT"]), "-U", base["USER"], "-d", base["NAME"]]
    subprocess.run(
        [binary("pg_dump"), *where, "--no-owner", "-f", str(file)],
        env=os.environ | {"PGPASSWORD": base["PASSWORD"]},
        check=True,
    )
    return file


@pytest.mark.timeout(400)
def test_everything_breaks_and_each_is_asked_and_called_once(dump):
    trial = [sys.executable, "-m", "dev.faults", "--short", "--size", str(DELIVERIES), "--seed", "7"]
    done = subprocess.run(
        [*trial, "--dump", str(dump)], cwd=REPO, capture_output=True, text=True, timeout=390, check=False
    )
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["Nothing is wrong."]), done.stdout + done.stderr
    report = json.JSONDecoder().raw_decode(done.stdout)[0]
    faults = {
        "worker killed", "beat killed", "broker emptied and killed", "database broken off", "mail server refuses",
        "mail server hangs", "mail server down", "mail server hangs up after it took the message",
    }  # fmt: skip
    assert set(report["faults"]) == faults
    assert report["letters"] == report["letters that came"] > 20
    assert report["surveys"]["sent"] + report["surveys"].get("answered", 0) > 20
    assert report["attempts"] > 5
