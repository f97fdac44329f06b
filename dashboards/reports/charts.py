"""The charts of a report, as PNG: drawn without a display, the same bytes for the same figures.

One colour a level throughout, of Okabe and Ito's palette, which colour-blind people can tell apart; red is
kept for what needs action.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from dashboards.reports.fonts import chart_font
from dashboards.reports.statistics import wilson

LEVEL_COLOURS: Final[Mapping[str, str]] = {"province": "#0072B2", "city": "#E69F00", "county": "#009E73"}
LEVEL_WORDS: Final[Mapping[str, str]] = {"province": "省级", "city": "市级", "county": "县级"}
URGENT_COLOUR: Final = "#C00000"
_INK: Final = "#333333"
_FAINT: Final = "#D9D9D9"
_PLAIN_COLOUR: Final = "#56B4E9"
_BEFORE_COLOUR: Final = "#BBBBBB"
_DPI: Final = 150
_WIDTH: Final = 7.2
"""Inches; a report's text is about so wide."""
_LONGEST_LABEL: Final = 24
_MOST_LABELLED: Final = 16
"""Bars side by side that all have room for their labels."""
_LONGEST_BAR: Final = 30
"""Days: a longer silence is drawn so long and told in its label, so that the others can be told apart."""
_STYLE: Final[dict[Any, Any]] = {
    "font.size": 9,
    "axes.edgecolor": _FAINT,
    "axes.labelcolor": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "text.color": _INK,
    "axes.unicode_minus": False,
}


@dataclass(frozen=True)
class Rate:
    """A share to draw: who, how many of how many, and the colour."""

    name: str
    successes: int
    trials: int
    colour: str = _PLAIN_COLOUR


def output_chart(days: Sequence[date], posts: Mapping[str, Sequence[int]], *, by_week: bool = False) -> bytes:
    """Posts of each day (or week, named by its Monday), stacked by level."""

    def draw(axes: Axes) -> None:
        floor = [0] * len(days)
        for level, values in posts.items():
            axes.bar(
                range(len(days)),
                values,
                bottom=floor,
                color=LEVEL_COLOURS[level],
                label=LEVEL_WORDS[level],
                width=0.7,
            )
            floor = [below + value for below, value in zip(floor, values, strict=True)]
        if len(days) <= _MOST_LABELLED:
            for place, total in enumerate(floor):
                axes.annotate(
                    f"{total:,}", (place, total), ha="center", va="bottom", fontsize=7.5, color=_INK
                )
        step = -(-len(days) // _MOST_LABELLED)
        axes.set_xticks(range(0, len(days), step))
        axes.set_xticklabels([f"{day.month}/{day.day}" for day in days[::step]])
        axes.set_ylabel("条")
        axes.set_xlabel("周（以周一的日期表示）" if by_week else "日")
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=5))
        axes.set_ylim(0, max([*floor, 1]) * 1.14)
        _legend_above(axes)

    return _drawn(draw, height=2.7)


def rates_chart(rates: Sequence[Rate], name: str) -> bytes:
    """Shares with their 95 % limits, one line each: the dot is the share, the bar is how sure it is."""

    def draw(axes: Axes) -> None:
        for place, rate in enumerate(rates):
            limits = wilson(rate.successes, rate.trials)
            if limits is None:
                continue
            axes.plot(
                [100 * limits[0], 100 * limits[1]],
                [place, place],
                color=rate.colour,
                linewidth=5,
                alpha=0.35,
                solid_capstyle="butt",
            )
            axes.plot(100 * rate.successes / rate.trials, place, "o", color=rate.colour, markersize=7)
        axes.set_yticks(range(len(rates)))
        axes.set_yticklabels([f"{_label(rate.name)}  {rate.successes}/{rate.trials}" for rate in rates])
        axes.set_ylim(len(rates) - 0.4, -0.6)
        axes.set_xlim(0, 100)
        axes.set_xlabel(f"{name}（%）")
        axes.grid(axis="x", color=_FAINT, linewidth=0.6)

    return _drawn(draw, height=_height(len(rates)))


