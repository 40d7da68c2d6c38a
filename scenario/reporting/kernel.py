"""The kernel that runs a notebook: it and its files are gone when the report is, however it ended."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager

from scenario.study.interrupts import interrupts_held

CONNECTION = ".kernel.json"
"""How the kernel is reached, a file of the folder that it works in."""


@contextmanager
def kernels_in(folder: Path) -> Iterator[type[AsyncKernelManager]]:
    """Give a class of kernels that keep their files in a folder, and end them at the end of the block.

    A kernel that is asked to end while it is still starting goes on with that, and complains of its folder.
    """
    started: list[subprocess.Popen[bytes]] = []

    class Kernel(AsyncKernelManager):
        def __init__(self, *args: Any, **named: Any) -> None:
            super().__init__(*args, **named)
            self.connection_file = str(folder / CONNECTION)

        async def _async_launch_kernel(self, kernel_cmd: list[str], **named: Any) -> None:
            with interrupts_held(always=True):  # so that it is known as soon as it is there
                await super()._async_launch_kernel(kernel_cmd, **named)
                started.append(self.provisioner.process)  # type: ignore[union-attr]

        _launch_kernel = _async_launch_kernel

    try:
        yield Kernel
    finally:
        for process in started:
            process.kill()
            process.wait()
        (folder / CONNECTION).unlink(missing_ok=True)
