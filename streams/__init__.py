"""The log between the gatherers and the warehouse: topics, codec, Kafka, the embedded log, dead letters."""
