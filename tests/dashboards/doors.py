"""Superset's doors as one person's client knocks at them: its API, with a log-in and a CSRF token."""

from __future__ import annotations

import json
from typing import Any

import httpx

from tests.dashboards.conftest import RunningSuperset


class Visitor:
    """Somebody logged in to Superset, by its API."""

    def __init__(self, superset: RunningSuperset, login: str, password: str) -> None:
        base = f"http://127.0.0.1:{superset.settings.superset_port}"
        self.http = httpx.Client(base_url=base, timeout=60)
        answer = self.http.post(
            "/api/v1/security/login",
            json={"username": login, "password": password, "provider": "db", "refresh": False},
        )
        assert answer.status_code == 200, answer.text
        self.http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        token = self.http.get("/api/v1/security/csrf_token/").json()["result"]
        self.http.headers.update({"X-CSRFToken": token, "Referer": base})
        # The older doors know a session only, not the API's ticket.
        self.http.post("/login/", data={"username": login, "password": password, "csrf_token": token})

    @property
    def session(self) -> str:
        """The cookie by which a browser is this person."""
        return str(self.http.cookies["session"])

    def get(self, path: str, **parameters: Any) -> httpx.Response:
        return self.http.get(path, params=parameters)

    def post(self, path: str, body: Any = None) -> httpx.Response:
        return self.http.post(path, json=body)

    def listed(self, kind: str) -> dict[str, int]:
        """The ids of what is listed, by name: `dataset`, `chart`, `dashboard`, `database`."""
        names = {
            "dataset": "table_name",
            "chart": "slice_name",
            "dashboard": "slug",
            "database": "database_name",
        }
        answer = self.get(f"/api/v1/{kind}/", q=json.dumps({"page_size": 200}))
        assert answer.status_code == 200, answer.text
        return {str(row[names[kind]]): int(row["id"]) for row in answer.json()["result"]}

    def data(self, dataset: int, columns: list[str], **query: Any) -> httpx.Response:
        """Rows of a dataset by the chart data API; `result_type` and `result_format` as it knows them."""
        outer = {
            name: query.pop(name) for name in ("result_type", "result_format", "form_data") if name in query
        }
        body = {
            "datasource": {"id": dataset, "type": "table"},
            "queries": [{"columns": columns, "metrics": [], "row_limit": 1000, **query}],
            "result_format": "json",
            "result_type": "full",
        }
        return self.post("/api/v1/chart/data", {**body, **outer})

    def sql(self, database: int, statement: str, *, in_background: bool = False) -> httpx.Response:
        """A statement in SQL Lab."""
        body = {"database_id": database, "sql": statement, "runAsync": in_background, "schema": "fenghuo"}
        return self.post("/api/v1/sqllab/execute/", {**body, "queryLimit": 1000, "client_id": _client_id()})


_numbers = iter(range(100, 100_000))


def _client_id() -> str:
    return f"t{next(_numbers):09d}"
