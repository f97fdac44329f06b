"""The Celery application of the beat: it hands out what is due and does none of it, so it needs no Superset.

Started as `celery --app dashboards.beat beat` with the environment of `dashboards/bootstrap.py`.
"""

from __future__ import annotations

import os

from celery import Celery

from dashboards.celery_config import celery_config

app = Celery()
app.conf.update({**celery_config(os.environ["SUPERSET_REDIS"], os.environ["SUPERSET_HOME"]), "imports": ()})
