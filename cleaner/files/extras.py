"""Optional packages: what each is needed for, and the message if one is missing."""

from __future__ import annotations

import importlib.util
from typing import NamedTuple


class MissingExtraError(Exception):
    """A package is needed and not installed; the message names the file that needs it, the package and the extra."""


class Extra(NamedTuple):
    """What a package is needed for, the name to import it by, and the extra of ours that installs it."""

    purpose: str
    package: str
    extra: str


READ_PARQUET = Extra("reading Parquet", "pyarrow", "parquet")
WRITE_PARQUET = Extra("writing Parquet", "pyarrow", "parquet")
WARC = Extra("reading archives of web pages", "fastwarc", "warc")
REMOTE = Extra("reading an address like this", "fsspec", "remote")
ZSTD = Extra("reading .zst", "backports.zstd", "zstd")


def how_to_install(extra: str) -> str:
    """How the packages of an extra are installed; ours is on no index, so it takes a clone."""
    return f"in a clone of the project: pip install '.[{extra}]'"


def check_extra(name: str, need: Extra) -> None:
    """Raise MissingExtraError if the package that this file needs is not installed. The package is not imported."""
    try:
        missing = importlib.util.find_spec(need.package) is None
    except ModuleNotFoundError:  # its parent package is missing
        missing = True
    if missing:
        raise MissingExtraError(f"{name}: {need.purpose} needs {need.package}; {how_to_install(need.extra)}")
