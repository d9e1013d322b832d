"""``python -m tests.fuzz NAME --minutes N``: guided by coverage; what fails is written to ``test-results/``."""

import argparse
import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["mapping.sources", "mapping.domain", "mapping.web.calls"]):
    from tests.fuzz.readers import READERS, give

RESULTS = Path(__file__).parents[2] / "test-results" / "fuzz"


def main() -> None:
    """Run until the time is out; a failure stops the run with its bytes in a file."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz")
    asked.add_argument("name", choices=sorted(READERS))
    asked.add_argument("--minutes", type=float, default=1.0)
    told = asked.parse_args()
    make, example = READERS[told.name]
    reader = make()
    corpus = RESULTS / told.name
    corpus.mkdir(parents=True, exist_ok=True)
    (corpus / "example").write_bytes(example)
    seconds = max(1, round(told.minutes * 60))
    options = [f"-max_total_time={seconds}", f"-artifact_prefix={RESULTS}/{told.name}-", "-timeout=20", "-max_len=4096"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], lambda content: give(reader, content))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
