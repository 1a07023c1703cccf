"""`python -m dev.with_servers COMMAND …` runs a command in the environment that Django's settings need."""

import os
import subprocess
import sys
from pathlib import Path

from dev.servers import ensure_servers


def main() -> int:
    ensure_servers()
    # Beside the Python that runs us, so that no activated environment is needed.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    environment = os.environ | {"PATH": path, "DJANGO_SETTINGS_MODULE": "postventa.settings"}
    return subprocess.run(sys.argv[1:], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
