# The bot, its embedding model, and an index of the starter knowledge base; it needs no network but Discord's.
# `docker build --build-arg TORCH_INDEX= .` takes torch from pip's own index instead of PyTorch's index of CPU builds.
FROM python:3.11.14-slim-bookworm AS base
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    HF_HUB_OFFLINE=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    FINEPRINT_STATE=/var/lib/fineprint/state \
    FINEPRINT_CACHE=/var/lib/fineprint/cache
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin fineprint
WORKDIR /app

FROM base AS build
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
COPY requirements.txt ./
# torch goes first and alone: what depends on it would else choose a newer and far larger build.
RUN python -m venv /opt/venv \
    && grep '^torch==' requirements.txt > /tmp/torch.txt \
    && pip install --no-cache-dir --no-deps ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} --requirement /tmp/torch.txt \
    && pip install --no-cache-dir --requirement requirements.txt
COPY knowledge ./knowledge
# One search makes all that searches rest on, in FINEPRINT_CACHE.
RUN mkdir -p "$FINEPRINT_STATE" \
    && python -m knowledge search "late notice of a breach" --k 1
COPY bot ./bot
RUN python -m compileall -q --invalidation-mode unchecked-hash bot knowledge

FROM base
COPY LICENSE LICENSE-CORPUS ./
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app/knowledge ./knowledge
COPY --from=build /app/bot ./bot
# An empty named volume is filled with what the image has here. Elsewhere the index is made at the first start.
COPY --from=build --chown=fineprint:fineprint /var/lib/fineprint /var/lib/fineprint
VOLUME /var/lib/fineprint
USER 10001:10001
HEALTHCHECK --interval=30s --timeout=10s --start-period=180s --retries=3 CMD ["python", "-m", "bot.health"]
CMD ["python", "-m", "bot"]
