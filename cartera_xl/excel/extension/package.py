"""The extension's file: a ZIP whose bytes depend only on what it says."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape, quoteattr

from cartera_xl.excel.extension import functions_files, window_files
from cartera_xl.excel.extension.names import IDENTIFIER

COMPONENT = "cartera_uno.py"
TYPES = "cartera.rdb"
LICENCE = "LICENSE"
DESCRIPTION = "descripcion.txt"
ICON = "iconos/recalcular_segmentos-32.png"
OLDEST_LIBREOFFICE = "7.4"
_DATE = (1980, 1, 1, 0, 0, 0)
_CONFIGURATION = "application/vnd.sun.star.configuration-data"


def generated_files(version: str) -> dict[str, str]:
    """Every text that is made from the registry, by its name inside the extension."""
    configuration = {
        "Addons.xcu": window_files.add_ons(),
        "CalcAddIns.xcu": functions_files.calc_add_ins(),
        "CalcWindowState.xcu": window_files.window_state(),
    }
    return configuration | {
        "META-INF/manifest.xml": _manifest(configuration),
        "description.xml": _description(version),
    }


def _manifest(configuration: Mapping[str, str]) -> str:
    types = {
        TYPES: "application/vnd.sun.star.uno-typelibrary;type=RDB",
        COMPONENT: "application/vnd.sun.star.uno-component;type=Python",
    } | dict.fromkeys(sorted(configuration), _CONFIGURATION)
    entries = "".join(
        f"  <manifest:file-entry manifest:full-path={quoteattr(name)} manifest:media-type={quoteattr(kind)}/>\n"
        for name, kind in types.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<manifest:manifest xmlns:manifest="http://openoffice.org/2001/manifest">\n{entries}</manifest:manifest>\n'
    )


def _description(version: str) -> str:
    needs = f'<l:LibreOffice-minimal-version value="{OLDEST_LIBREOFFICE}" d:name="LibreOffice {OLDEST_LIBREOFFICE}"/>'
    licence = f'<license-text license-id="mit" lang="es" xlink:href="{LICENCE}"/>'
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006"
    xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:d="http://openoffice.org/extensions/description/2006"
    xmlns:l="http://libreoffice.org/extensions/description/2011">
  <identifier value="{IDENTIFIER}"/>
  <version value="{escape(version)}"/>
  <display-name><name lang="es">Cartera (cartera-xl)</name></display-name>
  <publisher><name lang="es">El equipo de cartera-xl</name></publisher>
  <extension-description><src lang="es" xlink:href="{DESCRIPTION}"/></extension-description>
  <icon><default xlink:href="{ICON}"/></icon>
  <registration><simple-license accept-by="admin" default-license-id="mit"
    suppress-if-required="true" suppress-on-update="true">{licence}</simple-license></registration>
  <dependencies>{needs}</dependencies>
</description>
"""


def pack(files: Mapping[str, bytes]) -> bytes:
    """The ZIP of those files, in order of name and without the clock."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as package:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_STORED
            package.writestr(entry, files[name])
    return memory.getvalue()
