"""What `/openapi.json` says is so: schemathesis makes requests from it, good and bad, and checks every response."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.openapi.checks import RejectedPositiveData

from qa.ask.engine import Engine
from qa.interfaces.server.limits import Turns
from qa.interfaces.server.rest import add_errors, make_api

EXAMPLES = 10  # of each operation; `make torture` tries more


@pytest.fixture(scope="module")
def operations(tiny_engine: Engine) -> list[Any]:
    """The routes for programs, without the guard in front: what comes in is up to the schema."""
    app = FastAPI(title="Gazette", version="1")
    app.include_router(make_api(tiny_engine, Turns(4, 32)))
    add_errors(app)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    schema.validate()
    return [found.ok() for found in schema.get_all_operations()]


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_response_is_as_described(operations: list[Any], mode: GenerationMode) -> None:
    wrong: list[str] = []

    def check(case: Any) -> None:
        try:
            case.call_and_validate()
        except FailureGroup as failures:
            # A question of signs alone has the form of one and no meaning: 400, as is described.
            wrong.extend(str(one) for one in failures.exceptions if not isinstance(one, RejectedPositiveData))

    for operation in operations:
        if mode is GenerationMode.NEGATIVE and operation.path in ("/health", "/articles/{id}"):
            continue  # which take nothing that could be of a wrong form
        cases = operation.as_strategy(generation_mode=mode)
        bounded = settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        bounded(given(case=cases)(check))()
    assert wrong == [], "\n\n".join(wrong)
    assert len(operations) >= 4
