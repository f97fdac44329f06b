"""After 120 replayed days, what the hub says is what happened in the demo province."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.end_to_end import claims
from tests.end_to_end.province import Province

CLAIMS = [
    claims.every_visible_post_is_there_once,
    claims.every_figure_is_there_once,
    claims.level_totals_equal_the_truth,
    claims.reach_at_seven_days_equals_the_truth,
    claims.releases_and_adoptions_equal_the_truth,
    claims.adoption_by_level_equals_the_truth,
    claims.silent_accounts_and_counties_equal_the_truth,
]


@pytest.mark.slow
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.__name__)
def test_on_the_embedded_log(province: Province, claim: Callable[[Province], None]) -> None:
    claim(province)


@pytest.mark.slow
@pytest.mark.kafka
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.__name__)
def test_on_a_real_kafka(province_on_kafka: Province, claim: Callable[[Province], None]) -> None:
    claim(province_on_kafka)
