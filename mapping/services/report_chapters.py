"""The chapters of the report, for the page where they are chosen."""


def report_chapters() -> dict[str, str]:
    """Return the title of each chapter by identifier, in the order of the report."""
    # Here, so that the page does not wait for what draws maps.
    from mapping.exports.report.report import chapter_titles

    return dict(chapter_titles())