def silence_chart(silences: Sequence[tuple[str, int]]) -> bytes:
    """Days without an update by account, before the line of the veto at 14 days."""

    def draw(axes: Axes) -> None:
        days = [min(silent, _LONGEST_BAR) for _, silent in silences]
        colours = [
            URGENT_COLOUR if silent >= 14 else "#D55E00" if silent >= 10 else _PLAIN_COLOUR for silent in days
        ]
        axes.barh(range(len(days)), days, color=colours, height=0.62)
        for place, (_, silent) in enumerate(silences):
            axes.annotate(f" {silent} 天", (days[place], place), va="center", fontsize=8, color=_INK)
        axes.axvline(14, color=URGENT_COLOUR, linewidth=1.2, linestyle="--")
        axes.set_yticks(range(len(days)))
        axes.set_yticklabels([_label(name) for name, _ in silences])
        axes.set_ylim(len(days) - 0.4, -0.6)
        axes.set_xlim(0, max([*days, 14]) * 1.12)
        axes.set_xlabel("静默天数（虚线为 14 天否决线）")

    return _drawn(draw, height=_height(len(silences)))


def comparison_chart(
    names: Sequence[str], now: Sequence[int], before: Sequence[int], words: tuple[str, str]
) -> bytes:
    """Counts of now and before, side by side; `words` name the two."""

    def draw(axes: Axes) -> None:
        places = range(len(names))
        axes.barh([place - 0.19 for place in places], now, height=0.36, color=_PLAIN_COLOUR, label=words[0])
        axes.barh(
            [place + 0.19 for place in places], before, height=0.36, color=_BEFORE_COLOUR, label=words[1]
        )
        for place, value in enumerate(now):
            axes.annotate(f" {value:,}", (value, place - 0.19), va="center", fontsize=8, color=_INK)
        axes.set_yticks(places)
        axes.set_yticklabels([_label(name) for name in names])
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_xlim(0, max([*now, *before, 1]) * 1.1)
        axes.set_xlabel("条")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
        _legend_above(axes)

    return _drawn(draw, height=_height(len(names), each=0.34))


def grid_chart(rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]]) -> bytes:
    """A table of counts as a map of shades; a cell of 0 is empty and framed in red."""

    def draw(axes: Axes) -> None:
        top = max([value for line in counts for value in line] + [1])
        for y, line in enumerate(counts):
            for x, value in enumerate(line):
                _square(axes, x, y, value, top)
        axes.set_xlim(-0.5, len(columns) - 0.5)
        axes.set_ylim(len(rows) - 0.5, -0.5)
        axes.set_xticks(range(len(columns)))
        axes.set_xticklabels(columns)
        axes.xaxis.tick_top()
        axes.set_yticks(range(len(rows)))
        axes.set_yticklabels([_label(row) for row in rows])
        axes.tick_params(length=0)
        for side in axes.spines.values():
            side.set_visible(False)

    return _drawn(draw, height=_height(len(rows), each=0.3))


def _square(axes: Axes, x: int, y: int, value: int, top: int) -> None:
    shade = 0.12 + 0.75 * value / top if value else 0.0
    axes.add_patch(
        mpl.patches.Rectangle(
            (x - 0.47, y - 0.45),
            0.94,
            0.9,
            facecolor=(0.0, 0.447, 0.698, shade),
            edgecolor=URGENT_COLOUR if not value else "none",
            linewidth=0.9,
        )
    )
    ink = URGENT_COLOUR if not value else "white" if shade > 0.55 else _INK
    axes.annotate(str(value), (x, y), ha="center", va="center", fontsize=8.5, color=ink)


def _height(lines: int, each: float = 0.27) -> float:
    return max(1.5, 0.85 + each * lines)


def _label(name: str) -> str:
    return name if len(name) <= _LONGEST_LABEL else f"{name[: _LONGEST_LABEL - 1]}…"


def _legend_above(axes: Axes) -> None:
    if not axes.get_legend_handles_labels()[0]:
        return
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3, frameon=False, borderaxespad=0.1)


def _drawn(draw: Callable[[Axes], None], height: float) -> bytes:
    """A picture of a fixed width. No file says by which version or when it was drawn."""
    font = chart_font()
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, layout="constrained")
        FigureCanvasAgg(figure)
        axes = figure.add_subplot()
        draw(axes)
        for text in figure.findobj(mpl.text.Text):
            size = text.get_fontsize()
            text.set_fontproperties(font.properties)
            text.set_fontsize(size)
        picture = io.BytesIO()
        figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()
