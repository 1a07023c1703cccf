"""What every test stands on: real servers with throw-away data, a real SMTP sink, real processes, a real browser.

This module is imported before Django reads its settings, so the environment is put in place here and not in a hook.
"""

import gc
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dev.catalogues import compile_catalogues
from dev.servers import data_dir, ensure_servers, release_servers

WORKER = os.environ.get("PYTEST_XDIST_WORKER")


def _prepare_environment() -> None:
    """Give this run servers and data of its own, and each xdist worker a Redis database of its own."""
    if not WORKER:
        os.environ["POSTVENTA_DATA"] = tempfile.mkdtemp(prefix="postventa-tests-")
        (data_dir() / "static").mkdir()  # whitenoise warns when the folder is missing, and warnings are errors
        os.environ.setdefault("SECRET_KEY", "only-for-tests")
        os.environ.pop("MAIL_SINK_DIR", None)
        os.environ.pop("DEMO", None)
        ensure_servers(throwaway=True)
        compile_catalogues()
    # Never database 0: on a developer's own Redis that one may hold something dear.
    number = int(WORKER.removeprefix("gw")) + 1 if WORKER else 15
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()
    os.environ["DJANGO_SETTINGS_MODULE"] = "postventa.settings"


_prepare_environment()
# What Django makes lives long: looking for circles in all of it as often as usual took a fourth of a migration's time.
gc.set_threshold(100_000, 50, 50)

pytest_plugins = [f"tests.fixtures.{name}" for name in ("mail", "processes", "browser", "documents", "house", "rules")]


def pytest_configure() -> None:
    from django.conf import settings

    settings.REDIS_PATIENCE = 2  # the suite keeps the machine busy, and what Redis says is looked at
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # sign-ins by the hundred


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Keep the workers from reading the settings before this module has given each a Redis database of its own."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_unconfigure() -> None:
    if not WORKER:
        data = data_dir()
        release_servers(data / "servers")
        shutil.rmtree(data, ignore_errors=True)


@pytest.fixture(scope="session")
def data() -> Path:
    """The throw-away data folder of this run."""
    return data_dir()


@pytest.fixture(autouse=True)
def redis_is_asked(monkeypatch) -> None:
    """A test in which Redis was away does not keep the next one from asking it."""
    from postventa.desk import presence

    monkeypatch.setattr(presence, "_away_until", 0.0)
