"""Topics on Kafka are created as the settings say, and so that the broker drops nothing nobody has loaded."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType

from hub.settings import Settings
from streams.kafka import MAX_REQUEST_BYTES
from streams.opening import open_log
from streams.topics import POSTS, TOPICS

pytestmark = [pytest.mark.kafka, pytest.mark.timeout(120)]


def test_topics_have_the_partitions_and_copies_of_the_settings_and_no_retention_of_the_brokers(
    kafka_bootstrap: str, tmp_path: Path
) -> None:
    prefix = f"test-{uuid.uuid4().hex}."
    settings = Settings(
        data=tmp_path, kafka=kafka_bootstrap, topic_prefix=prefix, topic_partitions=5, topic_replication=1
    )
    open_log(settings).close()
    admin = KafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    described = admin.describe_topics([prefix + topic for topic in TOPICS])
    assert {len(topic["partitions"]) for topic in described} == {5}
    assert {len(p["replica_nodes"]) for topic in described for p in topic["partitions"]} == {1}
    configs = admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, prefix + POSTS)])
    told = configs["topic"][prefix + POSTS]
    assert told["retention.ms"]["value"] == "-1"
    assert told["max.message.bytes"]["value"] == str(MAX_REQUEST_BYTES)
    admin.close()
