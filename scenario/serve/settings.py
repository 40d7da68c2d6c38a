"""What is served, and how; the kernels of the pages read it from their environment."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scenario.project.values.names import Language

FOLDER, LANGUAGE, READ_ONLY = "SCENARIO_SERVE_FOLDER", "SCENARIO_SERVE_LANGUAGE", "SCENARIO_SERVE_READ_ONLY"


def _silent(address: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class ServeSettings:
    """A folder whose projects are served.

    Attributes
    ----------
    folder : nothing beyond it is read or written
    language : of pages whose address names none
    read_only : whether nothing may be saved
    told : is given the address once it is served
    """

    folder: Path
    language: Language = "en"
    read_only: bool = False
    told: Callable[[str], None] = field(default=_silent, compare=False)

    def environment(self) -> dict[str, str]:
        """Return what kernels start with."""
        only = "1" if self.read_only else ""
        return {FOLDER: str(self.folder.resolve()), LANGUAGE: self.language, READ_ONLY: only}

    @classmethod
    def of(cls, environment: Mapping[str, str] = os.environ) -> ServeSettings:
        """Return the settings of the server that started this kernel. Raises LookupError without one."""
        language: Language = "zh" if environment.get(LANGUAGE) == "zh" else "en"
        return cls(Path(environment[FOLDER]), language, bool(environment.get(READ_ONLY)))
