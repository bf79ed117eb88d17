"""Charts of a simulated year, as SVG files; they need the optional group `charts`."""

from __future__ import annotations

from pathlib import Path

from bot.wiring.simulation.diary import Diary


class NoCharts(Exception):
    """The packages that draw are not installed; the text says how to get them."""


def draw(diary: Diary, folder: Path) -> list[Path]:
    """Write the charts into a folder, made when it is missing; return the files.

    Raises:
        NoCharts: the optional packages are missing.
        OSError: the folder cannot be written.
    """
    try:
        import altair
    except ImportError as error:
        raise NoCharts("Charts need optional packages: run `make with-charts` and try again.") from error
    folder.mkdir(parents=True, exist_ok=True)
    letters = altair.Data(
        values=[
            {"week": week, "letter": kind, "shown": n} for (week, kind), n in sorted(diary.by_week.items())
        ]
    )
    rounds = altair.Data(
        values=[
            {"round": f"{one.programme}.{one.number}", "share": one.placed / max(one.took_part, 1)}
            for one in diary.rounds
        ]
    )
    drawings = {
        "letters.svg": altair.Chart(letters, title="Messages shown each week")
        .mark_bar()
        .encode(x="week:O", y="shown:Q", color="letter:N"),
        "placed.svg": altair.Chart(rounds, title="Who took part and was placed, by programme and round")
        .mark_bar()
        .encode(x="round:N", y=altair.Y("share:Q", axis=altair.Axis(format="%"))),
    }
    for name, chart in drawings.items():
        chart.save(folder / name)
    return [folder / name for name in drawings]
