"""Compiled code counts from the front: no index of it is negative, nor leaves its array."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
READ = """
import numpy as np
from scenario.rules.compiled.decorators import {decorator}

@{decorator}
def read(values, k):
    return values[k]

@{decorator}
def write(values, row, column):
    values[row, column] = 1.0

values = np.arange(3.0)
assert read(values, 2) == 2.0
for act in (lambda: read(values, {index}), lambda: write(values.reshape(1, 3), 0, {index})):
    try:
        act()
    except IndexError:
        continue
    raise SystemExit("read or written past its end")
"""


INNER = """
import numpy as np
from scenario.rules.compiled.decorators import kernel, {decorator}

@{decorator}
def read(values, k):
    return values[k]

@{decorator}
def twice(values, k):
    return read(values, k) + read(values, k)

@kernel
def called(values, k):
    return twice(values, k) + read(values, k)

values = np.arange(3.0)
assert called(values, 2) == 6.0
try:
    called(values, {index})
except IndexError:
    raise SystemExit(0)
raise SystemExit("read past its end")
"""


def checked(*command: str, kept_in: Path) -> subprocess.CompletedProcess[str]:
    """Run Python with every index of compiled code checked, machine code kept in a folder of its own."""
    env = os.environ | {"NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(kept_in)}
    return subprocess.run([sys.executable, *command], env=env, capture_output=True, text=True, cwd=ROOT)


@pytest.mark.parametrize("decorator", ["njit", "kernel"])
@pytest.mark.parametrize("index", [-1, 3])
def test_the_check_finds_an_index_past_either_end(tmp_path: Path, decorator: str, index: int) -> None:
    script = tmp_path / "past_the_end.py"
    script.write_text(READ.format(decorator=decorator, index=index))

    done = checked(str(script), kept_in=tmp_path)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("decorator", ["part", "inlined"])
@pytest.mark.parametrize("index", [-1, 3])
def test_what_only_kernels_call_is_checked_there(tmp_path: Path, decorator: str, index: int) -> None:
    script = tmp_path / "past_the_end.py"
    script.write_text(INNER.format(decorator=decorator, index=index))

    done = checked(str(script), kept_in=tmp_path)

    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_random_projects_and_the_samples_keep_to_their_arrays(tmp_path: Path) -> None:
    clocks = "tests/model/test_engines.py"
    done = checked("-m", "pytest", "-q", "-p", "no:cacheprovider", clocks, kept_in=tmp_path)

    assert done.returncode == 0, done.stdout[-3000:]
