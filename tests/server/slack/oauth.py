"""The part of the fake Slack where an app is installed: the page that asks, and the exchange of its code."""

import base64
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

from server.slack.manifest import ADDRESS, READS_ALONG, REDIRECT_PATH, SCOPES
from tests.server.slack.rules import RuleError, check

CLIENT_ID, CLIENT_SECRET = "1234.5678", "a client's secret"
ALLOWED_SCOPES = {*SCOPES, *READS_ALONG}


@dataclass
class Installations:
    """One app that many workspaces may install; ``tokens`` are those in force, by workspace."""

    tokens: dict[str, str]
    redirect_url: str = ADDRESS + REDIRECT_PATH
    revoked: set[str] = field(default_factory=set)
    granted: dict[str, dict[str, object]] = field(default_factory=dict)
    _codes: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def allow(self, url: str, team: str) -> str:
        """Somebody follows this address and allows the app in their workspace: where Slack sends them then."""
        asked = self._asked(url)
        code = secrets.token_hex(8)
        self._codes[code] = (team, asked["scope"], asked["redirect_uri"])
        return asked["redirect_uri"] + "?" + urlencode({"code": code, "state": asked["state"]})

    def deny(self, url: str) -> str:
        asked = self._asked(url)
        return asked["redirect_uri"] + "?" + urlencode({"error": "access_denied", "state": asked["state"]})

    def exchange(self, authorization: str, args: dict[str, object]) -> dict[str, object]:
        """oauth.v2.access. Raises RuleError."""
        kind, _, given = authorization.partition(" ")
        check(kind == "Basic", "invalid_client_id", "client id and secret go by HTTP Basic")
        client_id, _, client_secret = base64.b64decode(given).decode().partition(":")
        check(client_id == CLIENT_ID, "invalid_client_id", client_id)
        check(client_secret == CLIENT_SECRET, "bad_client_secret", "")
        team, scope, redirect_uri = self._codes.pop(str(args.get("code")), ("", "", ""))
        check(bool(team), "invalid_code", args)
        check(args.get("redirect_uri") == redirect_uri, "bad_redirect_uri", args)
        token = f"xoxb-{team}-{secrets.token_hex(4)}"
        self.tokens[token] = team
        return {
            "access_token": token, "token_type": "bot", "scope": scope, "bot_user_id": f"UBOT{team}", "app_id": "A1",
            "team": {"id": team, "name": f"Workspace {team}"}, "enterprise": None, "is_enterprise_install": False,
            "authed_user": {"id": f"UADMIN{team}"}, **self.granted.get(team, {}),
        }  # fmt: skip

    def revoke(self, team: str) -> None:
        self.revoked |= {token for token, its in self.tokens.items() if its == team}

    def _asked(self, url: str) -> dict[str, str]:
        """What the page is asked for. Raises RuleError where Slack shows an error in its place."""
        parts = urlsplit(url)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        check(parts.path == "/oauth/v2/authorize", "oauth_authorization_url_mismatch", url)
        check(asked.get("client_id") == CLIENT_ID, "invalid_client_id", url)
        check(bool(asked.get("scope")), "no_scopes", url)
        unknown = set(asked["scope"].split(",")) - ALLOWED_SCOPES
        if unknown:
            raise RuleError("invalid_scope", unknown)
        check(asked.get("redirect_uri") == self.redirect_url, "bad_redirect_uri", url)
        check(bool(asked.get("state")), "missing_state", url)
        return asked
