"""The same studies by hand as the analysis of many runs is tested with."""

from tests.analysis.conftest import by_hand, riverside

__all__ = ["by_hand", "riverside"]
