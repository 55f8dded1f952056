# docker build -t cleaner . && curl -s https://example.org/story | docker run --rm -i cleaner
FROM python:3.13 AS build
COPY pyproject.toml README.md LICENSE /source/
COPY .ci/compile.py /source/.ci/
COPY cleaner /source/cleaner
COPY docs/cleaner.1 /source/docs/
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels /source

# The slim image has no C compiler.
FROM python:3.13-slim
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir "$(echo /wheels/*.whl)[parquet,warc,zstd]" && rm -r /wheels
USER nobody
WORKDIR /data
ENTRYPOINT ["cleaner"]
