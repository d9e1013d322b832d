"""The page of the residents: one file, every language, nothing asked of any network."""

from mapping.exports.html.page import MOST_BYTES, html_page, write_html

__all__ = ["MOST_BYTES", "html_page", "write_html"]
