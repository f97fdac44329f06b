"""Proof by killing: a hub that loses nothing and counts nothing twice, whatever dies in between.

`python -m tests.faults` (or `make faults`) runs the long trial on both logs. A trial produces known content
(`content`), has loaders, producers, warehouse and broker killed and hindered while it travels (`trial`,
`decisions`), and compares what arrived with a plain model and with a warehouse loaded cleanly (`audit`).
"""
