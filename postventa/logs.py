"""Logs: one line per event with its request or task id; never the text, name, e-mail or phone of a customer."""

import os
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

# A signed link is a key: who reads the log must not get in with it.
_KEYS = re.compile(r"/(s|c)/[^/\s?]+|(/reset/key/)[^/\s?]+")


def without_people(logger: object, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out where a request came from, and the keys and queries of its address."""
    for name in ("ip", "user_agent"):
        event.pop(name, None)
    if isinstance(event.get("request"), str):
        event["request"] = _KEYS.sub(
            lambda key: f"/{key[1]}/…" if key[1] else f"{key[2]}…", event["request"].split("?")[0]
        )
    return event


_JSON = os.environ.get("LOG_FORMAT", "json" if not sys.stderr.isatty() else "console") == "json"
_shared: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_people,
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _shared,
            "processor": structlog.processors.JSONRenderer() if _JSON else structlog.dev.ConsoleRenderer(),
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {
        "celery": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "mail.log": {"level": "WARNING"},
        # Every request in a file; on a person's screen only what went wrong.
        "django_structlog": {"level": "INFO" if _JSON else "WARNING"},
    },
}


def configure_structlog() -> None:
    """Send structlog through the standard library's handlers, so that Django's and Celery's lines look the same."""
    structlog.configure(
        processors=[*_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
