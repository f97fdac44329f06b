"""The same province, some weeks of it, carried by a real Apache Kafka."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.end_to_end import claims
from tests.end_to_end.province import Province

pytestmark = [pytest.mark.slow, pytest.mark.kafka]


@pytest.mark.parametrize("claim", claims.CLAIMS, ids=lambda claim: claim.__name__)
def test_on_a_real_kafka(province_on_kafka: Province, claim: Callable[[Province], None]) -> None:
    claim(province_on_kafka)
