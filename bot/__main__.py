"""The `bothways` command line; every command is a few lines over the composition root."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Coroutine, Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, TypeVar

import typer

from bot.model.community import Platform

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.matching.verify import Verdict

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Two-way mentorship."
)
slack_app = typer.Typer(no_args_is_help=True, help="Setting up Slack.")
discord_app = typer.Typer(no_args_is_help=True, help="Setting up Discord.")
db_app = typer.Typer(no_args_is_help=True, help="The database.")
app.add_typer(slack_app, name="slack")
app.add_typer(discord_app, name="discord")
app.add_typer(db_app, name="db")
letters_app = typer.Typer(no_args_is_help=True, help="Letters that could not be delivered.")
app.add_typer(letters_app, name="letters")
skills_app = typer.Typer(no_args_is_help=True, help="A community's own words for skills.")
app.add_typer(skills_app, name="skills")

T = TypeVar("T")
LetterIds = Annotated[list[int], typer.Argument(help="Numbers from `bothways letters list`.")]
ConfigPath = Annotated[Path, typer.Option("--config", "-c", help="The settings file.")]
DEFAULT_CONFIG = Path("config.yaml")
PlatformName = Annotated[Platform, typer.Option(help="Where they are: slack or discord.")]
UserId = Annotated[str, typer.Option("--id", help="Their user id there, such as U012AB3CD.")]
CommunityId = Annotated[
    str, typer.Option("--community", help="The workspace or server (its id), such as T012AB3CD.")
]
CommunityName = Annotated[str, typer.Option(help="Only in this workspace or server (its id).")]


class PairFormat(StrEnum):
    """How `bothways pair` prints."""

    JSON = "json"
    TABLE = "table"
    CSV = "csv"


@app.command()
def run(config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Run the bot until it is stopped (SIGTERM or Ctrl+C)."""
    settings = _settings(config)
    if settings.clock.speed != 1.0 or settings.clock.start is not None:
        _fail(
            "clock.speed and clock.start are for rehearsals only: use `bothways rehearse`, or take them out."
        )
    _run(settings, 1.0)


@app.command()
def rehearse(
    config: ConfigPath = DEFAULT_CONFIG,
    speed: Annotated[float | None, typer.Option(min=1, help="How much faster than real time.")] = None,
) -> None:
    """Run the bot with a fast clock, in a private test workspace: weeks become minutes."""
    settings = _settings(config)
    _run(settings, speed or settings.clock.speed)


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free port.")] = 8080,
) -> None:
    """Serve the playground: a whole community in your browser, no account needed."""
    from bot.config import WebSettings
    from bot.wiring.live import CannotRun
    from bot.wiring.playground import serve_playground

    try:
        asyncio.run(serve_playground(WebSettings(port=port), typer.echo))
    except CannotRun as error:
        _fail(str(error))


@app.command()
def story(
    full: Annotated[
        bool, typer.Option("--full", help="Six weeks of a pair and of a circle, with everything in them.")
    ] = False,
) -> None:
    """Tell the story in the terminal: from joining to the closing retrospective."""
    from bot.wiring.tale import tell_story, tell_whole_story

    asyncio.run((tell_whole_story if full else tell_story)(typer.echo))


@app.command()
def simulate(
    members: Annotated[int, typer.Option(min=3, help="How many people.")] = 60,
    weeks: Annotated[int, typer.Option(min=1, max=520, help="For how many weeks.")] = 8,
    seed: Annotated[int, typer.Option(help="The same seed lives through the same weeks.")] = 1,
    charts: Annotated[
        Path | None, typer.Option(help="Write charts into this folder (needs the charts packages).")
    ] = None,
) -> None:
    """Live through weeks of a made-up community in which everything goes wrong, and say what members got."""
    from bot.wiring.simulation.charts import NoCharts, draw
    from bot.wiring.simulation.telling import lived

    try:
        diary, lines, whole = lived(members, weeks, seed)
        for line in lines:
            typer.echo(line)
        for file in draw(diary, charts) if charts else ():
            typer.echo(f"Wrote {file}")
    except (NoCharts, OSError) as error:
        _fail(str(error))
    if not whole:
        raise typer.Exit(1)


