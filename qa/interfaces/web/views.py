"""Templates -> HTML: the one place where the page's markup is made, with everything escaped that is not a template."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

STATIC = Path(__file__).parent / "static"


@cache
def environment() -> Environment:
    """Jinja2 as every part of the page uses it: autoescape on, an unknown name is an error."""
    return Environment(
        loader=PackageLoader("qa.interfaces.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(template: str, **values: object) -> Markup:
    """The HTML of `templates/<template>`; text among the values is escaped by the template."""
    return Markup(environment().get_template(template).render(**values))


def static_files(suffix: str) -> list[Path]:
    """The style sheets (".css") or scripts (".js") of the page, by name."""
    return sorted(STATIC.glob(f"*{suffix}"))
