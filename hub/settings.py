"""Settings: one typed reader of the environment (`FENGHUO_…`) and of `.env`, read once at start.

Every setting is described here and listed in `docs/settings.md`; an unknown `FENGHUO_…` name is an error.
Secrets are given by value or, better, as `…_FILE`; where one is missing on one machine, it is generated
into the data directory with mode 0600.
"""

from __future__ import annotations

import difflib
import os
import secrets
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from hub.errors import ConfigError

EXAMPLE_ROSTER: Final = Path(__file__).parent / "example_roster"
PREFIX: Final = "FENGHUO_"
_SCHEMES: Final = {"superset_database": ("postgresql://",), "redis": ("redis://", "rediss://")}
ENV_FILE: Final = ".env"
SHORTEST_KEY: Final = 16
"""Characters of a key that nobody types; what is shorter can be tried out."""


class Settings(BaseSettings):
    """What can be set, with the defaults of one machine. Durations are in seconds."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", frozen=True
    )

    data: Path = Field(Path("var"), description="Directory of everything that is kept.")
    roster: Path = Field(
        EXAMPLE_ROSTER, description="Directory with accounts.csv, regions.csv and departments.csv."
    )
    lexicons: Path | None = Field(
        None,
        description="Folder with the staff's topics.csv, audiences.csv and learned.csv; else the shipped.",
    )
    credentials: Path | None = Field(
        None, description="JSON file (mode 0600) with each account's credentials."
    )
    token_key: SecretStr | None = Field(
        None, description="Long random secret that seals the renewed tokens at rest; generated."
    )

    listen: str = Field("127.0.0.1", description="Address on which Superset and the pages of health listen.")

    kafka: str | None = Field(
        None, description="host:port[,host:port] of Kafka; without it, the embedded log."
    )
    topic_prefix: str = Field("", description="Put before every topic's name on a shared broker.")
    topic_partitions: int = Field(3, ge=1, description="Partitions of a topic when it is created.")
    topic_replication: int = Field(
        -1, description="Copies Kafka keeps of a new topic; -1 is the broker's default."
    )
    topic_retention_days: int = Field(
        90, ge=0, description="Days the stream keeps what is loaded, to load it again from; 0 is for ever."
    )

    clickhouse: str | None = Field(
        None, description="http(s)://host:port of a ClickHouse server; without it, embedded."
    )
    clickhouse_port: int = Field(18123, description="Port of the embedded ClickHouse server on 127.0.0.1.")
    clickhouse_user: str = Field("fenghuo", description="Login at ClickHouse.")
    clickhouse_password: SecretStr | None = Field(
        None, description="Its password; generated for the embedded server."
    )
    clickhouse_database: str = Field("fenghuo", description="Database that holds the tables and views.")
    clickhouse_cluster: str = Field(
        "",
        pattern="^[A-Za-z0-9_]*$",
        description="Name of a cluster of ClickHouse servers; tables are then replicated and sharded.",
    )

    retention: str = Field(
        "", description="TABLE=DAYS, comma-separated: rows older than that are deleted; else kept for ever."
    )
    staff_key: SecretStr | None = Field(
        None, description="Secret under which the dashboards speak to the warehouse for a person; generated."
    )

    superset_port: int = Field(8088, description="Port of Superset.")
    superset_warm_seconds: int = Field(
        600,
        ge=0,
        description="After new data came, the dashboards' figures are computed at most so often; 0 is never.",
    )
    superset_config: Path | None = Field(
        None, description="Python file with your own settings for Superset, in place of ours (import it)."
    )
    superset_secret_key: SecretStr | None = Field(None, description="Superset's signing key; generated.")
    superset_admin_password: SecretStr | None = Field(
        None, description="Password of Superset's admin; generated."
    )

    superset_database: SecretStr | None = Field(
        None, description="postgresql://user:password@host/database of Superset's own; else an SQLite file."
    )
    redis: SecretStr | None = Field(
        None, description="redis://:password@host:port of the dashboards' cache and queue; else files."
    )

    api_listen: str = Field("127.0.0.1", description="Address on which the HTTP API listens.")
    api_port: int = Field(8090, description="Port of the HTTP API and of the MCP server in it.")
    api_requests_a_minute: int = Field(
        120, ge=1, description="Requests a token may make in a minute; as many at once after a pause."
    )
    api_query_seconds: int = Field(
        20, ge=1, le=60, description="Seconds the warehouse may work on one answer of the API."
    )
    api_token: SecretStr | None = Field(
        None, description="Token with which `fenghuo mcp serve` asks; `fenghuo api token add` makes one."
    )

    health_port: int = Field(9109, description="Port of /metrics and /healthz.")

    demo_port: int = Field(9700, description="Port of the demo province on 127.0.0.1.")
    demo_url: str | None = Field(None, description="Where `demo:` addresses and the demo's platforms answer.")
    wechat_api: str = Field("https://api.weixin.qq.com", description="Base address of the WeChat API.")
    weibo_api: str = Field("https://api.weibo.com", description="Base address of the Weibo API.")
    douyin_api: str = Field("https://open.douyin.com", description="Base address of the Douyin API.")
    toutiao_api: str = Field("https://open.douyin.com", description="Base address of the Toutiao API.")
    toutiao_oauth: str = Field("https://open.snssdk.com", description="Where its tokens are renewed.")
    kuaishou_api: str = Field("https://open.kuaishou.com", description="Base address of the Kuaishou API.")
    bilibili_api: str = Field("https://member.bilibili.com", description="Base address of the Bilibili API.")
    bilibili_oauth: str = Field("https://api.bilibili.com", description="Where its tokens are renewed.")

    user_agent: str = Field(
        "Fenghuo/0.1 (+https://example.invalid/fenghuo; contact the media centre)",
        description="What our crawlers call themselves; put an address of yours into it.",
    )
    private_hosts: str = Field(
        "", description="host[:port], comma-separated, inside private networks that may be asked for pages."
    )
    crawl_delay: float = Field(1.0, ge=0, description="Seconds between two requests to one web site.")
    crawl_timeout: float = Field(30.0, gt=0, description="Seconds until a request is given up.")
    crawl_retries: int = Field(3, ge=0, description="Further attempts after a passing failure.")
    retry_pause: float = Field(
        1.0, ge=0, description="Seconds before the first further attempt; doubles, with jitter."
    )
    call_quotas: str = Field(
        "", description="platform=calls a day for one account, comma-separated, as its console shows them."
    )
    call_pace: float = Field(
        1.0, ge=0, description="Seconds between two calls to an interface that wants them apart (Kuaishou)."
    )
    max_page_bytes: int = Field(8_000_000, gt=0, description="Larger answers are refused.")

    thresholds: Path | None = Field(
        None, description="CSV file with this deployment's own alert thresholds, over the defaults."
    )
    tasks: Path | None = Field(
        None, description="CSV file of the releases that are to be carried and the audiences to be reached."
    )
    recipients: Path | None = Field(
        None, description="CSV file of who hears of alerts, and how; without it, the log and the webhook."
    )
    reports: Path | None = Field(
        None, description="CSV file of the reports that are sent regularly, and to whom; see docs/报告.md."
    )
    webhook: SecretStr | None = Field(None, description="Address that receives all alerts as JSON by POST.")
    webhook_key: SecretStr | None = Field(None, description="Key that signs what goes to that webhook.")
    events_webhook: SecretStr | None = Field(
        None,
        description="Addresses, comma-separated, that get releases, adoptions and episodes as JSON by POST.",
    )
    events_key: SecretStr | None = Field(None, description="Key that signs what goes to those webhooks.")
    mail: SecretStr | None = Field(
        None, description="mailtos://user:password@server:port?from=address, the server mails go through."
    )
    dashboards_url: str | None = Field(
        None, description="Address at which staff reach the dashboards; alerts name it."
    )
    min_free_bytes: int = Field(
        200_000_000, ge=0, description="Stop writing when the disk has less than this free."
    )
    log_format: str = Field("pretty", pattern="^(pretty|json)$", description="pretty or json.")
    log_level: str = Field(
        "info",
        pattern="^(debug|info|warning)$",
        description="What the running processes log: warning, info, or debug, which follows each post.",
    )

    @field_validator("token_key", "staff_key", "superset_secret_key", "webhook_key", "events_key")
    @classmethod
    def _is_long(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(set(key.get_secret_value())) < SHORTEST_KEY // 2:
            raise ValueError("the key has too few different characters; make one with: openssl rand -hex 32")
        if key is not None and len(key.get_secret_value()) < SHORTEST_KEY:
            raise ValueError(
                f"the key is shorter than {SHORTEST_KEY} characters; make one with: openssl rand -hex 32"
            )
        return key

    @field_validator("superset_database", "redis")
    @classmethod
    def _known_scheme(cls, address: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        schemes = _SCHEMES[info.field_name or ""]
        if address is not None and not address.get_secret_value().startswith(schemes):
            raise ValueError(f"it must begin with {' or '.join(schemes)}")
        return address

    def here(self, port: int) -> str:
        """`http://host:port` at which this machine itself reaches what listens on `listen`."""
        return _reached_here(self.listen, port)

    def api_here(self) -> str:
        """`http://host:port` at which this machine itself reaches the HTTP API."""
        return _reached_here(self.api_listen, self.api_port)

    def secret(self, name: str) -> str:
        """The secret `name` (a field of type SecretStr), generated into `<data>/secrets/` where not set."""
        given: SecretStr | None = getattr(self, name)
        return given.get_secret_value() if given is not None else _kept_secret(self.data / "secrets" / name)


def _reached_here(listen: str, port: int) -> str:
    host = "127.0.0.1" if listen == "0.0.0.0" else listen  # noqa: S104  # compared, not bound
    return f"http://{host}:{port}"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment, `…_FILE` variables and `.env`. Raises ConfigError with one sentence."""
    environment = os.environ if environment is None else environment
    from_file = _env_file()
    _refuse_unknown(environment, "")
    _refuse_unknown(from_file, f" in {ENV_FILE}")
    try:
        # What the environment says of a secret goes before a file of it that `.env` names.
        named = {
            name: path for name, path in from_file.items() if name.removesuffix("_FILE") not in environment
        }
        return Settings(**_secrets_from_files({**named, **environment}))
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigError(f"Setting {name} cannot be used: {first['msg']}; see docs/settings.md.") from None


