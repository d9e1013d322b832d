"""The notice on personal data, on the phone's form itself and whole, from left to right and from right to left."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.protection import PROTECTION, protect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("language", "direction", "title", "days"),
    [("fr", "ltr", "Vos données", "Effacé 365 jours après."), ("ar", "rtl", "بياناتك", "يُمحى بعد 365 يومًا.")],
)
def test_the_notice_is_read_on_the_form_and_whole(
    fresh_app_url: str, tmp_path: Path, open_page: OpenPage, language: str, direction: str, title: str, days: str
) -> None:
    protect(str(tmp_path / "demonstration.atelier"))
    page = open_page().page
    page.goto(f"{fresh_app_url}/ici?lang={language}")
    # On the last step of the form, just above the button that sends.
    notice = page.locator("#vos-donnees")
    expect(notice).to_contain_text(title)
    expect(notice).to_contain_text(days)
    expect(notice).to_contain_text(PROTECTION.controller)
    page.goto(f"{fresh_app_url}/ici/informations?lang={language}")
    assert page.locator("html").get_attribute("dir") == direction
    expect(page.get_by_text(PROTECTION.purpose)).to_be_visible()
    expect(page.get_by_text(PROTECTION.contact)).to_be_visible()
