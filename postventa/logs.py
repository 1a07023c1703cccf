"""Logs: one line per event with its request or task id; never the text, name, e-mail or phone of a customer."""

import logging
import os
import re
import sys
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any

import structlog
from django.db import Error

# A signed link is a key: who reads the log must not get in with it. All of postventa/urls.py (a test compares them).
_KEYS = re.compile(r"/(c|e|erasure|f|s|u)/[^/\s?]+|(/reset/key/)[^/\s?]+")
_QUERIES = re.compile(r"(?<=[\w/])\?[^\s\"'>]*=[^\s\"'>]*")
_EMAILS = re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)+")
# PostgreSQL says of a refused row what is in it.
_ROWS = re.compile(r"\s*DETAIL:.*", re.DOTALL)


def without_keys(text: str) -> str:
    """The text without the keys and the queries of its addresses, and without e-mails."""
    text = _KEYS.sub(lambda key: f"/{key[1]}/…" if key[1] else f"{key[2]}…", text)
    return _EMAILS.sub("…@…", _QUERIES.sub("", text))


def without_people(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out where a request came from, and whatever of a person may be in the words of an event."""
    for name in ("ip", "user_agent"):
        event.pop(name, None)
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = _ROWS.sub("", without_keys(value))
    if "positional_args" in event:
        event["positional_args"] = [without_keys(str(value)) for value in event["positional_args"]]
    return event


def traceback_without_people(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Write down the traceback, without what a database error says of the row."""
    found = event.pop("exc_info", None)
    error = found if isinstance(found, BaseException) else found[1] if isinstance(found, tuple) else sys.exc_info()[1]
    if found and error:
        text = "".join(traceback.format_exception(error))
        for one in _chain(error):
            if isinstance(one, Error) or hasattr(one, "diag"):
                text = text.replace(str(one).rstrip(), str(getattr(one, "pgcode", "") or "…"))
        event["exception"] = without_keys(text).rstrip()
    return event


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [one.__cause__, one.__context__]


_JSON = os.environ.get("LOG_FORMAT", "json" if not sys.stderr.isatty() else "console") == "json"
_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_people,
]


class NotHealth(logging.Filter):
    """Who asks /healthz reads the answer: a 503 there is no news for the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().endswith(": /healthz")


_LEVEL = os.environ.get("LOG_LEVEL", "INFO")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _shared,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                traceback_without_people,
                structlog.processors.JSONRenderer()
                if _JSON
                else structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
            ],
        }
    },
    "filters": {"health": {"()": "postventa.logs.NotHealth"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["health"]}},
    "root": {"handlers": ["console"], "level": _LEVEL},
    "loggers": {
        "celery": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "mail.log": {"level": "WARNING"},
        # Every step of every page that is printed.
        "weasyprint.progress": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        # Every request in a file; on a person's screen only what went wrong.
        "django_structlog": {"level": _LEVEL if _JSON else "WARNING"},
        # It gives our lines their task id; that a task began, ended or failed Celery says itself, or nobody needs.
        "django_structlog.celery": {"level": "CRITICAL"},
    },
}


def configure_structlog() -> None:
    """Send structlog through the standard library's handlers, so that Django's and Celery's lines look the same."""
    structlog.configure(
        processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
