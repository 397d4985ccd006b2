# The image of the web, worker, scheduler and migration services of docker-compose.yml.
FROM python:3.11-slim-bookworm AS build
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
RUN pip install --no-cache-dir "uv~=0.13"
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev
COPY . .
# Collecting the static files needs settings; these keys exist only while this line runs.
RUN touch /tmp/signing.pem \
    && PORTAL_SIGNING_KEY_FILE=/tmp/signing.pem PORTAL_VAR_DIR=/tmp/var PORTAL_MODE=production PORTAL_STATIC_ROOT=/app/collected \
    DJANGO_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_hex(40))')" \
    PORTAL_PII_KEY="$(python -c 'import secrets; print(secrets.token_hex(40))')" \
    DJANGO_ALLOWED_HOSTS=localhost \
    .venv/bin/python manage.py collectstatic --no-input --verbosity 0

FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
       libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk ffmpeg openssl \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/portal --create-home portal \
    && install --directory --owner portal --group portal /var/lib/portal-checkpoints
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PORTAL_MODE=production \
    PORTAL_VAR_DIR=/var/lib/portal PORTAL_STATIC_ROOT=/app/collected
USER portal
VOLUME /var/lib/portal /var/lib/portal-checkpoints
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--no-control-socket", "--bind", "0.0.0.0:8000", \
     "--worker-class", "gthread", "--workers", "2", "--threads", "16", \
     "--worker-tmp-dir", "/dev/shm", "--access-logfile", "-"]
