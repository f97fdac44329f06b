"""What runs out: authorisations, certificates, and the sheets that people deliver."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, cast
from urllib.parse import urlsplit

from cli.checks.finding import Finding, Severity
from cli.context import warehouse_to_read
from hub.settings import Settings

_SQL: Final = Path(__file__).parents[1] / "sql"
_SHOWN: Final = 3
_SOON_DAYS: Final = 21
_CONNECT_SECONDS: Final = 5.0
_ACTS: Final[Mapping[str, tuple[Severity, str]]] = {
    "ended": ("error", "授权已失效"),
    "missing": ("error", "没有凭据"),
    "due": ("warning", "14 天内须重新授权"),
}
"""The states of an authorisation in which a person must act."""


def grants(settings: Settings) -> Iterator[Finding]:
    """Accounts whose owner has to authorise again, as the gatherer last found them."""
    with closing(warehouse_to_read(settings)) as reader:
        rows = reader.query_file(_SQL / "doctor_grants.sql")
    remedy = "请账号主人授权：fenghuo auth status"
    acts = [_waiting(row) for row in rows if row["state"] in _ACTS]
    for severity, words, accounts, named in acts:
        more = f" 等 {accounts} 个账号" if accounts > len(named) else ""
        yield Finding("授权", severity, f"{words}：{'、'.join(named)}{more}", remedy)
    if not acts:
        yield Finding(
            "授权", "ok", f"{sum(int(str(row['accounts'])) for row in rows)} 个账号需要授权，都有效"
        )


def exports(settings: Settings) -> Iterator[Finding]:
    """Accounts whose sheet is late."""
    with closing(warehouse_to_read(settings)) as reader:
        rows = reader.query_file(_SQL / "status_exports.sql")
    late = [str(row["account_id"]) for row in rows if row["days_late"]]
    if late:
        words = f"{len(late)} 个账号的导出表逾期：{'、'.join(late[:_SHOWN])}"
        yield Finding("导出表", "warning", words, "请账号主人导出，再运行 fenghuo import")
    else:
        yield Finding("导出表", "ok", f"{len(rows)} 个账号靠导出表，没有逾期")


def certificates(settings: Settings) -> Iterator[Finding]:
    """The certificates of the servers that the settings name, and how long they last."""
    for name, address in _tls_servers(settings):
        yield _certificate(name, address)
    if not ssl.create_default_context().get_ca_certs() and not ssl.get_default_verify_paths().capath:
        yield Finding(
            "证书", "error", "本机没有根证书，无法核对任何 https 地址", "apt-get install ca-certificates"
        )


def _waiting(row: Mapping[str, object]) -> tuple[Severity, str, int, list[str]]:
    severity, words = _ACTS[str(row["state"])]
    return severity, words, int(str(row["accounts"])), cast("list[str]", row["first"])


def _tls_servers(settings: Settings) -> list[tuple[str, str]]:
    webhook = settings.webhook.get_secret_value() if settings.webhook else None
    named = (
        ("ClickHouse", settings.clickhouse),
        ("看板地址", settings.dashboards_url),
        ("Webhook", webhook),
    )
    return [(name, address) for name, address in named if address and address.startswith("https://")]


def _certificate(name: str, address: str) -> Finding:
    """Whether the server's certificate holds. Only its host is ever shown: the rest may be secret."""
    url = urlsplit(address)
    host, port = url.hostname or "", url.port or 443
    try:
        with (
            socket.create_connection((host, port), timeout=_CONNECT_SECONDS) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secured,
        ):
            certificate = secured.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return Finding(
            "证书", "error", f"{name} {host}：{error.verify_message}", "更换证书，或安装签发者的根证书"
        )
    except OSError as error:
        return Finding("证书", "error", f"{name} {host}:{port} 连不上（{error}）", "检查地址、防火墙与代理")
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    days = (until - datetime.now(UTC)).days
    if days < _SOON_DAYS:
        return Finding("证书", "warning", f"{name} {host} 的证书还有 {days} 天到期", "换发证书")
    return Finding("证书", "ok", f"{name} {host} 的证书有效到 {until:%Y-%m-%d}")
