"""What became of the inputs of a call, and the exit code that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of the command."""

    DONE = 0
    WOULD_CHANGE = 1
    FAILED = 2
    NOTHING_BUT_BOILERPLATE = 3
    INTERRUPTED = 130


@dataclass
class Report:
    """Counts every input once: cleaned, empty (nothing in it but boilerplate) or failed."""

    allow_empty: bool = False
    cleaned: int = 0
    empty: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """All inputs that were looked at."""
        return self.cleaned + self.empty + self.failed

    @property
    def exit_code(self) -> Exit:
        """A failure outweighs everything; emptiness counts only where the one document of the call was empty."""
        if self.failed:
            return Exit.FAILED
        if self.empty and self.total == 1 and not self.allow_empty:
            return Exit.NOTHING_BUT_BOILERPLATE
        return Exit.DONE

    def summary(self) -> str:
        """One line that adds up."""
        parts = [f"{self.cleaned} cleaned"]
        if self.empty:
            parts.append(f"{self.empty} with nothing but boilerplate")
        if self.failed:
            parts.append(f"{self.failed} failed")
        return f"{self.total} inputs: " + ", ".join(parts)
