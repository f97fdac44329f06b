"""`fenghuo doctor` names what is wrong, what to do about it, and leaves with a code a script can read."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr

from alerts.thresholds import COLUMNS
from cli.checks import configuration, machine, services, trust
from cli.checks.finding import Finding, findings_of
from hub.settings import EXAMPLE_ROSTER, Settings
from tests.cli.conftest import Run
from warehouse.client import connect

SECRET = "planted-5f7c"


def found(run: subprocess.CompletedProcess[str]) -> dict[str, list[dict[str, str]]]:
    """The findings of a run with --json, by part."""
    parts: dict[str, list[dict[str, str]]] = {}
    for line in run.stdout.splitlines():
        finding = json.loads(line)
        parts.setdefault(finding["part"], []).append(finding)
    return parts


def test_a_machine_where_nothing_runs_is_told_so_once_with_remedies(fenghuo_alone: Run) -> None:
    run = fenghuo_alone("doctor", "--json")
    assert run.returncode == 1
    parts = found(run)
    assert parts["程序"][0]["severity"] == parts["台账"][0]["severity"] == "ok"
    assert parts["看板"][0]["severity"] == "error"
    assert run.stdout.count("does not answer") == 1
    bad = [finding for told in parts.values() for finding in told if finding["severity"] != "ok"]
    assert all(finding["remedy"] for finding in bad)


def test_a_warehouse_with_this_versions_tables_is_well(fenghuo: Run) -> None:
    parts = found(fenghuo("doctor", "--json"))
    assert [one["severity"] for one in parts["仓库"] + parts["表结构"]] == ["ok", "ok"]


def test_the_table_fits_a_narrow_terminal_and_ends_with_a_verdict(fenghuo_alone: Run) -> None:
    shown = fenghuo_alone("doctor").stdout
    assert "怎么办" in shown
    assert "项须处理" in shown.splitlines()[-1]


@pytest.mark.parametrize(
    ("ago", "severity"), [(dt.timedelta(minutes=1), "ok"), (dt.timedelta(days=1), "error"), (None, "warning")]
)
def test_a_room_is_well_while_its_last_deed_is_not_long_ago(ago: dt.timedelta | None, severity: str) -> None:
    at = dt.datetime.now(dt.UTC) - ago if ago else None
    assert services.room_finding("alerts", at).severity == severity


def test_a_containers_health_check_is_an_exit_code(fenghuo: Run) -> None:
    assert fenghuo("health", "check", "kitchen").returncode == 2
    never = fenghuo("health", "check", "alerts")
    assert (never.returncode, never.stdout.strip()) == (1, "预警判定：还没有成功过")


def test_missing_and_newer_tables_are_told_apart(machine_with_own_ledger: Settings) -> None:
    told = [one for one in services.warehouse(machine_with_own_ledger) if one.part == "表结构"]
    assert [one.severity for one in told] == ["error", "error"]
    assert "v_accounts" in told[0].words
    assert "migrate" in told[0].remedy
    assert "9999_from_the_future" in told[1].words


@pytest.fixture
def machine_with_own_ledger(machine: Settings) -> Iterator[Settings]:
    """The ledger of a warehouse that an older program made in part, and a newer one later."""
    warehouse = connect(machine)
    rows = warehouse.query("SELECT * FROM schema_migrations FINAL WHERE name = 'v_accounts'")
    later = rows[0] | {"digest": "older", "applied_at": dt.datetime.now(dt.UTC)}
    future = later | {"name": "9999_from_the_future", "version": 9999}
    insert = {name: [later[name], future[name]] for name in later}
    warehouse.insert("schema_migrations", insert)
    yield machine
    gone = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)
    warehouse.insert(
        "schema_migrations",
        {
            **insert,
            "digest": [rows[0]["digest"], ""],
            "applied_at": [gone, gone],
        },
    )
    warehouse.close()


def test_a_full_disk_and_a_nearly_full_one_are_told_apart(tmp_path: Path) -> None:
    def severity(bytes_wanted: int) -> str:
        return next(
            iter(machine.disk(Settings(data=tmp_path / "later", min_free_bytes=bytes_wanted)))
        ).severity

    free = 10**18
    assert severity(free) == "error"
    assert severity(0) == "ok"


def test_secrets_that_others_may_read_are_named_without_their_content(tmp_path: Path) -> None:
    kept = tmp_path / "secrets" / "webhook"
    kept.parent.mkdir()
    kept.write_text(SECRET)
    kept.chmod(0o644)
    (finding,) = machine.privacy(Settings(data=tmp_path))
    assert finding.severity == "error"
    assert str(kept) in finding.words
    assert finding.remedy.startswith("chmod 600")
    assert SECRET not in repr(finding)
    kept.chmod(0o600)
    assert [one.severity for one in machine.privacy(Settings(data=tmp_path))] == ["ok"]


def test_mistakes_of_people_are_found_where_they_were_made(tmp_path: Path) -> None:
    wrong = tmp_path / "thresholds.csv"
    lines = [",".join(COLUMNS), ",".join("no_such_threshold" if c == "threshold" else "" for c in COLUMNS)]
    wrong.write_text("\n".join(lines), encoding="utf-8")
    settings = Settings(data=tmp_path, roster=EXAMPLE_ROSTER, thresholds=wrong)
    (finding,) = findings_of("预警阈值", configuration.thresholds, settings)
    assert finding.severity == "error"
    assert "no_such_threshold" in finding.words


def test_rules_of_a_website_nobody_knows_are_found(tmp_path: Path) -> None:
    roster = tmp_path / "roster"
    shutil.copytree(EXAMPLE_ROSTER, roster)
    (roster / "sites" / "nobody.yaml").write_text("list: {}\n", encoding="utf-8")
    (finding,) = configuration.roster(Settings(data=tmp_path, roster=roster))
    assert (finding.severity, "nobody.yaml" in finding.words) == ("error", True)


def test_a_webhook_without_a_signature_is_a_warning_that_hides_its_address(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, webhook=SecretStr(f"https://example.invalid/{SECRET}"))
    told = list(configuration.recipients(settings))
    assert "warning" in {one.severity for one in told}
    assert SECRET not in repr(told)
    settings = Settings(data=tmp_path, events_webhook=SecretStr(f"https://example.invalid/{SECRET}"))
    told = list(configuration.recipients(settings))
    assert "发给其他系统的事件没有签名" in {one.words for one in told}
    assert SECRET not in repr(told)


def test_the_plan_of_reports_is_looked_at(tmp_path: Path) -> None:
    plan = tmp_path / "reports.csv"
    plan.write_text("report_id,report,region_code,department,unit,recipients\na,daily,,,,nobody\n")
    (finding,) = configuration.reports(Settings(data=tmp_path, reports=plan))
    assert finding.severity == "error"
    assert "nobody" in finding.words


def test_a_check_that_cannot_look_is_an_error_of_its_own(tmp_path: Path) -> None:
    nowhere = Settings(data=tmp_path, credentials=tmp_path / "none.json")
    (finding,) = findings_of("凭据", configuration.credentials, nowhere)
    assert finding.severity == "error"
    assert "none.json" in finding.words


def test_certificates_are_looked_at_for_trust_and_age(
    tls_server: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, authority = tls_server
    settings = Settings(webhook=SecretStr(f"{address}/{SECRET}"))

    def told() -> Finding:
        return next(iter(trust.certificates(settings)))

    assert told().severity == "error"  # nobody vouches for it
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    soon = told()
    assert soon.severity == "warning"
    assert "天到期" in soon.words
    assert SECRET not in repr(soon)


def test_an_absent_server_is_no_traceback() -> None:
    settings = Settings(dashboards_url="https://127.0.0.1:1/")
    assert "连不上" in next(iter(trust.certificates(settings))).words


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A server on the loopback whose certificate ends in ten days: its address, and who vouches for it."""
    certificate = _certificate(tmp_path)
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, tmp_path / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}", certificate
    server.shutdown()
    server.server_close()


def _certificate(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=10))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    file = folder / "certificate.pem"
    file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return file
