"""The listening address, bound before anything costly starts."""

import errno
import socket

from server.settings import ServerSettings


class AddressError(Exception):
    """An unavailable listening address, explained in one sentence."""


def bind_metrics(settings: ServerSettings) -> socket.socket | None:
    """Bind the metrics' own port; None when they have none."""
    if settings.metrics_port is None:
        return None
    return bind(settings.model_copy(update={"port": settings.metrics_port}), choice="SERVER_METRICS_PORT")


def bind(settings: ServerSettings, *, choice: str = "--port or SERVER_PORT") -> socket.socket:
    """Bind a socket to the configured address, without listening yet.

    ``choice`` names its port for the operator.

    Callers are refused until the server is ready. Raises AddressError.
    """
    listener: socket.socket | None = None
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, kind, protocol, _, address = found[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        if listener is not None:
            listener.close()
        raise address_error(error, settings, choice=choice) from error
    return listener


def address_error(error: OSError, settings: ServerSettings, *, choice: str = "--port or SERVER_PORT") -> AddressError:
    """Explain in one sentence why the address cannot be bound.

    The remedy is included where one is known.
    """
    where = f"{settings.host}:{settings.port}"
    if error.errno == errno.EADDRINUSE:
        return AddressError(
            f"{where} is in use by another program; stop that one, or choose another port with {choice}."
        )
    if error.errno == errno.EACCES:
        return AddressError(f"{where} may not be used by this account; choose a port above 1023.")
    return AddressError(f"cannot listen on {where}: {error.strerror or error}.")


def web_address(listener: socket.socket) -> str:
    """Return the URL for a browser on this machine."""
    host, port = listener.getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104  # shown, not bound: a browser cannot open these
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
