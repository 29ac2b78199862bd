"""Every filter is offered by every interface, under one name: what `qa.interfaces.filters` describes."""

from __future__ import annotations

from dataclasses import fields

import pytest
import typer
from fastapi import FastAPI
from starlette.datastructures import QueryParams

from qa.ask.engine import Engine
from qa.interfaces.cli import app
from qa.interfaces.filters import OFFERED, OfferedFilter
from qa.interfaces.server.limits import Turns
from qa.interfaces.server.mcp import TOOLS
from qa.interfaces.server.rest import make_api
from qa.interfaces.server.schemas import AskRequest
from qa.interfaces.server.search_arguments import SearchArguments
from qa.interfaces.web.chips import address_fields, chips_of, filters_of, without
from qa.interfaces.web.search_state import Looking, search_chips
from qa.values import Filters

NAMES = {one.name for one in OFFERED}
VALUES = {"language": "fr", "since": "2004-01-01", "until": "2004-12-31"}  # of the others: any word
each = pytest.mark.parametrize("one", OFFERED, ids=lambda one: one.name)


def value_of(one: OfferedFilter) -> str:
    return VALUES.get(one.name, "word")


def test_every_filter_is_offered_but_for_the_articles_which_a_conversation_sets() -> None:
    assert {one.field for one in OFFERED} | {"articles"} == {field.name for field in fields(Filters)}


@pytest.mark.parametrize("command", ["ask", "search"])
def test_every_filter_is_an_option(command: str) -> None:
    group = typer.main.get_command(app)
    options = {name for param in group.commands[command].params for name in param.opts}  # type: ignore[attr-defined]
    assert {one.option for one in OFFERED} <= options


@pytest.mark.parametrize("tool", ["ask", "search"])
def test_every_filter_is_an_argument_of_the_tools(tool: str) -> None:
    (schema,) = (one.input_schema for one in TOOLS if one.name == tool)
    assert set(schema["properties"]) >= NAMES


def test_every_filter_is_in_the_description_of_the_rest_interface(tiny_engine: Engine) -> None:
    app = FastAPI()
    app.include_router(make_api(tiny_engine, Turns(1, 1)))
    described = app.openapi()
    assert set(described["components"]["schemas"]["AskRequest"]["properties"]) >= NAMES
    assert {one["name"] for one in described["paths"]["/search"]["get"]["parameters"]} >= NAMES


@each
def test_a_filter_that_a_program_gives_is_read(one: OfferedFilter) -> None:
    on = one.put(Filters(), [value_of(one)])
    given = {one.name: [value_of(one)] if one.is_several else value_of(one)}
    assert AskRequest(question="Who?", **given).read_filters() == on
    assert SearchArguments(query="who", **given).read_filters() == on


@each
def test_a_filter_travels_in_a_link_and_a_chip_removes_it(one: OfferedFilter) -> None:
    on = one.put(Filters(), [value_of(one)])
    assert filters_of(QueryParams(address_fields(on))) == on
    assert filters_of(QueryParams(Looking("who", on).address())) == on
    (chip,) = chips_of(on, "fr")
    assert without(on, chip.key) == Filters()
    (pressed,) = search_chips(on, "fr")
    assert Looking("who", on).altered({"key": pressed.key, "to": pressed.to}).filters == Filters()
    assert Looking("who").altered({"key": one.name, "to": value_of(one)}).filters == on
