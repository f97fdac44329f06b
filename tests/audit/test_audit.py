"""A known hole in a pin and a secret in a file are found; what is none of either is left in peace."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.audit.advisories import LIST, affected, pinned, read_advisories
from tests.audit.osv import refresh
from tests.audit.secret_scan import scan, scan_text

HEXADECIMAL = "9f86d081884c7d659a2feaa0c55ad015"
UUID = "693a91f6-7aa8-4bc4-97a0-0ec2bda9c4e1"
VULNERABLE = {"id": "GHSA-x", "aliases": ["CVE-2030-1"], "summary": "a  hole\nin it"}


def test_a_pinned_version_with_a_known_hole_is_named_with_what_to_do() -> None:
    _, advisories = read_advisories(LIST)
    [found] = affected(pinned("jinja2==3.1.5\n    # via flask\nPyYAML==6.0.3\n"), advisories)
    assert "jinja2==3.1.5 has CVE-2025-27516" in str(found)
    assert "<3.1.6" in str(found)
    assert affected(pinned("jinja2==3.1.6\n"), advisories) == []


def test_a_range_between_two_lines_of_versions_is_read(tmp_path: Path) -> None:
    entry = (
        '[[advisory]]\npackage = "Flask"\nid = "X"\naffected = ["<2.2.5", ">=2.3.0,<2.3.2"]\nabout = "x"\n'
    )
    file = tmp_path / "list.toml"
    file.write_text(f"known_until = 2030-01-01\n{entry}", encoding="utf-8")
    _, [one] = read_advisories(file)
    holds = [version for version in ("2.2.4", "2.2.5", "2.3.1", "2.3.2") if one.holds_for(version)]
    assert holds == ["2.2.4", "2.3.1"]
    file.write_text(f'known_until = 2030-01-01\n{entry}accepted = "unused here"\n', encoding="utf-8")
    assert affected({"flask": "2.2.4"}, read_advisories(file)[1]) == []


def test_an_advisory_without_versions_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "list.toml"
    file.write_text('known_until = 2030-01-01\n[[advisory]]\npackage = "a"\nid = "X"\nabout = "x"\n', "utf-8")
    with pytest.raises(ValueError, match="X names no affected versions"):
        read_advisories(file)


def test_a_package_that_is_not_pinned_is_refused() -> None:
    with pytest.raises(ValueError, match="not pinned"):
        pinned("flask>=2\n")


def test_what_osv_knows_is_added_and_what_stood_there_stays(tmp_path: Path) -> None:
    file = tmp_path / "list.toml"
    file.write_bytes(LIST.read_bytes())
    events = [{"introduced": "0"}, {"fixed": "1.2"}, {"introduced": "2.0"}, {"last_affected": "2.3"}]
    told = VULNERABLE | {
        "affected": [{"package": {"name": "Gne"}, "ranges": [{"type": "ECOSYSTEM", "events": events}]}]
    }
    with osv(
        {"/v1/querybatch": {"results": [{"vulns": [{"id": "GHSA-x"}]}]}, "/v1/vulns/GHSA-x": told}
    ) as url:
        assert refresh(url, {"gne": "1.1"}, file, date(2030, 1, 2)).startswith("1 new")
        assert refresh(url, {"gne": "1.1"}, file, date(2030, 1, 3)).startswith("0 new")
    known_until, advisories = read_advisories(file)
    assert known_until == date(2030, 1, 3)
    assert set(read_advisories(LIST)[1]) < set(advisories)
    [found] = affected({"gne": "1.1"}, advisories)
    assert (found.advisory.id, found.advisory.about) == ("CVE-2030-1", "a hole in it")
    assert found.advisory.affected == ("<1.2", ">=2.0,<=2.3")


def test_without_osv_the_list_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "list.toml"
    file.write_bytes(LIST.read_bytes())
    said = refresh("http://127.0.0.1:9", {"gne": "1.1"}, file, date(2030, 1, 2))
    assert "does not answer" in said
    assert file.read_bytes() == LIST.read_bytes()


# Written apart, so that this file is none of those that are found.
SECRETS = {
    "a robot of 企业微信": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"
    + "?key=693a91f6-7aa8-4bc4-97a0-0ec2bda9c4e1",
    "a robot of 钉钉": "https://oapi.dingtalk.com/robot/send?access_" + "token=" + 2 * HEXADECIMAL,
    "the signature of a robot of 钉钉": "key: " + "SEC" + 2 * HEXADECIMAL,
    "a robot of 飞书": "open.feishu.cn/open-apis/bot/v2/" + "hook/" + UUID,
    "a secret of 微信": '"app_' + f'secret": "{HEXADECIMAL}"',
    "a token": "refresh_" + f'token = "{HEXADECIMAL}{HEXADECIMAL}"',
    "a kept secret of ours": "FENGHUO_CLICKHOUSE_" + f"PASSWORD={HEXADECIMAL}",
    "a password in an address": "mailtos://box:" + "k7Gq-9vTz2" + "@smtp.office.cn",
    "Private Key": "-----BEGIN RSA " + "PRIVATE KEY-----",
    "AWS Access Key": "AKIA" + "QYLPMN5HHHFPZAM2",
    "GitHub Token": "ghp_" + "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx",
}


@pytest.mark.parametrize(("kind", "text"), SECRETS.items(), ids=SECRETS)
def test_a_secret_is_found_by_its_form_and_not_repeated(kind: str, text: str) -> None:
    found = [str(one) for one in scan_text(Path("notes.md"), f"first\nsecond {text}\n")]
    assert [line for line in found if kind in line and line.startswith("notes.md:2: ")]
    assert text not in "".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "FENGHUO_CLICKHOUSE_PASSWORD=${CLICKHOUSE_PASSWORD}",
        "FENGHUO_CLICKHOUSE_PASSWORD_FILE=/run/secrets/clickhouse",
        "mailtos://user:password@server:port",
        "the SHA-256 of it is 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        f"uuid: {UUID}",
        "access_token: the token that is renewed",
    ],
)
def test_what_only_looks_random_or_is_an_example_is_no_secret(text: str) -> None:
    assert list(scan_text(Path("notes.md"), text)) == []


def test_a_file_of_secrets_is_known_by_its_name(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("", encoding="utf-8")
    (tmp_path / "picture.webp").write_bytes(b"\0" + b"AKIA" + b"QYLPMN5HHHFPZAM2")
    assert [one.file for one in scan(tmp_path, [Path(".env"), Path("picture.webp")])] == [Path(".env")]


@contextmanager
def osv(answers: dict[str, object]) -> Iterator[str]:
    """Something that answers like OSV."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(answers[self.path]).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
