#!/usr/bin/env python
"""Django's command line. Without DATABASE_URL it uses the embedded servers, or starts them for its own life."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "postventa.settings")
    if "DATABASE_URL" not in os.environ or "REDIS_URL" not in os.environ:
        from dev.servers import ensure_servers

        ensure_servers()
    execute_from_command_line(sys.argv)
