"""The command line; each command is a module that is imported only when it runs."""

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Self-hosted, privacy-first analytics for online shops."""


@app.command()
def openapi() -> None:
    """Print the OpenAPI document of the API as JSON; starts nothing."""
    import json  # noqa: PLC0415 - commands import what they need, so that the others start fast

    from ecomdash.api.app import openapi as document  # noqa: PLC0415 - the same

    typer.echo(json.dumps(document(), indent=2, sort_keys=False))
