# The application with its console: no compiler, no Node and no package index in what runs.
ARG PYTHON_IMAGE=python:3.11-slim-trixie

FROM ${PYTHON_IMAGE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
COPY pyproject.toml constraints.txt hatch_build.py README.md LICENSE NOTICE ./
COPY migrations migrations
COPY web web
COPY src src
# The build hook brings Node as a Python package, and builds the console.
RUN python -m venv /build \
 && /build/bin/pip install -c constraints.txt build hatchling \
 && /build/bin/python -m build --wheel --outdir /wheels
RUN python -m venv /opt/pytake \
 && /opt/pytake/bin/pip install -c constraints.txt "$(echo /wheels/pytake-*.whl)[app]" \
 && /opt/pytake/bin/pip uninstall -y pip

FROM ${PYTHON_IMAGE}
LABEL org.opencontainers.image.title="PyTake" \
      org.opencontainers.image.description="Self-hosted, multi-tenant WhatsApp Business automation"
# pg_dump and pg_restore of `pytake backup` and `pytake restore`, of PostgreSQL 17 as the server in docker-compose.yml.
RUN apt-get update \
 && apt-get install -y --no-install-recommends "postgresql-client-17=17.*" \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --system --gid 10001 pytake \
 && useradd --system --uid 10001 --gid 10001 --home-dir /var/lib/pytake --shell /usr/sbin/nologin pytake \
 && mkdir -p /var/lib/pytake/keys /var/lib/pytake/media /var/lib/pytake/backups /var/lib/pytake/tls /var/lib/pytake/webroot \
 && chown -R 10001:10001 /var/lib/pytake \
 && chmod -R 0750 /var/lib/pytake
COPY --from=build /opt/pytake /opt/pytake
ENV PATH=/opt/pytake/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PYTAKE_ENVIRONMENT=production \
    PYTAKE_HOST=0.0.0.0 \
    PYTAKE_DATA=/var/lib/pytake \
    PYTAKE_MEDIA_FOLDER=/var/lib/pytake/media \
    PYTAKE_LOG_FORMAT=json \
    PYTAKE_ALIVE_FILE=/tmp/alive
USER 10001:10001
WORKDIR /var/lib/pytake
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["pytake"]
CMD ["serve"]
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["pytake", "health"]
