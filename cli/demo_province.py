"""`fenghuo demo`: the simulated province — serve it, replay its past, ask for its truth."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import httpx
import msgspec
import typer

from cli.channel import plan_channels
from cli.context import begin, require_free_port
from cli.demo_followed import enter_followed
from cli.gathering import gatherer
from cli.handing_in import keep_all
from cli.importing import import_delivered
from cli.sightings import RECENT, KeptSightings
from cli.survey import keep_surveys, plan_surveys
from cli.waves import waves
from crawlers.credentials import Credentials, load_credentials
from crawlers.gatherer import run_gathering
from crawlers.schedule import due
from demo.channels import channel_sheets
from demo.credentials import demo_credentials
from demo.serve import run_demo
from demo.sheets import Sheet, delivered
from demo.surveys import survey_sheets
from demo.truth import truth as compute_truth
from demo.world import World
from hub.clock import BEIJING, SettableClock, SystemClock, beijing_day, start_of_beijing_day
from hub.errors import ConfigError, Unavailable
from hub.files import replace_file
from hub.roster import load_roster
from hub.settings import Settings
from warehouse.client import Warehouse, connect

app = typer.Typer(no_args_is_help=True, help="A simulated province with known truth.")
logger = logging.getLogger(__name__)

SEED = 119
"""The seed of the demo province unless another is given."""


class Province(msgspec.Struct, frozen=True):
    """What a demo province is remade from; kept in `<data>/demo/province.json`."""

    seed: int
    started_on: date


@app.command()
def serve() -> None:
    """Answer like the platforms do, on 127.0.0.1, until stopped."""
    settings = begin()
    require_free_port(settings.demo_port, "FENGHUO_DEMO_PORT")
    province = kept_province(settings)
    run_demo(settings, province.seed, province.started_on)


@app.command()
def replay() -> None:
    """Let the days since the province began pass, two waves a day: gather, and import delivered sheets.

    Goes on where the last replay stopped. Writes one JSON object a wave to standard output:
    {"done": …, "total": …, "wave": …}.
    """
    settings = begin(logging.WARNING)
    run_gathering(_replay(settings, kept_province(settings), SystemClock().now()))


@app.command()
def truth(
    until: Annotated[datetime | None, typer.Option(help="Up to this instant; default: now.")] = None,
) -> None:
    """Write what really happened in the province, as JSON, and what the waves gathered so far must show."""
    settings = begin(logging.WARNING)
    province = kept_province(settings)
    end = until.replace(tzinfo=until.tzinfo or BEIJING) if until else SystemClock().now()
    world = World(load_roster(settings.roster), province.seed, province.started_on)
    gathered = [
        wave for wave in waves(province.started_on, end) if wave not in _waves_to_do(settings, province, end)
    ]
    answer = compute_truth(world, end, gathered)
    sys.stdout.buffer.write(msgspec.json.encode(answer) + b"\n")


def make_province(settings: Settings, days: int, seed: int) -> Province:
    """The kept province, or a new one that began so many days ago. Its credentials are written beside it."""
    path = _province_file(settings)
    if not path.exists():
        started_on = beijing_day(SystemClock().now()) - timedelta(days=days)
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, msgspec.json.encode(Province(seed, started_on)))
    province = kept_province(settings)
    world = World(load_roster(settings.roster), province.seed, province.started_on)
    replace_file(demo_credentials_file(settings), json.dumps(demo_credentials(world)).encode())
    return province


def kept_province(settings: Settings) -> Province:
    """The province of this data directory. Raises ConfigError when there is none."""
    try:
        return msgspec.json.decode(_province_file(settings).read_bytes(), type=Province)
    except FileNotFoundError:
        raise ConfigError(
            f"There is no demo province in {settings.data}; start one with: fenghuo up --demo"
        ) from None


def hand_in(settings: Settings, now: datetime) -> None:
    """Import the province's sheets of other channels, up to yesterday, and of its surveys; once a day.

    Raises Unavailable, DiskFull.
    """
    province, today = kept_province(settings), beijing_day(now)
    roster, done = load_roster(settings.roster), _handed_in_file(settings)
    if done.exists() and done.read_text(encoding="utf-8") == today.isoformat():
        return
    world, warehouse = World(roster, province.seed, province.started_on), connect(settings)
    channels = _kept_sheets(settings, channel_sheets(world, today))
    keep_all(warehouse, plan_channels(warehouse, roster, channels), "demo", now)
    surveys = _kept_sheets(settings, survey_sheets(world))
    keep_surveys(warehouse, plan_surveys(warehouse, roster, surveys), "demo", now)
    replace_file(done, today.isoformat().encode())


def demo_credentials_file(settings: Settings) -> Path:
    """Where the demo accounts' credentials are kept."""
    return settings.data / "demo" / "credentials.json"


