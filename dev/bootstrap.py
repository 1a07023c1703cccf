"""`make setup`: the virtual environment and the pinned requirements, with nothing but Python's standard library.

Does nothing when the requirements are the ones installed last. On a Debian without python3-venv it fetches pip itself.
Old Pythons must be able to read this file, so that they can say in one line that they are too old.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 (this is the file that says so)
    sys.exit(
        f"Postventa needs Python 3.11 or newer, and this is {sys.version.split()[0]}. "
        "On Debian 12 or newer: apt install python3; or name another one: make PYTHON=python3.12 setup"
    )

import hashlib
import os
import re
import ssl
import subprocess
from configparser import ConfigParser, Error
from html import unescape
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urljoin
from urllib.request import urlopen

REPO = Path(__file__).resolve().parent.parent
VENV = REPO / ".venv"
REQUIREMENTS = ["requirements.txt", "requirements-dev.txt"]
STAMP = VENV / ".requirements"
PIP = "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"


def main() -> None:
    wanted = fingerprint()
    if STAMP.exists() and STAMP.read_text() == wanted and works():
        return
    print("Installing the pinned requirements; the first time this takes a minute or two.", flush=True)
    if not works():
        make_environment()
    STAMP.unlink(missing_ok=True)
    install(["--requirement", str(REPO / REQUIREMENTS[-1])])
    STAMP.write_text(wanted)


def fingerprint() -> str:
    """What the installed environment depends on, in one short text."""
    digest = hashlib.sha256(sys.version.encode())
    for name in REQUIREMENTS:
        digest.update((REPO / name).read_bytes())
    return digest.hexdigest()


def works() -> bool:
    """Whether there is a virtual environment with a pip, of this Python."""
    python = VENV / "bin" / "python"
    check = f"import sys, pip; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    return python.exists() and subprocess.run([python, "-c", check], capture_output=True, check=False).returncode == 0


def make_environment() -> None:
    try:
        import venv
    except ImportError:
        sys.exit("Python's module venv is missing. On Debian: apt install python3-venv")
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        venv.create(VENV, clear=True, symlinks=True, with_pip=False)
        fetch_pip()
    else:
        venv.create(VENV, clear=True, symlinks=True, with_pip=True)


def fetch_pip() -> None:
    """Download pip from the package index and let it install itself."""
    index = index_url().rstrip("/") + "/pip/"
    wheel = VENV / PIP
    try:
        links = re.findall(r'href="([^"]+)"', download(index).decode())
        link = next((unescape(link) for link in links if PIP in link), None)
        if link is None:
            sys.exit(f"{PIP} is not at {index}. On Debian: apt install python3-venv")
        wheel.write_bytes(download(urljoin(index, link)))
    except (URLError, OSError) as error:
        sys.exit(
            f"pip could not be fetched from {index} ({error}). Is there a network? On Debian: apt install python3-venv"
        )
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != PIP_SHA256:
        sys.exit(f"What {index} gave as {PIP} is not that file. Not installing it.")
    run_pip([VENV / "bin" / "python", f"{wheel}/pip"], [str(wheel)])
    wheel.unlink()


def download(url: str) -> bytes:
    certificates = os.environ.get("PIP_CERT") or pip_setting("cert")
    context = ssl.create_default_context(cafile=certificates)
    if not context.get_ca_certs() and not certificates:
        # A Debian without ca-certificates knows nobody. The file is checked against its known hash in any case.
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with urlopen(url, timeout=60, context=context) as response:
        return response.read()


def index_url() -> str:
    return os.environ.get("PIP_INDEX_URL") or pip_setting("index-url") or "https://pypi.org/simple"


def pip_setting(name: str) -> str | None:
    """Return a setting of pip.conf, the user's before the machine's."""
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    places = [
        os.environ.get("PIP_CONFIG_FILE"),
        home / "pip" / "pip.conf",
        Path.home() / ".pip" / "pip.conf",
        "/etc/pip.conf",
    ]
    for place in filter(None, places):
        parser = ConfigParser(interpolation=None)
        try:
            parser.read(place)
        except Error:
            continue
        value = parser.get("install", name, fallback=None) or parser.get("global", name, fallback=None)
        if value:
            return value
    return None


def install(arguments: list[str]) -> None:
    run_pip([VENV / "bin" / "python", "-m", "pip"], arguments)


def run_pip(pip: list, arguments: list[str]) -> None:
    options = ["--disable-pip-version-check", "--no-input", "--quiet", "--root-user-action=ignore"]
    code = subprocess.run([*pip, "install", *options, *arguments], check=False).returncode
    if code:
        sys.exit("The requirements could not be installed; pip says why above. `make setup` tries again.")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("Interrupted. `make setup` tries again.")
    except PermissionError as error:
        sys.exit(f"{error.filename} cannot be written: it belongs to another user. Use a checkout of your own.")
