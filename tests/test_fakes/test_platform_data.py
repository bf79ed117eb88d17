"""The fakes with and without the platforms' published data."""

from __future__ import annotations

import pytest

from tests.fakes.discord.spec import load_checker
from tests.fakes.platform_data import VARIABLE, data_file, report_header
from tests.fakes.slack.spec import MethodSpec, by_hand, load_specs
from tests.fakes.slack.web import HANDLERS

needs_slack_data = pytest.mark.skipif(data_file("slack") is None, reason="no published Slack data here")


def test_without_the_data_the_hand_written_rules_stand_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "")
    assert load_specs() == by_hand()
    assert load_checker() is None
    assert report_header() == (
        "fake platforms: slack with hand-written rules alone, discord with hand-written rules alone"
    )


def test_every_method_that_is_implemented_has_its_hand_written_rules() -> None:
    assert set(HANDLERS) == set(by_hand())


@needs_slack_data
def test_the_hand_written_rules_agree_with_the_published_ones() -> None:
    ours, published = by_hand(), load_specs()
    assert {name: comparable(spec) for name, spec in ours.items()} == {
        name: comparable(published[name]) for name in ours
    }


def comparable(spec: MethodSpec) -> tuple[object, ...]:
    """Return what must agree, whatever its order."""
    return spec.tier, spec.takes_json, set(spec.required), set(spec.scopes), spec.args
