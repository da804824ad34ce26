"""HTML from a template and PDF from HTML, without network and without files outside the folder of templates."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from cartera_xl.nucleo.errores import FaltanDatos

FOLDER = "informes"


def person_pdf(held: Mapping[str, Any]) -> bytes:
    """The document for a person who asks what is held about her."""
    return pdf("interesado.html.j2", held)


def html(template: str, content: Mapping[str, Any]) -> str:
    """The template filled in; every value is escaped, wherever it comes from."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(templates_folder()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["dia"] = _day
    return environment.get_template(template).render(**content)


def pdf(template: str, content: Mapping[str, Any]) -> bytes:
    """The PDF of a template, as PDF/UA-1. `FaltanDatos` if Pango, which draws the letters, is not installed."""
    try:
        from weasyprint import HTML
    except OSError as error:
        raise FaltanDatos(
            "Para hacer un PDF falta Pango en este equipo.",
            donde=str(error).partition("\n")[0],
            remedio="Instálelo con scripts/preparar.sh (en Debian, libpango-1.0-0 y libpangoft2-1.0-0)",
        ) from error
    folder = templates_folder().resolve()
    document = HTML(string=html(template, content), base_url=f"{folder.as_uri()}/", url_fetcher=closed_fetcher(folder))
    written = document.write_pdf(pdf_variant="pdf/ua-1")
    assert isinstance(written, bytes)
    return written


def closed_fetcher(folder: Path) -> Any:
    """A fetcher that reads files of one folder and refuses everything else: the network and other files."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    allowed = {path.resolve().as_uri() for path in folder.iterdir()}

    class FolderOnly(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in allowed:
                raise FatalURLFetchingError(f"not allowed in a report: {url}")
            return super().fetch(url, headers)

    return FolderOnly(allowed_protocols=("file",), allow_redirects=False)


def templates_folder() -> Path:
    """Where the templates are: inside the installed package, or in a source checkout."""
    package = Path(str(files("cartera_xl")))
    for folder in (package / "plantillas" / FOLDER, package.parent / "report_templates"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("no report templates")


def _day(text: str) -> str:
    """«2026-03-01T09:00:00» as «01/03/2026»."""
    return f"{text[8:10]}/{text[5:7]}/{text[:4]}"
