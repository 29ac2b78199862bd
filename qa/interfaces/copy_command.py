"""`gazette build` on a machine that copies its index from another one: brings the copy up to date."""

from __future__ import annotations

import json

import typer

from qa.interfaces.command_line import _
from qa.settings import Settings


def update(settings: Settings, *, as_json: bool) -> None:
    """Copy what is published where it is not here, looking at every byte of what is.

    Raises:
        StoreError: the share or what it holds cannot be used, or there is no room.
    """
    from qa.index.copying import copy_of
    from qa.index.generation import generation_folder
    from qa.index.manifest import read_manifest

    copy = copy_of(settings)
    if copy is None:
        raise AssertionError("it is only called where there is one")
    number = copy.update(whole=True)
    generation = read_manifest(generation_folder(settings.index_folder, number)).generation
    if as_json:
        typer.echo(json.dumps({"index": str(settings.index_folder), "generation": generation}))
    else:
        typer.echo(_("Generation {number} is here, as it is published in {url}.", number=generation, url=copy.url))
