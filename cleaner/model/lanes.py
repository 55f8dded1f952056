"""Whole numbers side by side in one long integer, so that one addition adds all of them.

A lane is a fixed number of bytes, the first lane the least significant:

>>> total = packed(b"\\x01\\xff", 2) + packed(b"\\x02\\x03", 2)
>>> unpacked(total, 2, 2)
(3, 258)
"""

from __future__ import annotations

from struct import unpack

_CODES = {2: "H", 4: "I"}  # of the struct module, by the bytes of a lane


def packed(values: bytes, lane_bytes: int) -> int:
    """Put each byte of `values` into a lane of its own."""
    lanes = bytearray(lane_bytes * len(values))
    lanes[::lane_bytes] = values
    return int.from_bytes(lanes, "little")


def unpacked(total: int, count: int, lane_bytes: int) -> tuple[int, ...]:
    """Read `count` lanes of two or four bytes. Raises OverflowError where the last lane has run over."""
    return unpack(f"<{count}{_CODES[lane_bytes]}", total.to_bytes(count * lane_bytes, "little"))
