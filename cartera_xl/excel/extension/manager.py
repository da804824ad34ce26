"""LibreOffice's own extension manager, for this user only: by its command, or by its interface for the superuser.

`unopkg` refuses to work as root without installing for everybody; in a container, root is often the only user.
"""

from __future__ import annotations

import os
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cartera_xl.excel.extension.names import IDENTIFIER
from cartera_xl.excel.extension.office import Office, clean_environment
from cartera_xl.nucleo.errores import ErrorCartera

SECONDS = 180.0
_FILE = "cartera.oxt"
_REPOSITORY = "user"


class ExtensionRefused(ErrorCartera):
    """LibreOffice did not take the extension, or did not let it go."""


def add(office: Office, extension: Path) -> None:
    """Install it, in the place of the one that there may be."""
    if not _is_root():
        _unopkg(office, "add", "--force", "--suppress-license", str(extension))
        return
    with _open_manager(office) as (manager, environment):
        silent = _named_value("SUPPRESS_LICENSE", "1")
        channel = manager.createAbortChannel()
        manager.addExtension(extension.absolute().as_uri(), (silent,), _REPOSITORY, channel, environment)


def remove(office: Office) -> None:
    """Take it away."""
    if not _is_root():
        _unopkg(office, "remove", IDENTIFIER)
        return
    with _open_manager(office) as (manager, environment):
        manager.removeExtension(IDENTIFIER, _FILE, _REPOSITORY, manager.createAbortChannel(), environment)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _unopkg(office: Office, *arguments: str) -> None:
    command = [office.tool("unopkg"), *arguments, office.profile_option()]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=SECONDS, check=False, env=clean_environment()
        )
    except subprocess.TimeoutExpired as error:
        raise _refused(f"no responde en {SECONDS:.0f} segundos") from error
    if done.returncode != 0:
        lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise _refused(lines[-1] if lines else f"código {done.returncode}")


def _refused(why: str) -> ExtensionRefused:
    return ExtensionRefused(
        f"LibreOffice no ha podido con la extensión: «{why}».",
        donde="su administrador de extensiones",
        remedio="Cierre LibreOffice del todo y repita la orden",
    )


@contextmanager
def _open_manager(office: Office) -> Iterator[tuple[Any, Any]]:
    """The manager of a LibreOffice without windows on that profile, and who answers its questions."""
    from cartera_xl.hosts.libreoffice.uno_import import import_uno

    pipe = f"cartera{uuid.uuid4().hex}"
    command = [office.tool("soffice"), "--headless", "--norestore", "--nologo", "--nodefault"]
    command += [office.profile_option(), f"--accept=pipe,name={pipe};urp;StarOffice.ComponentContext"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        command, stdin=quiet, stdout=quiet, stderr=quiet, env=clean_environment(), start_new_session=True
    )
    error_type = import_uno().getClass("com.sun.star.uno.Exception")
    try:
        context = _connected(process, pipe)
        manager = context.getValueByName("/singletons/com.sun.star.deployment.ExtensionManager")
        yield manager, _yes_to_all()
        _terminate(context)
    except error_type as error:
        raise _refused(_reason(error)) from error
    finally:
        _end(process)


def _reason(error: Any) -> str:
    """The manager wraps what has really happened, once or more."""
    while getattr(error, "Cause", None) is not None:
        error = error.Cause
    return str(error.Message)


def _connected(process: subprocess.Popen[bytes], pipe: str) -> Any:
    from cartera_xl.hosts.libreoffice.process import resolve

    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        context = resolve(pipe)
        if context is not None:
            return context
        time.sleep(0.1)
    raise _refused("no arranca")


def _terminate(context: Any) -> None:
    """Let it keep its settings before it ends; the bridge breaks while it goes."""
    with suppress(Exception):
        context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context).terminate()


def _end(process: subprocess.Popen[bytes]) -> None:
    import signal

    for order in (None, signal.SIGTERM, signal.SIGKILL):
        if order is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, order)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
            return


def _named_value(name: str, value: Any) -> Any:
    from cartera_xl.hosts.libreoffice.uno_import import import_uno

    named = import_uno().createUnoStruct("com.sun.star.beans.NamedValue")
    named.Name, named.Value = name, value
    return named


def _yes_to_all() -> Any:
    """A command environment that approves whatever the manager asks, which `unopkg --force` does by itself."""
    from cartera_xl.hosts.libreoffice.uno_import import import_uno

    uno = import_uno()
    import unohelper

    interfaces = [
        uno.getClass(f"com.sun.star.{name}") for name in ("ucb.XCommandEnvironment", "task.XInteractionHandler")
    ]
    approve = uno.getTypeByName("com.sun.star.task.XInteractionApprove")

    class Approver(unohelper.Base, *interfaces):  # type: ignore[misc]
        def getInteractionHandler(self) -> Any:  # noqa: N802
            return self

        def getProgressHandler(self) -> None:  # noqa: N802
            return None

        def handle(self, request: Any) -> None:
            for continuation in request.getContinuations():
                if continuation.queryInterface(approve):
                    continuation.select()

    return Approver()
