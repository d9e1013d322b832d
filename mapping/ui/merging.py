"""The files of other laptops, from the browser to the workshop."""

from contextlib import ExitStack

from mapping.services.merge import Joined, Merge, merge, preview
from mapping.settings import read_settings
from mapping.ui.sent_files import sent_file

SentFiles = tuple[tuple[str, bytes], ...]
"""Names and contents of files that were sent together."""


def merge_preview(files: SentFiles) -> list[Joined]:
    """Return what the files of other laptops would bring."""
    with ExitStack() as stack:
        paths = [str(stack.enter_context(sent_file(name, content))) for name, content in files]
        return preview(read_settings().workshop, paths, names=[name for name, _content in files])


def merge_files(files: SentFiles) -> Merge:
    """Make the files of other laptops one with the workshop."""
    with ExitStack() as stack:
        paths = [str(stack.enter_context(sent_file(name, content))) for name, content in files]
        return merge(read_settings().workshop, paths, names=[name for name, _content in files])
