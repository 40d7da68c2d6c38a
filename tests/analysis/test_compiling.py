"""Two processes compile the first study of a version; each must compile what the study then calls."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scenario.analysis.compiling import helped_to_compile

ROOT = Path(__file__).parents[2]
CALLS = """
import scenario
from scenario.draws import beta, inverse, philox
from scenario.analysis.compiling import compile_while_books_are_made
from scenario.model.plan import effects
from scenario.model.money import settle
from scenario.rules.money import returns, xirr
called = [returns.annual_irr_many, xirr.xirr_of_months, beta.lower_points, inverse.transform, philox.fill]
called += [effects._apply, settle.open_books]
compile_while_books_are_made()
print(*(len(each.signatures) for each in called))
scenario.simulate(scenario.load("params/riverside.yaml"), 2)
print(*(len(each.signatures) for each in called))
"""


def test_a_study_calls_what_was_compiled_for_it_beforehand() -> None:
    """In a fresh process, where nothing else has called it."""
    done = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, check=True, cwd=ROOT)

    assert done.stdout.splitlines() == ["1 1 1 1 1 1 1", "1 1 1 1 1 1 1"]


@pytest.mark.slow
def test_the_other_process_keeps_the_books_for_this_one(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "scenario.analysis.compiling"],
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
