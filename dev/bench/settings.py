"""The settings of the house, with the pages of the benches beside its own."""

from postventa.settings import *  # noqa: F403
from postventa.settings import BASE_DIR, MIDDLEWARE, TEMPLATES

ROOT_URLCONF = "dev.bench.urls"
MIDDLEWARE = ["dev.bench.urls.count_queries", *MIDDLEWARE]
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "dev" / "bench" / "templates"]
