"""Identifiers: made without asking a database, accepted as people paste them."""

import uuid

import pytest

from mapping.domain.errors import ContributionError
from mapping.domain.ids import new_id, parse_id

CANONICAL = "0190f0c2-7b1a-7c3d-8e4f-5a6b7c8d9e0f"


def test_a_new_identifier_is_a_uuid_of_version_7() -> None:
    made = uuid.UUID(new_id())
    assert made.version == 7
    assert made.variant == uuid.RFC_4122


def test_identifiers_are_unique_and_sort_by_time_of_creation() -> None:
    made = [new_id() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert made == sorted(made)


@pytest.mark.parametrize(
    "text", [CANONICAL, CANONICAL.upper(), CANONICAL.replace("-", ""), f"{{{CANONICAL}}}", f"urn:uuid:{CANONICAL}"]
)
def test_the_ways_of_writing_a_uuid_are_one(text: str) -> None:
    assert parse_id(text) == CANONICAL


@pytest.mark.parametrize("text", ["", "1", "TAMBOUR-47", CANONICAL[:-1], "' OR 1=1 --", "<script>"])
def test_what_is_not_a_uuid_is_refused_and_quoted(text: str) -> None:
    with pytest.raises(ContributionError) as refusal:
        parse_id(text)
    assert f"« {text} »" in str(refusal.value)
