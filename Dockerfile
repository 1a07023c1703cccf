# One image for web, worker and beat. Built in two stages; runs as an ordinary user.
FROM python:3.11-slim AS build
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --no-cache-dir -r requirements.txt
COPY . .
# The catalogues are compiled, the static files gathered and compressed. No server and no secret is needed for that.
RUN /venv/bin/python -m dev.catalogues \
    && DATABASE_URL=postgres://none REDIS_URL=redis://none SECRET_KEY=build SEAL_KEYS=build POSTVENTA_DATA=/data STATIC_MANIFEST=1 \
       /venv/bin/python manage.py collectstatic --noinput \
    && rm -rf tests dev

FROM python:3.11-slim
# What prints documents, and the letters that they are set in; fontconfig indexes these now, for a user without a home.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-liberation fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /app postventa \
    && install -d -o postventa -g postventa /data /data/files
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY --from=build /data/static /data/static
WORKDIR /app
USER postventa
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 POSTVENTA_DATA=/data LOG_FORMAT=json
VOLUME /data/files
EXPOSE 8000
CMD ["gunicorn", "postventa.wsgi", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