def demo_environment(settings: Settings) -> dict[str, str]:
    """The settings that make the hub's processes gather the demo province."""
    address = f"http://127.0.0.1:{settings.demo_port}"
    return {
        "FENGHUO_DEMO_URL": address,
        "FENGHUO_WECHAT_API": f"{address}/wechat",
        "FENGHUO_WEIBO_API": f"{address}/weibo",
        "FENGHUO_DOUYIN_API": f"{address}/douyin",
        "FENGHUO_KUAISHOU_API": f"{address}/kuaishou",
        "FENGHUO_TOUTIAO_API": f"{address}/toutiao",
        "FENGHUO_TOUTIAO_OAUTH": f"{address}/toutiao",
        "FENGHUO_BILIBILI_API": f"{address}/bilibili",
        "FENGHUO_BILIBILI_OAUTH": f"{address}/bilibili",
        "FENGHUO_CREDENTIALS": str(demo_credentials_file(settings)),
        "FENGHUO_CRAWL_DELAY": "0",
        "FENGHUO_RETRY_PAUSE": "0.002",
        "FENGHUO_CALL_PACE": "0",
    }


async def _replay(settings: Settings, province: Province, until: datetime) -> None:
    roster, sightings = load_roster(settings.roster), KeptSightings()
    credentials, warehouse = load_credentials(settings.credentials), connect(settings)
    sightings.refresh(warehouse, until)
    todo = _waves_to_do(settings, province, until)
    clock = SettableClock(until)
    deliver = _Operators(settings, province, credentials, warehouse).deliver
    async with httpx.AsyncClient(base_url=settings.demo_url or "", timeout=10, trust_env=False) as demo:
        with gatherer(settings, roster, sightings, credentials, clock) as visits:
            for done, wave in enumerate(todo, start=1):
                await _set_demo_clock(demo, wave)
                clock.set(wave)
                await visits.visit(due(roster, sightings, credentials, wave))
                deliver(wave)
                sightings.forget_before(wave - RECENT)
                _kept_wave_file(settings).write_text(wave.isoformat(), encoding="utf-8")
                sys.stdout.write(
                    json.dumps({"done": done, "total": len(todo), "wave": wave.isoformat()}) + "\n"
                )
                sys.stdout.flush()
        await _set_demo_clock(demo, None)
    world = World(roster, province.seed, province.started_on)
    enter_followed(warehouse, world, until, settings.demo_url or "")


class _Operators:
    """They export the sheets of accounts without an interface, which the next wave keeps and imports."""

    def __init__(
        self, settings: Settings, province: Province, credentials: Credentials, warehouse: Warehouse
    ) -> None:
        self._settings = settings
        self._credentials = credentials
        self._warehouse = warehouse
        self._roster = load_roster(settings.roster)
        self._world = World(self._roster, province.seed, province.started_on)
        self._told_until = _replayed_until(settings) or start_of_beijing_day(province.started_on)

    def deliver(self, wave: datetime) -> None:
        """Import what was exported since the last wave. Raises Unavailable, DiskFull."""
        sheets = delivered(self._world, self._told_until, wave)
        self._told_until = wave
        if sheets:
            files = [self._kept(sheet) for sheet in sheets]
            import_delivered(self._settings, self._roster, self._credentials, self._warehouse, files, wave)

    def _kept(self, sheet: Sheet) -> Path:
        path = self._settings.data / "demo" / "sheets" / sheet.name
        replace_file(path, sheet.content)
        return path


def _waves_to_do(settings: Settings, province: Province, until: datetime) -> list[datetime]:
    last = _replayed_until(settings)
    return [wave for wave in waves(province.started_on, until) if last is None or wave > last]


def _replayed_until(settings: Settings) -> datetime | None:
    """The last wave that was replayed whole, None before the first."""
    kept = _kept_wave_file(settings)
    return datetime.fromisoformat(kept.read_text(encoding="utf-8").strip()) if kept.exists() else None


async def _set_demo_clock(demo: httpx.AsyncClient, instant: datetime | None) -> None:
    try:
        answer = await demo.post("/_demo/clock", json={"now": instant.isoformat() if instant else None})
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise Unavailable(f"The demo province at {demo.base_url} does not answer: {error!r}.") from None


def _province_file(settings: Settings) -> Path:
    return settings.data / "demo" / "province.json"


def _kept_wave_file(settings: Settings) -> Path:
    return settings.data / "demo" / "replayed"


def _kept_sheets(settings: Settings, sheets: Mapping[str, bytes]) -> list[Path]:
    folder = settings.data / "demo" / "handed_in"
    for name, content in sheets.items():
        replace_file(folder / name, content)
    return [folder / name for name in sheets]


def _handed_in_file(settings: Settings) -> Path:
    """The Beijing day on which sheets were last handed in."""
    return settings.data / "demo" / "handed_in_on"
