"""Compiles the message catalogues without gettext: `python -m dev.catalogues`."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

REPO = Path(__file__).resolve().parent.parent


def compile_catalogues(root: Path = REPO / "locale") -> list[Path]:
    """Compile every .po whose .mo is older or missing; return the files written."""
    return [_compile(source) for source in sorted(root.glob("*/LC_MESSAGES/*.po")) if _is_stale(source)]


def _is_stale(source: Path) -> bool:
    target = source.with_suffix(".mo")
    return not target.exists() or target.stat().st_mtime < source.stat().st_mtime


def _compile(source: Path) -> Path:
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    unfinished = source.with_suffix(f".{os.getpid()}.new")
    with unfinished.open("wb") as file:
        write_mo(file, catalogue)
    return unfinished.rename(source.with_suffix(".mo"))


if __name__ == "__main__":
    for path in compile_catalogues():
        print(f"compiled {path.relative_to(REPO)}")
