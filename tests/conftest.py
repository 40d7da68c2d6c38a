"""How hypothesis explores: the same examples in every check, many new ones when asked.

`HYPOTHESIS_PROFILE=thorough pytest tests/laws` looks for what the check has not seen. Tests that press Ctrl-C
need it to do something: in the background of a shell (`make test &`) it does nothing, which is undone here.
"""

import atexit
import os
import shutil
import signal
import tempfile

import pytest
from hypothesis import HealthCheck, settings

slow_is_fine = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile(
    "ci",
    deadline=None,  # the first call of a rule compiles it
    max_examples=100,
    derandomize=True,
    database=None,
    suppress_health_check=slow_is_fine,
)
settings.register_profile(
    "thorough", deadline=None, max_examples=2000, print_blob=True, suppress_health_check=slow_is_fine
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

# What commands keep for each other is kept for the tests alone.
os.environ["SCENARIO_CACHE"] = tempfile.mkdtemp(prefix="scenario-tests-")
atexit.register(shutil.rmtree, os.environ["SCENARIO_CACHE"], ignore_errors=True)

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes unless it is asked for: `-m long`."""
    if "long" in config.getoption("-m"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in set(left_out)]
