"""`make eval`: every measurement of quality, one after the other."""

from __future__ import annotations

import sys

from tests.evaluation import alerts, real_pages, republication, tagging

if __name__ == "__main__":
    for name, measure in (
        ("Topics and audiences", lambda: tagging.main([])),
        ("Republication", lambda: republication.main([])),
        ("Real pages", real_pages.main),
        ("Alerts", lambda: alerts.main([])),
    ):
        sys.stdout.write(f"\n== {name}\n")
        sys.stdout.flush()
        if measure() != 0:
            sys.exit(1)
