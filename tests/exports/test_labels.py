"""What files say in words: nothing that a person reads is an identifier."""

import pytest

from mapping.domain.models import DatasetKind
from mapping.exports.labels import dataset_label


@pytest.mark.parametrize("kind", [kind for kind in DatasetKind if kind is not DatasetKind.CONTRIBUTIONS])
def test_what_a_file_brought_is_said_in_french(kind: DatasetKind) -> None:
    assert dataset_label(kind) != kind.value
