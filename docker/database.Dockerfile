# PostgreSQL 18, pgvector and the extension. Build it from the repository's root:
#   docker build -f docker/database.Dockerfile -t lookalike-database .

FROM postgres:18-trixie AS build
# Not pinned to a version: the suite offers one, and its security fixes are wanted.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends make postgresql-server-dev-18
COPY Makefile /src/
COPY sql/extension /src/sql/extension
RUN make -C /src install DESTDIR=/staged PG_CONFIG=/usr/lib/postgresql/18/bin/pg_config

FROM postgres:18-trixie
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-18-pgvector \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /staged/ /
COPY docker/create_role.sh /docker-entrypoint-initdb.d/
