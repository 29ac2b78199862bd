"""`python -m qa.interfaces.locale`: bring the catalogues up to date with the code, and compile them."""

from __future__ import annotations

import ast
import inspect
import io
from collections.abc import Collection, Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from qa import errors
from qa.interfaces.i18n import DOMAIN, LOCALE

PACKAGE = LOCALE.parent.parent
ERRORS = [
    name for name, kind in vars(errors).items() if inspect.isclass(kind) and issubclass(kind, errors.GazetteError)
]
KEYWORDS: dict[str, Any] = {  # which arguments of a call are sentences, as `pybabel extract --keyword` counts them
    **dict.fromkeys((*ERRORS, "Message", "N_", "_"), None),
    "say": (2,),
    "say_count": (2, 3),
    "say_in_context": ((2, "c"), 3),
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def extract_python(
    file: IO[bytes], keywords: Collection[str], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    """The sentences of a module, as Babel's extractors give them: line, function, its arguments, comments.

    By the syntax tree: Babel's own reads tokens, and in Python 3.11 those of an f-string are hidden from it.
    """
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in keywords:
                for arguments in product(*map(_texts, node.args)):
                    yield node.lineno, name, arguments, []


def _texts(argument: ast.expr) -> tuple[str | None, ...]:
    """The text of an argument that is written out: two where a condition chooses; None stands for any other value."""
    if isinstance(argument, ast.IfExp):
        return _texts(argument.body) + _texts(argument.orelse)
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return (argument.value,)
    return (None,)


def extracted() -> Catalog:
    """Every sentence of the code and the templates."""
    found = Catalog(domain=DOMAIN, project="Gazette", fuzzy=False)
    methods: Any = [("**/templates/**.html", "jinja2"), ("**.py", extract_python)]
    for _file, _line, message, comments, context in extract_from_dir(PACKAGE, methods, keywords=KEYWORDS):
        found.add(message, auto_comments=comments, context=context)
    return found


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as gettext reads it."""
    buffer = io.BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def written(catalogue: Catalog) -> bytes:
    """The catalogue as translators read it: by the alphabet and without places, so that moved code changes nothing."""
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    return buffer.getvalue()


def update(file: Path) -> Catalog:
    """The catalogue of a `.po` file, with what is new in the code and without what is gone.

    No translation is guessed from a sentence that looks alike: a new one stays empty until somebody writes it.
    """
    with file.open("rb") as source:
        catalogue = read_po(source, locale=file.parent.parent.name, domain=DOMAIN)
    catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    return catalogue


def main() -> None:
    """Update and compile the catalogue of each language."""
    for file in sorted(LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        catalogue = update(file)
        file.write_bytes(written(catalogue))
        file.with_suffix(".mo").write_bytes(compiled(catalogue))


if __name__ == "__main__":
    main()
