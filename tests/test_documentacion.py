"""Lo que la documentación dice es verdad: archivos, órdenes y opciones existen, y nada es de esta máquina."""

import os
import re
import subprocess
from pathlib import Path

import click
import pytest

RAIZ = Path(__file__).parents[1]
PAGINAS = tuple(sorted(ruta.relative_to(RAIZ).as_posix() for ruta in (RAIZ / "docs").glob("*.md")))
DOCUMENTOS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "GLOSARIO.md", *PAGINAS)
ENLACE = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
ANCLA = re.compile(r"\]\(#([^)]+)\)")
TITULO = re.compile(r"^#+ (.+)$", re.MULTILINE)
GUION = re.compile(r"^\s*(\./scripts/\S+)", re.MULTILINE)
CODIGO = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
ORDEN = re.compile(r"(?:^|`|\n)cartera +([a-z]+)")
OPCION = re.compile(r"(?<![\w-])(--[a-z][a-z-]+)")
RUTA_DE_UNA_MAQUINA = re.compile(r"(?<![\w.:/])/(?:home|root|work|Users|mnt)/\w|[A-Z]:\\\\?Users\\")
SERVIDOR_DE_PAQUETES = re.compile(r"\b(?:pypi|pythonhosted|npmjs|debian)\.(?:org|com)\b")
A_MEDIAS = re.compile(r"\b(?:TODO|FIXME|XXX):|[Ll]orem ipsum")
OPCIONES_DE_OTROS = {"--editable", "--group", "--pruebas", "--strict", "--help"}


def _orden() -> click.Group:
    from cartera_xl.cli import main

    assert isinstance(main, click.Group)
    return main


def _textos() -> list[Path]:
    """Los archivos de texto del proyecto que están bajo control de versiones (o todos, fuera de git)."""
    salida = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=RAIZ,
        capture_output=True,
        check=False,
    )
    if salida.returncode:
        pytest.skip("no es una copia de git")
    rutas = (RAIZ / nombre.decode() for nombre in salida.stdout.split(b"\0") if nombre)
    return [ruta for ruta in rutas if ruta.is_file() and b"\0" not in ruta.read_bytes()[:4096]]


def _contenido(nombre: str) -> str:
    return (RAIZ / nombre).read_text(encoding="utf-8")


@pytest.mark.parametrize("nombre", DOCUMENTOS)
def test_los_archivos_que_se_enlazan_existen(nombre: str) -> None:
    enlazados = ENLACE.findall(_contenido(nombre))

    assert [ruta for ruta in enlazados if not (RAIZ / nombre).parent.joinpath(ruta).exists()] == []


@pytest.mark.parametrize("nombre", DOCUMENTOS)
def test_los_apartados_que_se_enlazan_existen(nombre: str) -> None:
    titulos = {_ancla(titulo) for titulo in TITULO.findall(_contenido(nombre))}

    assert set(ANCLA.findall(_contenido(nombre))) - titulos == set()


def _ancla(titulo: str) -> str:
    """La que GitHub da a un título: en minúsculas, sin signos y con guiones por espacios."""
    return re.sub(r"[^\w\- ]", "", titulo.lower()).replace(" ", "-")


def test_las_dos_ordenes_del_principio_existen_y_se_pueden_ejecutar() -> None:
    guiones = GUION.findall(_contenido("README.md"))

    assert guiones == ["./scripts/demo.sh", "./scripts/pruebas.sh"]
    assert all(os.access(RAIZ / guion, os.X_OK) for guion in guiones)


def test_los_guiones_comparten_la_preparacion() -> None:
    for guion in ("scripts/demo.sh", "scripts/pruebas.sh"):
        assert "scripts/preparar.sh" in _contenido(guion)
    assert "scripts/pruebas.sh" in _contenido(".ci/run")


def test_cada_orden_esta_en_el_manual_y_el_manual_no_inventa_ninguna() -> None:
    codigo = CODIGO.findall(_contenido("README.md"))
    dichas = {orden for trozo in codigo for orden in ORDEN.findall(trozo)}

    assert dichas == set(_orden().commands)


@pytest.mark.parametrize("nombre", PAGINAS)
def test_las_paginas_solo_hablan_de_ordenes_que_existen(nombre: str) -> None:
    dichas = {orden for trozo in CODIGO.findall(_contenido(nombre)) for orden in ORDEN.findall(trozo)}

    assert dichas - set(_orden().commands) == set()


def _todas(orden: click.Command) -> list[click.Command]:
    """La orden y las que tiene dentro."""
    dentro = orden.commands.values() if isinstance(orden, click.Group) else ()
    return [orden, *(nieta for hija in dentro for nieta in _todas(hija))]


def test_las_opciones_del_manual_existen() -> None:
    reales = {opcion for orden in _todas(_orden()) for p in orden.params for opcion in (*p.opts, "--ayuda")}
    dichas = {opcion for nombre in DOCUMENTOS for opcion in OPCION.findall(_contenido(nombre))}

    assert dichas - reales - OPCIONES_DE_OTROS == set()


def test_cada_orden_dice_en_su_ayuda_que_hace() -> None:
    for nombre, orden in _orden().commands.items():
        assert orden.help, nombre
        assert orden.help.strip().splitlines()[0].endswith((".", ":")), nombre


def test_ningun_archivo_lleva_rutas_de_una_maquina_servidores_de_paquetes_ni_cosas_a_medias() -> None:
    malos = [
        f"{ruta.relative_to(RAIZ)}: {hallado.group()}"
        for ruta in _textos()
        if ruta != Path(__file__)
        for patron in (RUTA_DE_UNA_MAQUINA, SERVIDOR_DE_PAQUETES, A_MEDIAS)
        for hallado in patron.finditer(ruta.read_text(encoding="utf-8", errors="replace"))
    ]

    assert malos == []


def test_los_guiones_son_ejecutables_y_tienen_sintaxis_correcta() -> None:
    guiones = [*(RAIZ / "scripts").glob("*.sh"), RAIZ / ".ci" / "run"]

    assert len(guiones) >= 4
    for guion in guiones:
        assert os.access(guion, os.X_OK), guion.name
        assert subprocess.run(["bash", "-n", guion], check=False).returncode == 0, guion.name
