"""Which files and folders a build looks at: what the index follows, what is named now, and its own uploads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa.errors import SourceError
from qa.index.generation import Generation, published_followed
from qa.ingest.discover import SourceFile, written
from qa.ingest.exclusions import NOTHING_REMOVED, Removal, plan_removal
from qa.ingest.uploads import UPLOADS, Upload, place, upload_names, uploads_folder

DEFAULT_SOURCE = Path("seeds")


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the files of the next generation are looked for, and which of them are not wanted."""

    roots: tuple[Path, ...]  # files and folders
    own: Path = Path()  # the index's folder of uploads; one of the roots where it holds files
    uploads: tuple[SourceFile, ...] = ()  # handed over, to be kept in `own`: each replaces the file of its path there
    removal: Removal = NOTHING_REMOVED

    def followed(self, kept: Sequence[SourceFile]) -> tuple[str, ...]:
        """What the next generation follows, as its manifest says it, once the uploads in `kept` are in their folder.

        The folder of uploads is named by its path inside the index.
        """
        left = set(upload_names(self.own)) - {Path(path).name for path in self.removal.deleted}
        followed = tuple(str(root) for root in self.roots if root != self.own)
        return (*followed, UPLOADS) if left or kept else followed


def find_sources(
    paths: Sequence[Path],
    index: Path,
    current: Generation | None,
    *,
    replace_sources: bool,
    uploads: Sequence[Upload],
    remove: Sequence[str],
    restore: Sequence[str],
) -> Sources:
    """Where to look; the arguments are those of `qa.ingest.build.build_index`.

    Raises:
        SourceError: a source is gone, there is none, or a path to remove or put back is not of the index.
    """
    given = [(written(path := Path(name).expanduser()) or path).resolve() for name in paths]
    own = uploads_folder(index).absolute()
    followed = published_followed(index)  # whatever version built it
    before = [] if replace_sources else [Path(source) for source in followed.sources if source != UPLOADS]
    removal = plan_removal(
        remove,
        restore,
        before=followed.left_out,
        texts=None if current is None else current.texts,
        sources=list(dict.fromkeys([*before, *given])),
        uploads=own,
    )
    before = [source for source in before if source not in removal.unfollowed]
    for source in before:
        if not source.exists() and source not in given:
            raise SourceError(
                "{path} was indexed and is no longer there: put it back, or stop indexing it with gazette "
                "remove {name}.",
                path=source,
                name=source.name,
            )
    holds_own = bool(upload_names(own))
    if not given and not before and not uploads and not holds_own and current is None:
        if not DEFAULT_SOURCE.is_dir():
            raise SourceError(
                "There is nothing to index: name files or folders, or make a folder {folder}/.", folder=DEFAULT_SOURCE
            )
        given = [DEFAULT_SOURCE.resolve()]
    roots = list(dict.fromkeys([*before, *given]))
    other = next((root for root in roots if root.name == UPLOADS), None)
    if other is not None and (uploads or holds_own):
        raise SourceError(
            "{path} would be shown as {shown!r}, the name that uploaded files have: rename the folder.",
            path=other,
            shown=UPLOADS,
        )
    return Sources(
        roots=(*roots, own) if holds_own else tuple(roots),
        own=own,
        uploads=tuple(place(uploads, own)),
        removal=removal,
    )
