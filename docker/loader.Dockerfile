# The command `lookalike`. Build it from the repository's root:
#   docker build -f docker/loader.Dockerfile -t lookalike .
# Every package is the one that the lock files name, by its hash; see README.md beside this file.

FROM python:3.11-slim AS build
COPY docker/requirements.lock docker/build.lock /locks/
RUN python -m venv /opt/lookalike \
    && /opt/lookalike/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r /locks/requirements.lock \
    && python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r /locks/build.lock
COPY . /src
WORKDIR /src
RUN /opt/build/bin/python -m hatchling build --target wheel --directory /dist \
    && /opt/lookalike/bin/pip install --no-cache-dir --no-deps --no-index /dist/*.whl

FROM python:3.11-slim
COPY --from=build /opt/lookalike /opt/lookalike
ENV PATH=/opt/lookalike/bin:$PATH
RUN useradd --create-home --uid 1000 lookalike
USER 1000:1000
WORKDIR /home/lookalike
ENTRYPOINT ["lookalike"]
CMD ["audit", "/scan", "--report", "/report"]
