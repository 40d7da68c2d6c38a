"""What `import scenario` offers, and what it costs."""

import subprocess
import sys

import pytest

import scenario


@pytest.mark.parametrize("name", scenario.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(scenario, name)

    assert isinstance(value, (str, dict)) or value.__doc__


def test_all_is_exactly_what_is_offered() -> None:
    lazy = {name for names in scenario._ROOMS.values() for name in names}

    assert set(scenario.__all__) == lazy | {"__version__"}
    assert sorted(scenario.__all__) == scenario.__all__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        scenario.simulat  # noqa: B018


def test_importing_loads_no_engine() -> None:
    program = "import scenario, sys; print(*{'numba', 'numpy', 'pandas', 'pydantic'} & set(sys.modules))"

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert loaded.stdout.strip() == ""
