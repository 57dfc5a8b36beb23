"""The JSON is the contract: valid against its schema, the same for the same report."""

import json
import math

import jsonschema
import pytest

from grader.model import Report
from grader.report.json import to_json
from grader.report.schema import report_schema


def test_every_report_is_valid_against_the_published_schema(sample: Report) -> None:
    jsonschema.Draft202012Validator(report_schema()).validate(json.loads(to_json(sample)))


def test_the_schema_is_a_sound_schema_with_words_for_its_fields() -> None:
    schema = report_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema") and "$id" not in schema
    assert "never a zero" in schema["properties"]["state"]["description"]
    assert schema["description"] and all(part["description"] for part in schema["$defs"].values())


@pytest.mark.parametrize("broken", ["score", "checks", "schema_version"])
def test_the_schema_refuses_a_report_without(broken: str, samples: dict[str, Report]) -> None:
    document = json.loads(to_json(samples["full"]))
    del document[broken]
    assert not jsonschema.Draft202012Validator(report_schema()).is_valid(document)


def test_the_schema_refuses_fields_that_nobody_declared(samples: dict[str, Report]) -> None:
    document = json.loads(to_json(samples["full"])) | {"secret": "s"}
    assert not jsonschema.Draft202012Validator(report_schema()).is_valid(document)


def test_keys_stand_in_the_order_of_the_model(samples: dict[str, Report]) -> None:
    document = json.loads(to_json(samples["mixed-ru"]))
    assert list(document) == list(Report.model_fields)


def test_claims_and_timings_are_sorted_so_that_equal_reports_give_equal_text(samples: dict[str, Report]) -> None:
    one = samples["full"].model_copy(update={"claims": {"b": 1, "a": 2}})
    other = samples["full"].model_copy(update={"claims": {"a": 2, "b": 1}})
    assert to_json(one) == to_json(other)


def test_numbers_that_json_lacks_become_strings(samples: dict[str, Report]) -> None:
    claims = {"loss": math.nan, "worst": [math.inf, -math.inf], "odd\ud800": "\ud800"}
    text = to_json(samples["full"].model_copy(update={"claims": claims}))
    assert json.loads(text)["claims"] == {"loss": "nan", "odd\ufffd": "\ufffd", "worst": ["inf", "-inf"]}
    text.encode("utf-8")


def test_russian_stays_readable(samples: dict[str, Report]) -> None:
    assert "Свёртка своими руками" in to_json(samples["mixed-ru"])


def test_a_report_survives_the_way_there_and_back(samples: dict[str, Report]) -> None:
    text = to_json(samples["full"])
    assert to_json(Report.model_validate_json(text)) == text
