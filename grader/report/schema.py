"""The published JSON Schema of the report, made from the model, so that the two cannot part."""

import ast
import inspect
import sys
from typing import Any

from grader.model import Report
from grader.model.base import Frozen
from grader.model.report import SCHEMA_VERSION


def report_schema() -> dict[str, Any]:
    """JSON Schema 2020-12; descriptions are the docstrings of the model."""
    schema = Report.model_json_schema(mode="serialization")
    described = _docstrings(Report)
    for name, part in {"Report": schema, **schema.get("$defs", {})}.items():
        part["required"] = list(part["properties"])  # to_json leaves nothing out
        for field, docstring in described.get(name, {}).items():
            if field in part.get("properties", {}):
                part["properties"][field].setdefault("description", docstring)
    schema["properties"]["schema_version"]["const"] = SCHEMA_VERSION
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"Grading report {SCHEMA_VERSION}"}
    return head | {key: value for key, value in schema.items() if key != "title"}


def _docstrings(model: type[Frozen]) -> dict[str, dict[str, str]]:
    """Class name -> field -> the string that stands under the field in the model's module."""
    tree = ast.parse(inspect.getsource(sys.modules[model.__module__]))
    return {node.name: _fields(node) for node in tree.body if isinstance(node, ast.ClassDef)}


def _fields(node: ast.ClassDef) -> dict[str, str]:
    found = {}
    for field, below in zip(node.body, node.body[1:], strict=False):
        if not (isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)):
            continue
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) and isinstance(below.value.value, str):
            found[field.target.id] = " ".join(below.value.value.split())
    return found
