# The command `lookalike`. Build it from the repository's root:
#   docker build -f docker/loader.Dockerfile -t lookalike .

FROM python:3.11-slim AS build
COPY . /src
RUN python -m venv /opt/lookalike \
    && /opt/lookalike/bin/pip install --no-cache-dir /src

FROM python:3.11-slim
COPY --from=build /opt/lookalike /opt/lookalike
ENV PATH=/opt/lookalike/bin:$PATH
RUN useradd --create-home --uid 1000 lookalike
USER 1000:1000
WORKDIR /home/lookalike
ENTRYPOINT ["lookalike"]
CMD ["audit", "/scan", "--report", "/report"]