def known_names() -> list[str]:
    """Every name that may be set, `…_FILE` of the secrets included, sorted."""
    names = {PREFIX + name.upper() for name in Settings.model_fields}
    return sorted(names | {f"{name}_FILE" for name in _secret_names()})


def _env_file() -> dict[str, str]:
    try:
        return {name: value or "" for name, value in dotenv_values(ENV_FILE).items()}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The file {ENV_FILE} cannot be read: {error}.") from None


def _refuse_unknown(given: Iterable[str], where: str) -> None:
    known = known_names()
    for name in given:
        # Names of the file are read whatever their case, so they are judged so as well.
        if name.upper().startswith(PREFIX) and name.upper() not in known:
            raise ConfigError(f"Setting {name}{where} is unknown{_instead(name.upper(), known)}")


def _instead(name: str, known: list[str]) -> str:
    """How the sentence about an unknown name goes on: with the nearest one there is."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
    if near:
        return f"; did you mean {near[0]}? docs/settings.md lists the names there are."
    return "; see docs/settings.md for the names there are."


def _secret_names() -> list[str]:
    return [
        PREFIX + name.upper()
        for name, field in Settings.model_fields.items()
        if "SecretStr" in str(field.annotation)
    ]


def _secrets_from_files(environment: Mapping[str, str]) -> dict[str, Any]:
    found = {}
    for name in _secret_names():
        path = environment.get(f"{name}_FILE")
        if not path:
            continue
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"The file {path} named by {name}_FILE cannot be read: {error}.") from None
        found[name.removeprefix(PREFIX).lower()] = SecretStr(value)
    return found


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    value = secrets.token_urlsafe(24)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(value + "\n")
    return value
