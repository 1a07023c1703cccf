"""What the house needs to run is pinned in both lists: `make setup` installs the second alone."""

import re

from dev.bootstrap import REPO

PIN = re.compile(r"^([\w.\-\[\],]+==[^\s;]+)", re.MULTILINE)


def test_development_has_every_pin_of_the_house():
    run, development = (
        set(PIN.findall((REPO / name).read_text())) for name in ("requirements.txt", "requirements-dev.txt")
    )
    assert run - development == set()
