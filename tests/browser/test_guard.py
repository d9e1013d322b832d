"""The browser is really watched: what leaves this machine is stopped, named, and fails the test."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PHONE, OpenPage, goes_outside

pytestmark = pytest.mark.browser


def test_a_picture_from_outside_is_stopped_and_named(open_page: OpenPage) -> None:
    watched = open_page(LAPTOP)
    watched.page.set_content('<img src="http://example.org/a.png" alt="absent">')
    watched.page.wait_for_function("document.images[0].complete")
    assert watched.outside == ["http://example.org/a.png"]
    watched.outside.clear()


def test_a_socket_to_the_outside_is_named(open_page: OpenPage) -> None:
    watched = open_page(LAPTOP)
    with watched.page.expect_websocket():
        watched.page.evaluate("new WebSocket('ws://example.org/stream'); null")
    assert watched.outside == ["ws://example.org/stream"]
    watched.outside.clear()


def test_errors_of_the_console_are_kept(open_page: OpenPage) -> None:
    watched = open_page(PHONE)
    watched.page.evaluate("console.error('broken')")
    assert watched.errors == ["broken"]


@pytest.mark.parametrize("url", ["data:image/png;base64,AA", "blob:http://127.0.0.1:1/x", "file:///tmp/carte.html"])
def test_what_is_carried_by_the_page_stays_here(url: str) -> None:
    assert not goes_outside(url)


def test_the_letters_of_the_app_are_served_by_the_app(open_page: OpenPage, app_url: str) -> None:
    watched = open_page(LAPTOP)
    watched.page.goto(app_url)
    expect(watched.page.locator("header").first).to_be_attached()
    font = "document.fonts.load('18px \"Atkinson Hyperlegible\"').then(faces => faces.length > 0)"
    watched.page.wait_for_function(font)
    # The theme comes over the socket, after the first letters.
    expect(watched.page.locator(".stApp").first).to_have_css("font-family", re.compile('^"Atkinson Hyperlegible"'))
