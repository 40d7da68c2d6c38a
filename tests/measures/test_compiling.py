"""Two processes compile the first study of a version; each must compile what the study then calls."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scenario.measures.compiling import helped_to_compile

CALLS = """
from scenario.measures.compiling import SMALL, compile_returns
from scenario.measures.study import simulate
from scenario.project.root import Project
from scenario.rules.returns import annual_irr_many, xirr_on
compile_returns()
simulate(Project.model_validate(SMALL), 2)
print(len(annual_irr_many.signatures), len(xirr_on.signatures))
"""


def test_a_study_calls_the_rates_of_return_that_were_compiled_for_it() -> None:
    """In a fresh process, where nothing else has called them."""
    done = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, check=True)

    assert done.stdout.split() == ["1", "1"]


@pytest.mark.slow
def test_the_other_process_keeps_the_books_for_this_one(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "scenario.measures.compiling"],
        env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)},
        check=True,
    )

    kept = {file.name.split("-")[0] for file in tmp_path.rglob("*.nbi")}
    assert {"settle.close_months", "returns.annual_irr_many", "criticality.slack"} <= kept
    assert "many.run_many" not in kept


def test_the_other_process_is_gone_when_the_study_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []
    start = subprocess.Popen

    def noted(*args: object, **kwargs: object) -> "subprocess.Popen[bytes]":
        begun.append(start(*args, **kwargs))  # type: ignore[call-overload]
        return begun[-1]

    monkeypatch.setattr(subprocess, "Popen", noted)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)

    with helped_to_compile():
        assert begun[0].poll() is None

    assert begun[0].poll() is not None
