"""Sentido de las importaciones, pureza del núcleo y glosario. Las reglas viven aquí: si molestan, se discuten aquí."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PAQUETE = Path(__file__).parents[1] / "cartera_xl"
GLOSARIO = PAQUETE.parent / "GLOSARIO.md"
ARCHIVOS = sorted(PAQUETE.rglob("*.py"))
PUEDE_IMPORTAR = {
    "nucleo": {"nucleo"},
    "casos": {"nucleo", "casos"},
    "hosts": {"nucleo", "hosts"},
    "motores": {"nucleo", "motores"},
    "reports": {"nucleo", "reports"},
    "agenda": {"nucleo", "agenda"},
}
PERMITIDO_EN_NUCLEO = {"cartera_xl", "narwhals", "numpy"}
ADEMAS = {
    "nucleo/lectura": {"babel"},
    "nucleo/paises.py": {"babel"},
    "nucleo/calidad": {"stdnum", "phonenumbers", "rapidfuzz"},
    "nucleo/modelos": {"scipy"},
}
PROHIBIDO_EN_NUCLEO = {
    "asyncio",
    "glob",
    "http",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "socket",
    "sqlite3",
    "subprocess",
    "tempfile",
    "threading",
    "time",
    "urllib",
}
LLAMADAS_IMPURAS = {"open", "print", "input"}
ATRIBUTOS_IMPUROS = {"today", "now", "utcnow", "read_csv", "scan_csv", "read_parquet", "scan_parquet"}


def _relativa(archivo: Path) -> str:
    return archivo.relative_to(PAQUETE).as_posix()


def _importados(arbol: ast.AST) -> Iterator[str]:
    """Nombre completo de cada módulo importado, también dentro de las funciones."""
    for nodo in ast.walk(arbol):
        if isinstance(nodo, ast.ImportFrom):
            assert nodo.level == 0, "importación relativa: no se ve de qué anillo es"
            yield nodo.module or ""
            if nodo.module == "cartera_xl":
                yield from (f"cartera_xl.{alias.name}" for alias in nodo.names)
        elif isinstance(nodo, ast.Import):
            yield from (alias.name for alias in nodo.names)


def _fuera_de_sitio(relativa: str, codigo: str) -> set[str]:
    """Los anillos que el módulo importa sin poder."""
    anillo = relativa.split("/")[0]
    if anillo not in PUEDE_IMPORTAR:
        return set()
    modulos = [modulo for modulo in _importados(ast.parse(codigo)) if modulo.startswith("cartera_xl.")]
    return {modulo.split(".")[1] for modulo in modulos} - PUEDE_IMPORTAR[anillo]


def _impurezas(relativa: str, codigo: str) -> set[str]:
    """Lo que un módulo del núcleo importa o llama sin poder."""
    arbol = ast.parse(codigo)
    permitidos = PERMITIDO_EN_NUCLEO | (set(sys.stdlib_module_names) - PROHIBIDO_EN_NUCLEO)
    for sitio, extra in ADEMAS.items():
        if relativa == sitio or relativa.startswith(f"{sitio}/"):
            permitidos = permitidos | extra
    impuras = {modulo.split(".")[0] for modulo in _importados(arbol)} - permitidos
    for nodo in ast.walk(arbol):
        if isinstance(nodo, ast.Call):
            funcion = nodo.func
            if isinstance(funcion, ast.Name) and funcion.id in LLAMADAS_IMPURAS:
                impuras.add(funcion.id)
            elif isinstance(funcion, ast.Attribute) and funcion.attr in ATRIBUTOS_IMPUROS:
                impuras.add(funcion.attr)
    return impuras


@pytest.mark.parametrize("archivo", ARCHIVOS, ids=_relativa)
def test_las_capas_solo_importan_hacia_dentro(archivo: Path) -> None:
    assert not _fuera_de_sitio(_relativa(archivo), archivo.read_text(encoding="utf-8"))


@pytest.mark.parametrize("archivo", [a for a in ARCHIVOS if _relativa(a).startswith("nucleo/")], ids=_relativa)
def test_el_nucleo_es_puro(archivo: Path) -> None:
    assert not _impurezas(_relativa(archivo), archivo.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("relativa", "codigo"),
    [
        ("nucleo/a.py", "from cartera_xl.casos import puertos"),
        ("nucleo/a.py", "from cartera_xl import hosts"),
        ("hosts/a.py", "import cartera_xl.casos.puertos"),
        ("motores/a.py", "from cartera_xl.hosts import memory"),
        ("casos/a.py", "def f():\n    from cartera_xl.hosts import memory"),
    ],
)
def test_la_prueba_de_las_capas_ve_una_importacion_hacia_fuera(relativa: str, codigo: str) -> None:
    assert _fuera_de_sitio(relativa, codigo)


@pytest.mark.parametrize(
    ("relativa", "codigo"),
    [
        ("nucleo/a.py", "import pandas as pd"),
        ("nucleo/a.py", "def f():\n    import os.path"),
        ("nucleo/a.py", "import babel"),
        ("nucleo/lectura/a.py", "import rapidfuzz"),
        ("nucleo/calidad/a.py", "import babel"),
        ("nucleo/pronostico/a.py", "from scipy import special"),
        ("nucleo/a.py", "open('x')"),
        ("nucleo/a.py", "from datetime import date\ndate.today()"),
        ("nucleo/a.py", "import narwhals as nw\nnw.read_csv('x', backend='pandas')"),
    ],
)
def test_la_prueba_de_pureza_ve_una_impureza(relativa: str, codigo: str) -> None:
    assert _impurezas(relativa, codigo)


def test_toda_clase_publica_del_nucleo_esta_en_el_glosario() -> None:
    descritas = set(re.findall(r"`(\w+)`", GLOSARIO.read_text(encoding="utf-8")))
    publicas = {
        (_relativa(archivo), nodo.name)
        for archivo in ARCHIVOS
        if _relativa(archivo).startswith("nucleo/")
        for nodo in ast.parse(archivo.read_text(encoding="utf-8")).body
        if isinstance(nodo, ast.ClassDef) and not nodo.name.startswith("_")
    }

    faltan = sorted(f"{nombre} ({sitio})" for sitio, nombre in publicas if nombre not in descritas)
    assert not faltan, f"añada a GLOSARIO.md: {', '.join(faltan)}"


RED = (
    "aiohttp",
    "ftplib",
    "http",
    "httpx",
    "imaplib",
    "requests",
    "smtplib",
    "socket",
    "ssl",
    "urllib.request",
    "xmlrpc",
)


@pytest.mark.parametrize("archivo", ARCHIVOS, ids=_relativa)
def test_nada_usa_la_red(archivo: Path) -> None:
    importados = _importados(ast.parse(archivo.read_text(encoding="utf-8")))
    de_red = [modulo for modulo in importados if any(f"{modulo}.".startswith(f"{red}.") for red in RED)]

    assert not de_red, f"{archivo.name} importa {de_red}"
