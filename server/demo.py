"""``advisor-server --demo``: a page of another origin with the widget on it."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from server.settings import ServerSettings, SiteIn

HERE = Path(__file__).parent
SITE_KEY = "demo-site"
PAGE = HERE / "templates" / "demo.html"
STYLE = HERE / "static" / "demo.css"
ICON = HERE / "static" / "icon.svg"


class DemoSite:
    """The demo page on a free port of its own.

    It is served from ``start`` until the process ends.
    """

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def allow_in(self, settings: ServerSettings) -> ServerSettings:
        """Add this site to the sites in the settings."""
        origins = [self.url, self.url.replace("127.0.0.1", "localhost")]
        sites = {**settings.sites, SITE_KEY: SiteIn(origins=origins)}
        # Further workers would read the settings from the environment, without this site.
        return settings.model_copy(update={"sites": sites, "workers": 1})

    def start(self, advisor_url: str) -> None:
        """Serve the page, with the advisor's widget on it, in a thread."""
        page = PAGE.read_text("utf-8").replace("{{ advisor }}", advisor_url).replace("{{ site }}", SITE_KEY)
        # A strict policy, to show that the widget needs only its script and its calls.
        policy = (
            f"default-src 'none'; script-src {advisor_url}; connect-src {advisor_url}; style-src 'self'; "
            "img-src 'self'; base-uri 'none'; form-action 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        )
        files = {
            "/": ("text/html", page),
            "/demo.css": ("text/css", STYLE.read_text("utf-8")),
            "/icon.svg": ("image/svg+xml", ICON.read_text("utf-8")),
        }

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                kind, text = files.get(self.path.partition("?")[0], ("", ""))
                self.send_response(200 if kind else 404)
                self.send_header("Content-Type", f"{kind or 'text/plain'}; charset=utf-8")
                self.send_header("Content-Security-Policy", policy)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                """Log nothing."""

        self._server.RequestHandlerClass = Handler
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
