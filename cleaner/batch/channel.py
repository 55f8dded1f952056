"""What passes between the engine and a worker: frames, each a tag, the number of a request, and bytes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import BinaryIO, NamedTuple

_HEADER = struct.Struct(">BQQ")


class Tag(IntEnum):
    """What a frame holds."""

    REQUEST = 1  # to a worker; all others come from one
    READY = 2  # it has loaded what it needs
    UNFIT = 3  # it could not; a text says why
    RESULT = 4
    LOST = 5  # there is no result; a text says why
    RETIRED = 6  # it has grown too large and ends, whatever else it was given


class Frame(NamedTuple):
    """One message."""

    tag: Tag
    number: int = 0
    body: bytes = b""

    def packed(self) -> tuple[bytes, bytes]:
        """The bytes to send, in two parts: the second may be large, and is not copied."""
        return _HEADER.pack(self.tag, self.number, len(self.body)), self.body


def frames_in(received: bytearray) -> Iterator[Frame]:
    """The frames that are complete; their bytes are taken away."""
    while len(received) >= _HEADER.size:
        tag, number, size = _HEADER.unpack_from(received)
        end = _HEADER.size + size
        if len(received) < end:
            return
        body = bytes(memoryview(received)[_HEADER.size : end])
        del received[:end]
        yield Frame(Tag(tag), number, body)


def read_frame(stream: BinaryIO) -> Frame | None:
    """The next frame of a stream; None where the other side has gone."""
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size:
        return None
    tag, number, size = _HEADER.unpack(header)
    body = stream.read(size)
    return Frame(Tag(tag), number, body) if len(body) == size else None
