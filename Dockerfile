# syntax=docker/dockerfile:1
ARG PYTHON=3.11-slim-bookworm

# --- What it needs, from the lock with its hashes; the tools that install it stay behind
FROM python:${PYTHON} AS installed
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /venv
COPY requirements.lock /tmp/requirements.lock
RUN /venv/bin/pip install --require-hashes -r /tmp/requirements.lock

# --- The desk: web, worker, beat and migrate are this one image with other commands
FROM python:${PYTHON} AS desk
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin factcheck
COPY --from=installed /venv /venv
WORKDIR /desk
COPY manage.py gunicorn.conf.py LICENSE NOTICE ./
COPY claims claims
COPY workers workers
COPY factcheck factcheck
COPY seeds seeds
# As it will be served; no secret of a desk is needed for that, nor a server.
RUN mkdir static \
    && REDIS_URL=redis://none FACTCHECK_SECRET_KEY=$(python -c "import secrets; print(secrets.token_hex(32))") \
       python manage.py collectstatic --noinput \
    && python -m compileall -q claims workers factcheck
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "factcheck.wsgi", "--bind=0.0.0.0:8000", "--threads=8", "--worker-tmp-dir=/dev/shm", "--no-control-socket"]

# --- The page that shows the workers, for those who want it
FROM installed AS flower-installed
COPY requirements-flower.lock /tmp/requirements-flower.lock
RUN /venv/bin/pip install --require-hashes -r /tmp/requirements-flower.lock

FROM desk AS flower
COPY --from=flower-installed /venv /venv
CMD ["celery", "--app=factcheck", "flower", "--address=0.0.0.0", "--port=5555"]

# --- `docker build .` gives the desk
FROM desk
