"""`python -m dev.plans PATH...`: how PostgreSQL answers each query of a page, for the account of PLANS_AS or a manager.

It runs on the data at hand (DATABASE_URL, or those of this checkout) and changes nothing but the session's last visit.
"""

import os
import sys
import time

from dev.servers import ensure_servers


class Explained:
    """A wrapper around the execution of queries that keeps the plan of each reading one."""

    def __init__(self) -> None:
        self.found: list[tuple[str, float, str]] = []

    def __call__(self, execute, sql, parameters, many, context):
        start = time.perf_counter()
        answer = execute(sql, parameters, many, context)
        took = (time.perf_counter() - start) * 1000
        if not sql.lstrip().upper().startswith(("SELECT", "WITH", "(SELECT")):
            self.found.append((sql, took, ""))
        elif "set_config" not in sql and "FOR UPDATE" not in sql:
            with context["connection"].connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", parameters)
                self.found.append((sql, took, "\n".join(row[0] for row in cursor.fetchall())))
        return answer


def main() -> None:
    ensure_servers()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "postventa.settings")
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    import django

    django.setup()
    from django.db import connection
    from django.test import Client

    from core.models import User
    from core.states import Role

    email = os.environ.get("PLANS_AS")
    user = User.objects.get(email=email) if email else User.objects.filter(role=Role.MANAGER).latest("pk")
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(user)
    for path in sys.argv[1:]:
        client.get(path)
        explained = Explained()
        with connection.execute_wrapper(explained):
            answer = client.get(path)
        print(f"\n##### {path} → {answer.status_code}, {len(explained.found)} queries")
        for number, (sql, took, plan) in enumerate(explained.found, 1):
            print(f"\n--- {number}: {took:.1f} ms: {' '.join(sql.split())}\n{plan}")


if __name__ == "__main__":
    main()
