"""Brings the message catalogues up to date with the sources, without gettext: `make messages`.

English is the language of the sources, so its catalogue is filled by itself; what is new in Spanish stays empty for a
person to write, and tests/house/test_catalogues.py fails until somebody did.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

REPO = Path(__file__).resolve().parent.parent
FLOORS = "core catalog customers warranties remedies tickets followups privacy reports postventa"
PACKAGES = FLOORS.split()
KEYWORDS = {
    **dict.fromkeys(["_", "gettext", "gettext_lazy", "gettext_noop"]),
    **dict.fromkeys(["ngettext", "ngettext_lazy"], (1, 2)),
    **dict.fromkeys(["pgettext", "pgettext_lazy"], ((1, "c"), 2)),
    **dict.fromkeys(["npgettext", "npgettext_lazy"], ((1, "c"), 2, 3)),
}


def sources() -> Iterator[tuple[Path, bytes]]:
    """Every file with words for people, templates turned into what a Python extractor reads."""
    for package in PACKAGES:
        for path in sorted((REPO / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, path.read_bytes()
    for path in sorted((REPO / "templates").rglob("*")):
        if path.suffix in {".html", ".txt"}:
            code = templatize(path.read_text(encoding="utf-8"))
            # The extractor reads Python: indentation that means nothing must not look like a block.
            yield path, "\n".join(line.strip() for line in code.splitlines()).encode()


def current_messages() -> Catalog:
    """All messages of the sources, in English."""
    catalogue = Catalog(project="Postventa", charset="utf-8", fuzzy=False)
    for path, code in sources():
        place = path.relative_to(REPO).as_posix()
        for _line, message, comments, context in extract("python", io.BytesIO(code), KEYWORDS, ["Translators:"]):
            if message and message != ("", ""):
                catalogue.add(message, None, [(place, None)], auto_comments=comments, context=context)
    return catalogue


def update(language: str, messages: Catalog) -> Catalog:
    """The catalogue of a language with what is new, without what is gone; English filled."""
    path = REPO / "locale" / language / "LC_MESSAGES" / "django.po"
    old = Catalog(locale=language)
    if path.exists():
        with path.open("rb") as file:
            old = read_po(file, locale=language)
    new = Catalog(locale=language, project="Postventa", charset="utf-8", fuzzy=False)
    for message in messages:
        if not message.id:
            continue
        kept = old.get(message.id, message.context)
        string = kept.string if kept else None
        if language == "en":
            string = message.id
        new.add(message.id, string, message.locations, auto_comments=message.auto_comments, context=message.context)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, new, width=110, sort_output=True, omit_header=False, include_lineno=False)
    return new


def untranslated(catalogue: Catalog) -> list[str]:
    """Message ids that nobody has translated."""
    return [str(m.id) for m in catalogue if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)]


def main() -> None:
    django.setup()
    messages = current_messages()
    for language, _name in settings.LANGUAGES:
        missing = untranslated(update(language, messages))
        print(f"{language}: {len(messages)} messages, {len(missing)} to translate")


if __name__ == "__main__":
    import os

    from dev.servers import ensure_servers

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "postventa.settings")
    ensure_servers()
    main()
