"""The command line; each command is a module that is imported only when it runs, so that all start fast."""

# ruff: noqa: PLC0415 - see above
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from ecomdash.cli import backup_commands, imports
from ecomdash.cli.options import Data, Host, Port

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
user = typer.Typer(no_args_is_help=True, help="The people who may log in.")
site = typer.Typer(no_args_is_help=True, help="The sites and their keys.")
token = typer.Typer(no_args_is_help=True, help="API tokens.")
app.add_typer(user, name="user")
app.add_typer(site, name="site")
app.add_typer(token, name="token")
app.add_typer(imports.app, name="import")
app.add_typer(backup_commands.app)


def _print_version(asked: bool) -> None:
    if asked:
        version()
        raise typer.Exit


@app.callback()
def main(
    _: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")] = (
        False
    ),
) -> None:
    """Self-hosted, privacy-first analytics for online shops."""
    os.umask(0o077)  # password hashes and visitors' salts are among what is kept: files are their owner's alone


@app.command()
def serve(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    demo: Annotated[bool | None, typer.Option("--demo/--no-demo", help="A demo shop with history; reads open.")] = None,
    collectors: Annotated[
        int | None, typer.Option(min=0, max=64, help="Extra collector processes on the same port.")
    ] = None,
) -> None:
    """Collect, store and show: the whole of EcomDash in one process. Settings come from ECOMDASH_* and these flags."""
    from ecomdash.cli.serve import serve as run

    raise typer.Exit(run(_settings(host=host, port=port, data=data, demo=demo, collectors=collectors)))


@app.command()
def collect(
    host: Host = None,
    port: Port = None,
    data: Data = None,
    partition: Annotated[
        int, typer.Option(min=1, max=999, help="Which part of a local log is this process' own; each needs another.")
    ] = 1,
) -> None:
    """Accept events into the log, and serve the browser script: one role of several, on one machine or many."""
    from ecomdash.cli.collect import collect as run

    raise typer.Exit(run(_settings(host=host, port=port, data=data, events=False), partition))


@app.command()
def load(
    health_port: Annotated[
        int | None, typer.Option(min=1, max=65_535, help="Answer /api/v1/health at this port; default: at none.")
    ] = None,
    host: Host = None,
    data: Data = None,
) -> None:
    """Take events from the log into the event store: one role of several. Needs a database server as event store."""
    from ecomdash.cli.load import load as run

    raise typer.Exit(run(_settings(host=host, data=data), health_port))


@app.command()
def api(host: Host = None, port: Port = None, data: Data = None) -> None:
    """Answer the dashboard and the API: one role of several. Needs a database server as event store."""
    from ecomdash.cli.api import api as run

    raise typer.Exit(run(_settings(host=host, port=port, data=data)))


@app.command(hidden=True)
def collect_beside(
    partition: Annotated[int, typer.Option(min=1)],
    main: Annotated[Path, typer.Option(help="The main process' Unix socket.")],
) -> None:
    """One extra collector process; `serve --collectors` starts these."""
    from ecomdash.cli.extra_collector import collect_beside as run

    raise typer.Exit(run(_settings(), partition, main))


@app.command()
def migrate(data: Data = None) -> None:
    """Create or upgrade the tables of event store and configuration; every role does so when it starts, too."""
    from ecomdash.cli.migrate import migrate as run

    raise typer.Exit(run(_settings(data=data)))


@app.command()
def doctor(data: Data = None) -> None:
    """Check the folder, the disk, every connection and the versions, and say what is wrong."""
    from ecomdash.cli.doctor import doctor as run

    raise typer.Exit(run(_settings(data=data)))


@app.command()
def version() -> None:
    """Print the version."""
    import ecomdash

    typer.echo(ecomdash.__version__)


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the API as JSON; starts nothing."""
    import json

    from ecomdash.api.app import openapi as document

    typer.echo(json.dumps(document(), indent=2))


@user.command("add")
def user_add(
    email: Annotated[str, typer.Argument(help="The e-mail address to log in with.")],
    role: Annotated[str, typer.Option(help="owner, admin or viewer.")] = "viewer",
    data: Data = None,
) -> None:
    """Add a user; the password is asked for, or read from the standard input when that is not a terminal."""
    from ecomdash.cli.configure import add_user, ask_password

    _run(add_user(_settings(data=data), email, ask_password(), role))


@user.command("reset-password")
def user_reset_password(email: str, data: Data = None) -> None:
    """Set a new password and end every login of that user."""
    from ecomdash.cli.configure import ask_password, reset_password

    _run(reset_password(_settings(data=data), email, ask_password()))


@site.command("add")
def site_add(
    name: str,
    domain: Annotated[
        list[str] | None, typer.Option(help="A host name of the shop; may be given more than once.")
    ] = None,
    timezone: Annotated[str, typer.Option(help="IANA time zone of its reports.")] = "UTC",
    currency: Annotated[str, typer.Option(help="ISO 4217 currency of its money.")] = "EUR",
    data: Data = None,
) -> None:
    """Add a site and print its public key."""
    from ecomdash.cli.configure import add_site

    fields = {"name": name, "domains": domain or [], "timezone": timezone, "currency": currency}
    _run(add_site(_settings(data=data), fields))


@site.command("list")
def site_list(data: Data = None) -> None:
    """Print every site with its key."""
    from ecomdash.cli.configure import list_sites

    _run(list_sites(_settings(data=data)))


@token.command("create")
def token_create(
    name: str,
    scope: Annotated[str, typer.Option(help="read, ingest or admin.")] = "read",
    data: Data = None,
) -> None:
    """Make an API token and print it, once."""
    from ecomdash.cli.configure import create_token

    _run(create_token(_settings(data=data), name, scope))


def _settings(*, events: bool = True, **flags: Any) -> Any:
    """The settings, of a command that works with events or not; a wrong one is one line and exit code 2."""
    from ecomdash.cli.moved import usable
    from ecomdash.settings import SettingsError, load

    try:
        return usable(load(**flags), events=events)
    except SettingsError as error:
        typer.echo(f"ecomdash: {error}", err=True)
        raise typer.Exit(2) from None


def _run(work: Any) -> None:
    """Run a command's coroutine; what the user did wrong is one line and exit code 2."""
    import asyncio

    from ecomdash.cli.configure import Refused

    try:
        asyncio.run(work)
    except Refused as error:
        typer.echo(f"ecomdash: {error}", err=True)
        raise typer.Exit(2) from None
