"""Cartoquartier: one process for the laptop's pages and the routes beside them."""

from pathlib import Path

from streamlit.starlette import App

from mapping.settings import read_settings
from mapping.web.routes import routes

app = App(Path(__file__).parent / "mapping" / "ui" / "main.py", routes=routes())

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
