"""`make setup` without installing anything: what it decides, and how pip is fetched when Debian has none."""

import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading

import pytest

from dev import bootstrap
from dev.servers import REPO


@pytest.fixture
def index(tmp_path):
    """A package index that serves a folder."""
    folder = tmp_path / "index" / "pip"
    folder.mkdir(parents=True)

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder.parent))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def no_configuration(tmp_path, monkeypatch):
    for name in ("PIP_INDEX_URL", "PIP_CERT", "PIP_CONFIG_FILE", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))


def test_index_url_is_what_pip_is_told(tmp_path, monkeypatch, no_configuration):
    (tmp_path / ".config" / "pip").mkdir(parents=True)
    (tmp_path / ".config" / "pip" / "pip.conf").write_text("[global]\nindex-url = https://mirror.example/50%/simple\n")
    assert bootstrap.index_url() == "https://mirror.example/50%/simple"

    monkeypatch.setenv("PIP_INDEX_URL", "https://other.example/simple")
    assert bootstrap.index_url() == "https://other.example/simple"


def test_fetch_pip_refuses_another_file(index, tmp_path, monkeypatch, no_configuration):
    folder, url = index
    (folder / bootstrap.PIP).write_bytes(b"something else")
    monkeypatch.setenv("PIP_INDEX_URL", url)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)

    with pytest.raises(SystemExit, match=r"is not that file. Not installing it."):
        bootstrap.fetch_pip()


def test_fetch_pip_says_when_there_is_no_index(tmp_path, monkeypatch, no_configuration):
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:1/simple")
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)

    with pytest.raises(SystemExit, match=r"pip could not be fetched .* Is there a network"):
        bootstrap.fetch_pip()


def test_setup_with_old_python_says_so_in_one_line(tmp_path):
    old = tmp_path / "old.py"
    source = (REPO / "dev" / "bootstrap.py").read_text()
    old.write_text(
        source.replace("import sys\n", "import sys\nsys.version_info, sys.version = (3, 9, 2), '3.9.2 x'\n", 1)
    )
    done = subprocess.run([sys.executable, old], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert done.stderr.startswith("Postventa needs Python 3.11 or newer, and this is 3.9.2.")
    assert len(done.stderr.splitlines()) == 1


def test_make_without_python_says_so_in_one_line(tmp_path):
    for name in ("sh", "make", "sed", "getconf", "find", "echo"):
        if found := shutil.which(name):
            (tmp_path / name).symlink_to(found)
    environment = {"PATH": str(tmp_path), "HOME": os.environ.get("HOME", "/")}
    done = subprocess.run(["make", "setup"], cwd=REPO, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == "Python 3.11 or newer is missing. On Debian: apt install python3"
