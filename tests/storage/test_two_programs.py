"""Two programs have the same workshop open: what one was told is safe, the other reads, whoever closes first."""

import subprocess
import sys
from pathlib import Path

from mapping.domain.models import ContributionKind
from mapping.services.contribute import Request, contribute, point_wkt
from mapping.services.workshops import open_store
from tests.browser.conftest import make_demonstration

COUNT = "import sys; from mapping.services.workshops import open_store; s = open_store(sys.argv[1]);"
COUNT += " print(len(s.contributions())); s.close()"


def counted_by_another_program(workshop: Path, root: Path) -> int:
    done = subprocess.run([sys.executable, "-c", COUNT, str(workshop)], cwd=root, capture_output=True, check=True)
    return int(done.stdout)


def test_what_is_acknowledged_is_there_after_another_program_opened_and_closed(
    tmp_path: Path, project_root: Path
) -> None:
    workshop = make_demonstration(tmp_path / "double.atelier")
    phones = open_store(str(workshop))
    before = len(phones.contributions())
    # As the pages, the tiles and the phones do, each with its own store in one process.
    pages = open_store(str(workshop))
    assert counted_by_another_program(workshop, project_root) == before
    need = Request(ContributionKind.NEED, point_wkt(2.36, 48.93), filiere="se_nourrir")
    assert contribute(phones, need).created
    assert counted_by_another_program(workshop, project_root) == before + 1
    pages.close()
    phones.close()
