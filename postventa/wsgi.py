"""The web process: `gunicorn postventa.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "postventa.settings")
application = get_wsgi_application()
