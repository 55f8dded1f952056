# docker build -t cleaner . && curl -s https://example.org/story | docker run --rm -i cleaner
FROM python:3.13-slim
COPY pyproject.toml README.md LICENSE /source/
COPY cleaner /source/cleaner
COPY docs/cleaner.1 /source/docs/
RUN pip install --no-cache-dir '/source[parquet,warc,zstd]' && rm -r /source
USER nobody
WORKDIR /data
ENTRYPOINT ["cleaner"]
