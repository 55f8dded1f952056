"""The examples of the README, so that tests can run what readers copy."""

from __future__ import annotations

import re
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
_BLOCK = re.compile(r"^```python\n(.*?)^```", re.M | re.S)


def example(telling: str, folder: Path) -> str:
    """The one block of Python that has these characters in it; its folders are those in a folder of ours."""
    (block,) = [found for found in _BLOCK.findall(README.read_text(encoding="utf-8")) if telling in found]
    return re.sub(r'"(\w+)/"', lambda name: repr(str(folder / name[1])), block)
