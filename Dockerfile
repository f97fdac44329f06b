# One image for every part of the hub: gatherer, loader, alerts and reports, Superset. See docs/deploy-containers.md.

FROM python:3.11.14-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
WORKDIR /opt/fenghuo
COPY requirements.in requirements.txt ./
# requirements.txt holds the tests' packages too; as constraints it pins only what the hub itself asks for.
RUN pip install --no-cache-dir uv==0.13.9 \
    && python -m venv .venv \
    && uv pip install --python .venv/bin/python --no-cache --requirement requirements.in --constraint requirements.txt
COPY . ./
# What is left in requirements.txt is what `fenghuo doctor` finds in this image.
RUN uv pip install --python .venv/bin/python --no-cache --no-deps --editable . \
    && uv pip freeze --python .venv/bin/python --exclude-editable > requirements.txt \
    && .venv/bin/python -m compileall -q hub nlp streams crawlers warehouse alerts api dashboards demo cli

FROM python:3.11.14-slim-bookworm

LABEL org.opencontainers.image.title="Fenghuo" \
    org.opencontainers.image.licenses="Apache-2.0"

# A font with Chinese characters for the reports' charts; pg_dump for `fenghuo backup`, of the server's own release.
# Debian keeps no old versions of a release to pin: the base image says which release it is.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-cjk postgresql-client-15 tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 fenghuo \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin fenghuo \
    && install --directory --owner=fenghuo --group=fenghuo --mode=0700 /data
COPY --from=build /opt/fenghuo /opt/fenghuo

# Only /data and /tmp are written to.
ENV PATH=/opt/fenghuo/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    MPLCONFIGDIR=/tmp/matplotlib \
    FENGHUO_DATA=/data \
    FENGHUO_LOG_FORMAT=json
WORKDIR /opt/fenghuo
USER 10001:10001
VOLUME /data
ENTRYPOINT ["fenghuo"]
CMD ["--help"]
