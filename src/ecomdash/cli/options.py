"""Options that many commands have, with the same words."""

from pathlib import Path
from typing import Annotated

import typer

Host = Annotated[str | None, typer.Option(help="Address to listen on; default 127.0.0.1.")]
Port = Annotated[int | None, typer.Option(min=1, max=65_535, help="Port to listen on; default 8000.")]
Data = Annotated[Path | None, typer.Option(help="Folder that holds everything; default ./data or ECOMDASH_DATA.")]