@app.command()
def pair(
    files: Annotated[
        list[Path], typer.Argument(help="People as JSON or CSV, or a graph as JSON; solved one by one.")
    ],
    format_: Annotated[PairFormat, typer.Option("--format", help="How to print.")] = PairFormat.TABLE,
    verify: Annotated[
        Path | None, typer.Option(help="Check this result (JSON) of the one FILE instead.")
    ] = None,
) -> None:
    """Find the best partnerships for people in a file, with reasons and a certificate."""
    from bot.matching.backend import SolverMissing
    from bot.matching.files import FileError, pair_text, verify_text

    for file in _with_progress(files):
        try:
            if verify is not None:
                _report(verify_text(_read(verify), _read(file)))
            else:
                typer.echo(pair_text(_read(file), format_))
        except FileError as error:
            _fail(f"{file}: {error}")
        except SolverMissing as error:
            _fail(str(error))


@app.command()
def doctor(
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Say what is wrong with the setup, and the fix."""
    from bot.wiring.doctor import examine

    findings = asyncio.run(examine(config))
    if as_json:
        typer.echo(json.dumps([{"ok": f.ok, "code": f.code, "says": f.says, "fix": f.fix} for f in findings]))
    else:
        for finding in findings:
            typer.echo(f"{'✓' if finding.ok else '✗'} {finding.code}: {finding.says}")
            if finding.fix:
                typer.echo(f"    {finding.fix}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@app.command(name="config-example")
def config_example() -> None:
    """Print config.example.yaml, made from the settings themselves."""
    from bot.config import example

    typer.echo(example(), nl=False)


@slack_app.command()
def manifest(
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of YAML.")] = False,
    request_url: Annotated[
        str | None, typer.Option(help="For http mode: https://YOUR.HOST/slack/events")
    ] = None,
    history: Annotated[bool, typer.Option(help="Also ask for the optional permissions.")] = True,
) -> None:
    """Print the app manifest to paste at api.slack.com/apps."""
    import yaml

    from adapters.slack.manifest import manifest as made

    found = made(request_url=request_url, optional=history)
    typer.echo(
        json.dumps(found, indent=2) if as_json else yaml.safe_dump(found, sort_keys=False, allow_unicode=True)
    )


@discord_app.command()
def invite(
    client_id: Annotated[str, typer.Argument(help="The application's id, from General Information.")],
) -> None:
    """Print the address that adds the bot to a server, with the least rights and why."""
    from adapters.discord.invite import RIGHTS, invite_url

    if not client_id.isdigit():
        _fail("The application's id is a number: copy it from General Information in the Developer Portal.")
    typer.echo(invite_url(client_id))
    for right, reason in RIGHTS:
        typer.echo(f"  {right}: {reason}")


@db_app.command()
def upgrade(config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Bring the database's tables to this version (SQLite: after a copy beside the file)."""
    from sqlalchemy.exc import DBAPIError

    from storage.errors import StorageError
    from storage.migrate import upgrade as bring_up

    try:
        bring_up(_settings(config).database.url)
    except (StorageError, DBAPIError, OSError) as error:
        _fail(f"The database could not be upgraded: {str(error).splitlines()[0]}")
    typer.echo("The database is at this version.")


@letters_app.command(name="list")
def letters_list(config: ConfigPath = DEFAULT_CONFIG) -> None:
    """List letters that are dead, or of which nobody knows whether they arrived: numbers and reasons, no names."""
    from bot.wiring import letters

    lines = _of_letters(letters.listed(_settings(config).database.url))
    typer.echo("\n".join(lines) or "Every letter arrived, waits for its turn, or was dropped for a reason.")


@letters_app.command(name="requeue")
def letters_requeue(numbers: LetterIds, config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Send dead letters again, as if they had never been tried."""
    from bot.wiring import letters

    count = _of_letters(letters.requeue(_settings(config).database.url, numbers))
    typer.echo(f"{count} of {len(numbers)} are ready to leave. Only dead letters can be sent again.")


@letters_app.command(name="drop")
def letters_drop(numbers: LetterIds, config: ConfigPath = DEFAULT_CONFIG) -> None:
    """Give letters up for good; their words are erased."""
    from bot.wiring import letters

    count = _of_letters(letters.drop(_settings(config).database.url, numbers))
    typer.echo(f"{count} of {len(numbers)} are dropped.")


@app.command()
def forget(
    platform: PlatformName,
    user: UserId,
    community: CommunityName = "",
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Erase everything about somebody (stop the bot first): they asked you instead of typing /mentor forget."""
    from bot.wiring import keeping

    erased = _kept(keeping.forget(_settings(config), platform, user, community))
    typer.echo(
        f"Erased: {erased}." if erased else "Nobody is known by this id, so there is nothing to erase."
    )


@app.command()
def export(
    platform: PlatformName,
    user: UserId,
    community: CommunityName = "",
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Print everything stored about somebody, as JSON."""
    from bot.wiring import keeping

    typer.echo(_kept(keeping.export(_settings(config), platform, user, community)))


@app.command()
def backup(
    to: Annotated[Path, typer.Option(help="The folder for the copy.")] = Path("backups"),
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Copy the database, also while the bot runs; the copy's name says until when it may be kept."""
    from bot.wiring import keeping

    typer.echo(str(_kept(keeping.back_up(_settings(config), to))))


@app.command()
def restore(
    copy: Annotated[Path, typer.Argument(help="A copy that `bothways backup` made.")],
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Put a backup in the database's place (stop the bot first); who was erased since is erased in it, too."""
    from bot.wiring import keeping

    again = _kept(keeping.restore(_settings(config), copy))
    typer.echo(f"The backup is in place; people erased again: {again}.")


@skills_app.command("export")
def skills_export(
    platform: PlatformName,
    community: CommunityId,
    to: Annotated[
        Path | None, typer.Option(help="The file to write; without it the words are printed.")
    ] = None,
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Write what a community decided about words as YAML, as /mentor-admin skills export does."""
    from bot.wiring import wordbook

    parts = _copied(wordbook.exported(_settings(config), platform, community))
    if to is None and len(parts) > 1:
        _fail("That is more than one file may hold. Name one with --to; the further parts get numbers.")
    for number, part in enumerate(parts, start=1):
        if to is None:
            typer.echo(part, nl=False)
        else:
            file = to if number == 1 else to.with_stem(f"{to.stem}-{number}")
            _write(file, part)
            typer.echo(str(file))


@skills_app.command("import")
def skills_import(
    file: Annotated[Path, typer.Argument(help="A YAML file such as `bothways skills export` writes.")],
    platform: PlatformName,
    community: CommunityId,
    config: ConfigPath = DEFAULT_CONFIG,
) -> None:
    """Add a file's words to a community's own, as one change that its organisers can undo."""
    from bot.wiring import wordbook

    number, people = _copied(wordbook.load(_settings(config), platform, community, file))
    typer.echo(f"Imported as change {number}; people whose skills followed: {people}.")
    typer.echo(f"An organiser takes it back with /mentor-admin skills undo {number}.")


def main() -> None:
    """Run the command line."""
    app()


def _run(settings: Settings, speed: float) -> None:
    from bot.wiring import live, logs

    logs.set_up(settings.logging)
    try:
        asyncio.run(live.run(settings, speed=speed))
    except live.CannotRun as error:
        _fail(str(error))


def _of_letters(work: Coroutine[object, object, T]) -> T:
    from bot.wiring.letters import CannotLook

    try:
        return asyncio.run(work)
    except CannotLook as error:
        _fail(str(error))


def _kept(work: Coroutine[object, object, T]) -> T:
    from bot.errors import Unavailable
    from bot.wiring.keeping import CannotKeep
    from storage.errors import StorageError

    try:
        return asyncio.run(work)
    except (CannotKeep, StorageError, Unavailable) as error:
        _fail(str(error))


def _copied(work: Coroutine[object, object, T]) -> T:
    from bot.errors import Unavailable
    from bot.wiring.wordbook import CannotCopyWords
    from storage.errors import StorageError

    try:
        return asyncio.run(work)
    except (CannotCopyWords, StorageError, Unavailable) as error:
        _fail(str(error))


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        _fail(f"{file} cannot be written: {error.strerror}.")


def _settings(path: Path) -> Settings:
    from bot.config import ConfigError, load

    try:
        return load(path)
    except ConfigError as error:
        _fail(str(error))


def _read(path: Path) -> str:
    from bot.matching.files import FileError

    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error.strerror
        raise FileError(f"cannot be read: {reason}") from None


def _with_progress(files: list[Path]) -> Iterator[Path]:
    """The files one by one, with a bar on a terminal; what is piped away stays free of it."""
    if not sys.stderr.isatty():
        yield from files
        return
    with typer.progressbar(files, label="Pairing", file=sys.stderr) as bar:
        yield from bar


def _report(verdict: Verdict) -> None:
    for sentence in (*verdict.complaints, *verdict.unproven):
        typer.echo(sentence)
    if verdict.complaints:
        raise typer.Exit(1)
    proven = "." if verdict.unproven else ", and nothing better than its bounds say is possible."
    typer.echo(f"The result holds: it keeps every rule and is worth what it says{proven}")


def _fail(sentence: str) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(2)


if __name__ == "__main__":
    main()
