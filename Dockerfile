# kiikd in a slim image: Swift's runtime is linked in, PostgreSQL is a service of its own (docker-compose.yml).

FROM swift:6.3-bookworm AS build
# Debian keeps one version of each package in a release, so a pinned one is gone after its first security fix.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libcurl4-openssl-dev libpq-dev libqrencode-dev libssl-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.* ./
COPY Sources Sources
COPY Tests Tests
COPY Benchmarks Benchmarks
RUN --mount=type=cache,target=/src/.build \
    swift build -c release --product kiikd --static-swift-stdlib \
    && install -D -s .build/release/kiikd /out/kiikd

FROM python:3.13-slim-bookworm AS assets
COPY scripts/fetch-assets /usr/local/bin/fetch-assets
RUN fetch-assets /out/assets

FROM debian:bookworm-slim
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libcurl4 libloc-database libpq5 libqrencode4 libssl3 poppler-utils tini tzdata \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/kiikd --create-home --shell /usr/sbin/nologin kiikd
COPY --from=build /out/kiikd /usr/local/bin/kiikd
COPY --from=assets /out/assets /usr/share/kiikd/assets
USER 10001
WORKDIR /var/lib/kiikd
VOLUME /var/lib/kiikd
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["kiikd", "doctor", "--quick", "--data", "/var/lib/kiikd"]
ENTRYPOINT ["tini", "--", "kiikd"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000", "--data", "/var/lib/kiikd", "--assets", "/usr/share/kiikd/assets"]
