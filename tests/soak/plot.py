"""The run as a picture: memory, handles, threads and disk over the simulated hours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import matplotlib as mpl

from tests.soak.samples import MEASURES, Sample

mpl.use("Agg")
from matplotlib import pyplot

_SIZE: Final = (9.0, 7.0)


def draw(
    path: Path,
    samples: Sequence[Sample],
    disk: Sequence[tuple[float, float]],
    kills: Sequence[float],
    hours: float,
) -> None:
    """Write a PNG; kills are thin vertical lines."""
    seconds = max(sample.at for sample in samples)
    figure, axes = pyplot.subplots(2, 2, figsize=_SIZE, sharex=True, layout="constrained")
    panels = list(axes.flat)
    for place, measure in enumerate(MEASURES):
        for number, part in enumerate(dict.fromkeys(sample.part for sample in samples)):
            for life, of_life in enumerate(_lives(samples, part)):
                panels[place].plot(
                    [sample.at / seconds * hours for sample in of_life],
                    [sample.values[place] for sample in of_life],
                    linewidth=1,
                    color=f"C{number}",
                    label=None if life else part,
                )
        panels[place].set_title(measure)
    at_hours = [at / seconds * hours for at, _ in disk]
    panels[3].plot(at_hours, [size for _, size in disk], color="black", linewidth=1)
    panels[3].set_title("disk MB")
    for panel in panels:
        panel.set_ylim(bottom=0)
        for at in kills:
            panel.axvline(at / seconds * hours, color="0.85", linewidth=0.5, zorder=0)
    for panel in panels[2:]:
        panel.set_xlabel("simulated hours")
    panels[3].legend(*panels[0].get_legend_handles_labels(), fontsize="small", loc="lower right")
    figure.savefig(path, dpi=90)
    pyplot.close(figure)


def _lives(samples: Sequence[Sample], part: str) -> list[list[Sample]]:
    """The samples of each process of a part, in the order they were started."""
    of_part = [sample for sample in samples if sample.part == part]
    return [
        [sample for sample in of_part if sample.pid == pid]
        for pid in dict.fromkeys(sample.pid for sample in of_part)
    ]
