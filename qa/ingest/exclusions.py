"""What a user takes out of an index, or puts back: which paths the next generation leaves out, which uploads go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path, PurePosixPath

from qa.errors import SourceError
from qa.index.articles import Texts
from qa.index.manifest import Exclusion
from qa.ingest.discover import written
from qa.ingest.uploads import UPLOADS, upload_names
from qa.lang.characters import composed


@dataclass(frozen=True, slots=True)
class Removal:
    """What the next generation does without."""

    left_out: tuple[Exclusion, ...]  # of earlier removals too
    unfollowed: frozenset[Path] = frozenset()  # sources that the index stops following
    deleted: frozenset[str] = frozenset()  # uploaded files that go, by their path as shown

    def leaves_out(self, path: str) -> bool:
        """Whether a file is left out, or lies in a folder that is."""
        paths = _paths(self.left_out)
        return path in paths or any(str(folder) in paths for folder in PurePosixPath(path).parents)

    def rows_of(self, path: str) -> frozenset[str]:
        """The hashes of the rows of a table that are left out."""
        return frozenset(out.sha256 for out in self.left_out if out.sha256 is not None and _table(out.path) == path)


NOTHING_REMOVED = Removal(())


def plan_removal(
    remove: Sequence[str],
    restore: Sequence[str],
    *,
    before: Iterable[Exclusion],
    texts: Texts | None,
    sources: Sequence[Path],
    uploads: Path,
) -> Removal:
    """What is left out after `remove` is taken out and `restore` put back.

    The index stops following a source that is named as a whole, and deletes a file that was uploaded; anything else, a
    file or folder of the user's own or a row of a table, is left out and stays on the disk.

    Args:
        remove: paths as shown to users: of a source, a folder, a file or a row.
        restore: paths that were left out.
        before: what the current generation leaves out.
        texts: of the current generation; None where there is none.
        sources: files and folders that the index follows.
        uploads: the index's own folder of uploads, which may be missing.

    Raises:
        SourceError: a path is not one of the index, or was not left out.
    """
    left_out = [replace(out, path=composed(out.path)) for out in before]
    for path in map(composed, restore):
        if path not in {out.path for out in left_out}:
            raise SourceError(
                "{path!r} is not left out of the index, so it cannot be put back: see gazette status.", path=path
            )
        left_out = [out for out in left_out if out.path != path]
    unfollowed: set[Path] = set()
    deleted: set[str] = set()
    own = {f"{UPLOADS}/{name}" for name in upload_names(uploads)}
    for path in map(composed, remove):
        source = next((source for source in sources if composed(source.name) == path), None)
        uploaded = own if path == UPLOADS else own & {path}
        row = _row(path, texts)
        if source is not None:
            unfollowed.add(source)
        elif uploaded:
            deleted |= uploaded
        elif row is not None:
            left_out.append(row)
            continue
        else:
            _check(path, texts, sources)
        left_out = [out for out in left_out if not _below(out.path, path)]  # said by `path` now, or gone with it
        left_out += [Exclusion(path)] * (source is None and not uploaded)
    return Removal(tuple(dict.fromkeys(left_out)), frozenset(unfollowed), frozenset(deleted))


@lru_cache(maxsize=4)  # asked for every file of a build
def _paths(left_out: tuple[Exclusion, ...]) -> frozenset[str]:
    return frozenset(out.path for out in left_out if out.sha256 is None)


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith((f"{folder}/", f"{folder}#"))


def _table(path: str) -> str:
    return path.rpartition("#")[0]


def _row(path: str, texts: Texts | None) -> Exclusion | None:
    """A row of a table that the index holds."""
    rows = texts.articles_of(_table(path)) if texts is not None and _table(path) else []
    return next((Exclusion(path, row.sha256) for row in rows if row.path == path), None)


def _check(path: str, texts: Texts | None, sources: Sequence[Path]) -> None:
    """That the index holds the path, or that it lies below a source (a file that cannot be read, say)."""
    name, _, rest = path.partition("/")
    inside = bool(rest) and not rest.startswith("/") and ".." not in PurePosixPath(rest).parts
    if texts is not None and texts.holds(path):
        return
    if inside and any(written(source / rest) is not None for source in sources if composed(source.name) == name):
        return
    known = [] if texts is None else [record.path for record in texts.files()]
    near = get_close_matches(path, known, n=3) or known[:3]
    if not near:
        raise SourceError("{path!r} is not in the index, which is empty: there is nothing to remove.", path=path)
    raise SourceError(
        "{path!r} is not in the index: give a path as answers show it, such as {near}.",
        path=path,
        near=", ".join(near),
    )
