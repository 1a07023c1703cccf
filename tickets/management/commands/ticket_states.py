from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from tickets.diagram import states_page


class Command(BaseCommand):
    """The states of a case as Markdown: printed, or written to docs/ticket-states.md."""

    help = "Print the states of a case and what may follow each, or write them to docs/ticket-states.md (--write)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/ticket-states.md")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        with translation.override("en"):
            page = states_page()
        if not write:
            self.stdout.write(page, ending="")
            return
        path = Path(settings.BASE_DIR) / "docs" / "ticket-states.md"
        path.write_text(page, encoding="utf-8")
        self.stdout.write(f"{path.relative_to(settings.BASE_DIR)} written")
