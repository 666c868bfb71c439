"""Routes of one subject, which describe themselves when somebody asks for the document."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.openapi import OpenAPI
from flask_openapi3.types import ParametersTuple
from flask_openapi3.utils import parse_parameters


class Blueprint(APIBlueprint):
    """An APIBlueprint that makes its part of the OpenAPI document late.

    The library makes it where a route is declared. That took a fifth of every start of the
    server, for a document that hardly anybody asks a server for.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        """As APIBlueprint."""
        super().__init__(*args, **options)
        self._undescribed: list[Callable[[], ParametersTuple]] = []

    def _collect_openapi_info(
        self, rule: str, func: Callable[..., Any], **described: Any
    ) -> ParametersTuple:
        describe = super()._collect_openapi_info
        self._undescribed.append(partial(describe, rule, func, **described))
        return parse_parameters(func, doc_ui=False)

    def describe_in(self, app: OpenAPI) -> None:
        """Add these routes, their shapes and tags to an app's document."""
        while self._undescribed:
            self._undescribed.pop(0)()
        app.paths.update(self.paths)
        app.components_schemas.update(self.components_schemas)
        app.tags += [tag for tag in self.tags if tag not in app.tags]
