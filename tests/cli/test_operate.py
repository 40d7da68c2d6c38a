"""What `scenario operate` tells of a service, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from scenario.cli.app import app
from scenario.project.problems import ProjectError

EXAMPLES = Path(__file__).parents[1] / "project" / "operations"
CLINIC = """
project: {name: Held, start: 2026-01-05}
operations:
  clinic:
    name: {en: Clinic, zh: 门诊}
    people: {doctor: {count: 2, pay: 100_000}}
    visitors: {walk_in: {rate: 144, enters: doctor}}
    path:
      doctor: {needs: {doctor: 1}, takes: {fixed: 10}, earns: {consultation: 1}}
    prices: {consultation: {price: 30, cost: 2}}
    measures: {seen: {step: doctor, waits_at_most: 10}}
targets:
  - {measure: operations.clinic.seen, at_least: 0.7}
"""


@pytest.fixture
def clinic(tmp_path):
    file = tmp_path / "clinic.yaml"
    file.write_text(CLINIC, encoding="utf-8")
    return file


def told(*arguments):
    found = CliRunner().invoke(app, ["operate", *map(str, arguments)])
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return found.stdout


def test_waits_use_and_money_are_told_with_intervals(clinic):
    levels = json.loads(told(clinic, "-n", 4, "--weeks", 2, "--json", "-"))["services"]["clinic"]

    use, billed = levels["pools.doctor.use"], levels["billed.consultation"]
    assert abs(use["mean"] - 0.5) < 3 * use["half_width"] < 0.1
    assert abs(billed["mean"] - 144 * 365.25 * 30) < 3 * billed["half_width"]
    assert levels["paid.people"] == {"mean": 200_000, "half_width": 0}
    assert levels["paid.materials"]["mean"] == pytest.approx(billed["mean"] / 15)


@pytest.mark.parametrize(("lang", "words"), [("en", "Waits, by step"), ("zh", "各环节等候")])
def test_a_page_fits_a_terminal(clinic, lang, words):
    page = told(clinic, "-n", 2, "--weeks", 1, "--lang", lang)

    assert words in page
    assert "≥ 70 %" in page
    assert max(map(len, page.splitlines())) <= 100


def test_what_is_not_simulated_is_refused_by_name():
    with pytest.raises(ProjectError) as refused:
        told(EXAMPLES / "hospital.yaml")

    text = str(refused.value)
    assert "operations.hospital.visitors.booked.booking: bookings are not simulated" in text
    assert "operations.hospital.stock.injection_set" in text


def test_a_service_that_is_not_there_is_told(clinic):
    with pytest.raises(ProjectError, match="there is no service 'clinics'; did you mean 'clinic'"):
        told(clinic, "--service", "clinics")
