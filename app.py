"""Cartoquartier: one process for the laptop's pages and the routes beside them."""

from pathlib import Path

from streamlit.runtime.pages_manager import PagesManager
from streamlit.starlette import App

from mapping.settings import read_settings
from mapping.web.at_once import answer_at_once
from mapping.web.guard import guard
from mapping.web.lan_gate import gate
from mapping.web.lifespan import with_backups
from mapping.web.patience import lose_patience
from mapping.web.routes import routes

# A folder named "pages" beside the main script makes Streamlit discover pages by itself until the first
# st.navigation: the first visitor of any address but "/" would be told that the page does not exist.
PagesManager.uses_pages_directory = False
answer_at_once()
lose_patience()
app = App(
    Path(__file__).parent / "mapping" / "ui" / "main.py",
    lifespan=with_backups,
    routes=routes(),
    middleware=[*guard(), *gate(read_settings())],
)

if __name__ == "__main__":
    settings = read_settings()
    app.run(
        config={
            "server.address": settings.host,
            "server.port": settings.port,
            "server.headless": True,
            "logger.hideWelcomeMessage": True,
            # The log of requests would keep the addresses of phones.
            "logger.level": "warning",
        }
    )
