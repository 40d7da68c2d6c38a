"""The server: a start page, a page a project, each with a kernel of its own; nothing beyond the folder."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

from jupyter_server import DEFAULT_STATIC_FILES_PATH
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, StaticFileHandler, authenticated
from traitlets.config import Config
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler

from scenario.data import data
from scenario.project.values.names import Language
from scenario.serve.projects import names
from scenario.serve.settings import ServeSettings
from scenario.serve.start_page import start_page

HERE = Path(__file__).parent
NOTEBOOK = "page.ipynb"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
CLOSED = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline';"
)
CLOSED += " img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"
"""A page loads from this server alone, whatever a project's names may say."""


class Address(NamedTuple):
    """Where to serve: the interface, its port (0 takes any that is free), and what lets one in."""

    host: str = "127.0.0.1"
    port: int = 8866
    token: str = ""

    @property
    def is_public(self) -> bool:
        """Whether others than this machine can reach it."""
        return self.host not in LOOPBACK


class Server(Voila):  # type: ignore[misc]
    """Voilà, with our start page and our page in the place of its tree of notebooks."""

    settings_served: ServeSettings
    address: Address

    def setup_template_dirs(self) -> None:
        """Look for templates in this folder first."""
        super().setup_template_dirs()
        self.template_paths.insert(0, str(HERE / "template"))

    def init_settings(self) -> dict[str, Any]:
        """Answer to this machine alone unless others may come in; let pages load from here alone."""
        made: dict[str, Any] = super().init_settings()
        made["static_path"] = DEFAULT_STATIC_FILES_PATH  # what error pages look like
        made["websocket_ping_timeout"] = made["websocket_ping_interval"] = 30_000  # [ms]
        made["allow_remote_access"] = self.address.is_public
        made["headers"] = {"Content-Security-Policy": CLOSED, "Referrer-Policy": "no-referrer"}
        return made

    def init_handlers(self) -> list[Any]:
        """Return Voilà's handlers without its trees, files and other notebooks, and ours."""
        barred = ("/voila/files", "/voila/tree", "/voila/render", "/voila/api/contents", "/(.*)")
        kept = [each for each in super().init_handlers() if not str(each[0]).startswith(barred)]
        served = {"served": self.settings_served}
        page = {
            "notebook_path": NOTEBOOK,
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }
        return [
            (r"/", StartHandler, served),
            (r"/open", PageHandler, page | served),
            (r"/alive/([\w-]+)", AliveHandler),
            (r"/fonts/(.*)", StaticFileHandler, {"path": str(data("fonts"))}),
            (r"/(style\.css|page\.js)", StaticFileHandler, {"path": str(HERE)}),
            *kept,
        ]

    def listen(self) -> None:
        """Tell where the server is, then serve."""
        sockets = self.app.listen(self.address.port, self.address.host)
        port = next(iter(sockets._sockets.values())).getsockname()[1]
        query = f"?{urlencode({'token': self.address.token})}" if self.address.token else ""
        shown = f"[{self.address.host}]" if ":" in self.address.host else self.address.host
        self.settings_served.told(f"http://{shown}:{port}/{query}")
        import tornado.ioloop

        self.ioloop = tornado.ioloop.IOLoop.current()
        try:
            self.ioloop.start()
        except KeyboardInterrupt:
            self.log.info("stopped")
        finally:
            self.stop()


class StartHandler(JupyterHandler):
    """The start page."""

    def initialize(self, served: ServeSettings) -> None:
        """Take in what is served."""
        self.served = served

    @authenticated
    async def get(self) -> None:
        """Write the page; project files are read beside everything else."""
        language = _language(self.get_query_argument("lang", self.served.language))
        page = await asyncio.to_thread(partial(start_page, self.served, language))
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(page)


class PageHandler(TornadoVoilaHandler):  # type: ignore[misc]
    """The page of a project; an address that names none is refused before a kernel is started."""

    def initialize(self, served: ServeSettings, **others: Any) -> None:
        """Take in what is served."""
        super().initialize(**others)
        self.served = served

    @authenticated
    async def get(self, path: str | None = None) -> None:
        """Write the page."""
        name = self.get_query_argument("project", "")
        listed = await asyncio.to_thread(names, self.served.folder)
        if name not in listed:
            raise HTTPError(404, f"there is no project '{escape(name)}' in the folder that is served")
        _language(self.get_query_argument("lang", self.served.language))
        await super().get(path)


class AliveHandler(JupyterHandler):
    """Whether the kernel of a page still runs."""

    @authenticated
    async def get(self, kernel: str) -> None:
        """Answer 204 while it does, and 404 when it has ended."""
        known = kernel in self.kernel_manager and await _is_alive(self.kernel_manager, kernel)
        self.set_status(204 if known else 404)
        self.finish()


async def _is_alive(manager: Any, kernel: str) -> bool:
    answer = manager.is_alive(kernel)
    return bool(await answer if asyncio.iscoroutine(answer) else answer)


def _language(text: str) -> Language:
    if text not in ("en", "zh"):
        raise HTTPError(404, "lang is en or zh")
    return "zh" if text == "zh" else "en"


def serve(settings: ServeSettings, address: Address, idle: float) -> None:
    """Serve the pages of a folder until Ctrl-C.

    Parameters
    ----------
    settings : ServeSettings
        The folder, its language, whether it is read only
    address : Address
        Where to listen; a public address needs a token
    idle : float
        Kernels that did nothing for so long are ended [minutes]
    """
    if address.is_public and not address.token:
        raise ValueError("a public address needs a token")
    os.environ |= settings.environment()
    server = Server(config=_config(address, idle))
    server.settings_served, server.address = settings, address
    server.initialize(_arguments())
    server.start()


def _arguments() -> Sequence[str]:
    return ["--no-browser", str(HERE / NOTEBOOK)]


def _config(address: Address, idle: float) -> Config:
    config = Config()
    config.Voila.token = address.token
    config.Voila.ip, config.Voila.port = address.host, address.port
    config.Voila.log_level = "ERROR"
    config.VoilaConfiguration.template = "lab"
    config.VoilaConfiguration.strip_sources = True
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.file_allowlist = []
    config.VoilaConfiguration.show_tracebacks = False
    config.KernelManager.autorestart = False  # another kernel knows nothing of the page: the page says so
    manager = config.MappingKernelManager
    manager.cull_idle_timeout = max(1, round(60 * idle))
    manager.cull_interval = max(1, min(60, round(15 * idle)))
    manager.cull_connected = True
    return config
