"""The link between LibreOffice and this Python environment: the small file that the extension reads."""

from __future__ import annotations

import configparser
import io
import os
import sys
import sysconfig
from pathlib import Path

import cartera_xl
from cartera_xl.excel.commands.run_log import log_path
from cartera_xl.excel.extension.office import Office

SECTION = "cartera"
_DATA_VARIABLE = "CARTERA_DATOS"


def link_text() -> str:
    """What the file has to say for this environment."""
    values = {
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
        "paquetes": "\n".join(_folders()),
        "registro": str(log_path().absolute()),
    }
    if os.environ.get(_DATA_VARIABLE):  # LibreOffice, opened from the desktop, would not see it
        values["datos"] = str(Path(os.environ[_DATA_VARIABLE]).absolute())
    parser = configparser.ConfigParser(interpolation=None)
    parser[SECTION] = values
    text = io.StringIO()
    parser.write(text)
    return text.getvalue()


def read_link(office: Office) -> dict[str, str]:
    """What the file says; empty if it is not there."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(office.settings, encoding="utf-8")
    return dict(parser[SECTION]) if parser.has_section(SECTION) else {}


def own_folder() -> Path:
    """Where the `cartera_xl` that runs now is."""
    return Path(cartera_xl.__file__).absolute().parents[1]


def _folders() -> list[str]:
    """Where our packages are, and cartera-xl itself when it is used from its source."""
    paths = sysconfig.get_paths()
    return list(dict.fromkeys((paths["purelib"], paths["platlib"], str(own_folder()))))
