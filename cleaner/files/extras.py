"""Packages that not everybody needs: what each is for, and the line that says where one is missing."""

from __future__ import annotations

import importlib.util
from typing import NamedTuple


class MissingExtraError(Exception):
    """A package that is needed and not installed; the message names who needs it, the package and the extra."""


class Extra(NamedTuple):
    """What a package is needed for, its name as it is imported, and the extra of ours that brings it."""

    purpose: str
    package: str
    extra: str


READ_PARQUET = Extra("reading Parquet", "pyarrow", "parquet")
WRITE_PARQUET = Extra("writing Parquet", "pyarrow", "parquet")
WARC = Extra("reading archives of web pages", "fastwarc", "warc")
REMOTE = Extra("reading an address like this", "fsspec", "remote")
ZSTD = Extra("reading .zst", "backports.zstd", "zstd")


def check_extra(name: str, need: Extra) -> None:
    """Raise MissingExtraError where the package is missing that the file of this name needs. Loads nothing."""
    try:
        missing = importlib.util.find_spec(need.package) is None
    except ModuleNotFoundError:  # the package that it is a part of
        missing = True
    if missing:
        raise MissingExtraError(
            f"{name}: {need.purpose} needs {need.package}: pip install 'article-cleaner[{need.extra}]'"
        )
