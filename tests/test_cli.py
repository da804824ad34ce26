"""La orden `cartera`: qué enseña, en qué idioma, con qué código termina y qué deja en el disco."""

import json
import os
import random
import re
import string
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from click.testing import CliRunner, Result

from cartera_xl.cli import main
from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.nucleo.errores import LibroIlegible
from scripts.compilar_idiomas import FOLDER, read_catalog
from tests.casos.conftest import CABECERA, escribir_libro, filas_de_ejemplo

Orden = Callable[..., Result]
CATALOGO = FOLDER / "es" / "LC_MESSAGES" / "messages.po"
ORDENES = sorted(main.commands)
ANCHO = 80
PALABRA = re.compile(r"[^\W\d_]+")
NO_ES_PROSA = re.compile(r"--?[\w-]+|«[^»]*»|\{\w*(?:![rs])?\}|%\(\w+\)s|\S*\.xlsx\S*|/\S+")
MAL_ESCRITAS = {
    "sin orden que exista": ["recalcula"],
    "opción del grupo que no existe": ["--idioma"],
    "opción que no existe": ["recalcular", "{libro}", "--hija", "x"],
    "opción sin su valor": ["recalcular", "{libro}", "--hoja"],
    "opción que no lleva valor": ["recalcular", "{libro}", "--json=3"],
    "sin libro": ["recalcular"],
    "libro que no existe": ["recalcular", "no-existe.xlsx"],
    "carpeta en vez de libro": ["comprobar", "{carpeta}"],
    "carpeta en vez de libro nuevo": ["nueva", "{carpeta}"],
    "archivo en vez de carpeta": ["demo", "--carpeta", "{libro}"],
    "movimientos que no existen": ["resumen", "{libro}", "--movimientos", "ventas.csv"],
    "sobra un argumento": ["historial", "{libro}", "otro"],
    "sobran argumentos": ["historial", "{libro}", "otro", "más"],
    "fecha que no existe": ["recalcular", "{libro}", "--corte", "31/02/2025"],
    "fecha con el año corto": ["recalcular", "{libro}", "--corte", "1/2/25"],
    "sin intérprete": ["completar"],
    "intérprete que no se conoce": ["completar", "tcsh"],
}


@pytest.fixture
def orden(tmp_path: Path) -> Orden:
    """Da una orden en una máquina en inglés, con una ventana de 80 columnas y el diario aparte."""
    entorno = {"CARTERA_DATOS": str(tmp_path / "datos"), "LANGUAGE": "en", "COLUMNS": str(ANCHO)}

    def dar(*argumentos: object, **extra: Any) -> Result:
        corredor = CliRunner(env=entorno)
        return corredor.invoke(main, [str(argumento) for argumento in argumentos], prog_name="cartera", **extra)

    return dar


@pytest.fixture
def libro(tmp_path: Path) -> Path:
    ruta = tmp_path / "cartera.xlsx"
    escribir_libro(ruta, {"Clientes": [CABECERA, *filas_de_ejemplo()]})
    return ruta


def _con_un_error(tmp_path: Path, nombre: str = "errores.xlsx") -> Path:
    filas: Cuadro = filas_de_ejemplo()
    filas[3][5] = "12.5O"
    escribir_libro(tmp_path / nombre, {"Clientes": [CABECERA, *filas]})
    return tmp_path / nombre


def _catalogo() -> Catalog:
    return read_catalog(CATALOGO)


def _textos(valor: object) -> tuple[str, ...]:
    """Las formas de un mensaje: una, o singular y plural."""
    return (valor,) if isinstance(valor, str) else tuple(valor)  # type: ignore[arg-type]


def _huecos(textos: tuple[str, ...]) -> set[str]:
    """Los `{nombre}` y `%(nombre)s` de un mensaje, sin la conversión: `{name!r}` se escribe «{name}»."""
    con_llaves = {hueco for texto in textos for _, hueco, _, _ in string.Formatter().parse(texto) if hueco}
    return con_llaves | {hueco for texto in textos for hueco in re.findall(r"%\((\w+)\)s", texto)}


def _palabras(texto: str) -> set[str]:
    return set(PALABRA.findall(NO_ES_PROSA.sub(" ", texto).lower()))


def _palabras_de_click() -> set[str]:
    """Las palabras inglesas de Click que ninguna traducción usa."""
    mensajes = [mensaje for mensaje in _catalogo() if mensaje.id]
    ingles = {palabra for m in mensajes for texto in _textos(m.id) for palabra in _palabras(texto)}
    espanol = {palabra for m in mensajes for texto in _textos(m.string) for palabra in _palabras(texto)}
    return ingles - espanol - {"d", "one"} | {"usage", "options", "command", "args", "aborted", "help", "exit"}


PALABRAS_INGLESAS = _palabras_de_click()


def _en_ingles(texto: str) -> set[str]:
    return _palabras(texto) & PALABRAS_INGLESAS


def _mensajes_de_click() -> Iterator[str]:
    carpeta = Path(str(click.__file__)).parent
    for _archivo, _linea, mensaje, _notas, _contexto in extract_from_dir(carpeta):
        yield _textos(mensaje)[0]


def test_todo_mensaje_de_click_esta_traducido() -> None:
    catalogo = _catalogo()
    traducidos = {_textos(m.id)[0] for m in catalogo if m.id and all(_textos(m.string)) and not m.fuzzy}

    assert set(_mensajes_de_click()) - traducidos == set()


def test_ninguna_traduccion_sobra() -> None:
    escritos = {_textos(mensaje.id)[0] for mensaje in _catalogo() if mensaje.id}

    assert escritos - set(_mensajes_de_click()) == set()


def test_cada_traduccion_lleva_los_mismos_huecos() -> None:
    distintos = [m.id for m in _catalogo() if m.id and _huecos(_textos(m.id)) != _huecos(_textos(m.string))]

    assert distintos == []


def test_el_catalogo_compilado_es_el_escrito() -> None:
    with CATALOGO.with_suffix(".mo").open("rb") as archivo:
        compilado = {_textos(m.id): _textos(m.string) for m in read_mo(archivo) if m.id}

    assert compilado == {_textos(m.id): _textos(m.string) for m in _catalogo() if m.id}, (
        "ejecute: python scripts/compilar_idiomas.py"
    )


def test_el_filtro_de_palabras_inglesas_ve_las_de_click() -> None:
    assert _en_ingles("Usage: cartera [OPTIONS]\n\nError: Missing argument 'LIBRO'.") == {
        "usage",
        "options",
        "missing",
        "argument",
    }


@pytest.mark.parametrize("argumentos", [[], *([nombre] for nombre in ORDENES)], ids=["cartera", *ORDENES])
@pytest.mark.parametrize("opcion", ["-h", "--help", "--ayuda"])
def test_cada_ayuda_esta_en_espanol_y_cabe_en_la_ventana(orden: Orden, argumentos: list[str], opcion: str) -> None:
    ayuda = orden(*argumentos, opcion)

    assert ayuda.exit_code == 0
    assert ayuda.stdout.startswith("Uso: cartera ")
    assert _en_ingles(ayuda.stdout) == set()
    assert [linea for linea in ayuda.stdout.splitlines() if len(linea) > ANCHO] == []


@pytest.mark.parametrize("nombre", ORDENES)
def test_cada_orden_trae_un_ejemplo_y_una_frase_entera_en_la_lista(orden: Orden, nombre: str) -> None:
    assert f"\n    cartera {nombre}" in orden(nombre, "--ayuda").stdout
    en_la_lista = re.search(rf"^  {nombre} +(.+)$", orden("--ayuda").stdout, re.MULTILINE)

    assert en_la_lista is not None
    assert re.fullmatch(r"[A-Z].+(?<!\.)\.", en_la_lista[1])


def test_sin_argumentos_se_ve_la_ayuda(orden: Orden) -> None:
    from cartera_xl.cli import SECTIONS

    resultado = orden()

    assert resultado.exit_code == 2
    assert [titulo for titulo in SECTIONS if f"{titulo}:" not in resultado.stderr] == []


def test_la_version_es_la_del_paquete(orden: Orden) -> None:
    assert re.fullmatch(r"cartera \d+\.\d+\.\d+\S*\n", orden("--version").stdout)


@pytest.mark.parametrize("caso", MAL_ESCRITAS)
def test_una_orden_mal_escrita_dice_que_pasa_y_que_hacer(orden: Orden, libro: Path, tmp_path: Path, caso: str) -> None:
    argumentos = [parte.format(libro=libro, carpeta=tmp_path) for parte in MAL_ESCRITAS[caso]]
    resultado = orden(*argumentos)

    assert resultado.exit_code == 2
    assert resultado.stdout == ""
    assert re.search(r"^Error: .+\.\n(?:Dónde: .+\.\n)?Qué hacer: .+", resultado.stderr, re.MULTILINE)
    assert _en_ingles(resultado.stderr) == set()
    assert "'" not in resultado.stderr


@pytest.mark.parametrize(
    ("caso", "texto"),
    [
        ("libro que no existe", "Error: Archivo inexistente: «no-existe.xlsx».\nDónde: «LIBRO».\n"),
        ("archivo en vez de carpeta", "Error: Carpeta no válida: «{libro}» es un archivo.\nDónde: «--carpeta».\n"),
        ("fecha que no existe", "Error: «31/02/2025» no es una fecha.\nDónde: «--corte».\n"),
        ("opción que no existe", "¿Quería decir «--hoja»?"),
        ("sin orden que exista", "¿Quería decir «recalcular»?"),
        ("sobran argumentos", "En la orden sobran «otro más»."),
        ("sobra un argumento", "En la orden sobra «otro»."),
        ("sin intérprete", "Elija entre:\n\tbash,\n\tzsh,\n\tfish"),
        ("intérprete que no se conoce", "Elija entre «bash», «zsh», «fish»."),
    ],
)
def test_el_error_nombra_el_valor(orden: Orden, libro: Path, tmp_path: Path, caso: str, texto: str) -> None:
    argumentos = [parte.format(libro=libro, carpeta=tmp_path) for parte in MAL_ESCRITAS[caso]]

    assert texto.format(libro=libro) in orden(*argumentos).stderr


def test_los_apostrofos_de_un_nombre_no_se_confunden_con_comillas(orden: Orden) -> None:
    assert "«O'Brien d'Or.xlsx»" in orden("recalcular", "O'Brien d'Or.xlsx").stderr


def test_un_libro_sin_pegas_termina_con_0(orden: Orden, libro: Path) -> None:
    resultado = orden("recalcular", libro)

    assert (resultado.exit_code, resultado.stderr) == (0, "")
    assert "Escrito en" in resultado.stdout
    assert f"cartera deshacer {libro}" in resultado.stdout


@pytest.mark.parametrize("nombre", ["recalcular", "comprobar"])
def test_un_dato_que_no_se_entiende_termina_con_3(orden: Orden, tmp_path: Path, nombre: str) -> None:
    resultado = orden(nombre, _con_un_error(tmp_path))

    assert resultado.exit_code == 3
    assert "«12.5O» no es un importe." in resultado.stdout
    assert re.search(r"^Incidencias: 1\xa0error(?! y 0)", resultado.stdout, re.MULTILINE)


def test_no_poder_seguir_termina_con_1_y_lo_cuenta_en_tres_lineas(
    orden: Orden, libro: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def falla(*_: object, **__: object) -> None:
        raise LibroIlegible("«x» no es un libro.", donde="libro «x»", remedio="Ábralo en Excel y guárdelo otra vez.")

    monkeypatch.setattr("cartera_xl.opening.open_book", falla)
    resultado = orden("recalcular", libro)

    assert (resultado.exit_code, resultado.stdout) == (1, "")
    assert resultado.stderr == (
        "Error: «x» no es un libro.\nDónde: libro «x».\nQué hacer: Ábralo en Excel y guárdelo otra vez.\n"
    )


def test_un_archivo_que_no_es_un_libro_termina_con_1(orden: Orden, tmp_path: Path) -> None:
    falso = tmp_path / "falso.xlsx"
    falso.write_text("esto no es un libro", encoding="utf-8")
    resultado = orden("recalcular", falso)

    assert resultado.exit_code == 1
    assert re.match(r"Error: .+\nDónde: .+\nQué hacer: .+", resultado.stderr)
    assert "falso.xlsx" in resultado.stderr


def test_un_defecto_nuestro_conserva_su_traza(orden: Orden, libro: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def falla(*_: object, **__: object) -> None:
        raise ZeroDivisionError("defecto")

    monkeypatch.setattr("cartera_xl.opening.open_book", falla)

    with pytest.raises(ZeroDivisionError, match="defecto"):
        orden("recalcular", libro, catch_exceptions=False)


def test_ctrl_c_dice_que_no_queda_nada_a_medias(orden: Orden, libro: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrumpe(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    antes = libro.read_bytes()
    monkeypatch.setattr("cartera_xl.casos.recalcular.recalcular", interrumpe)
    resultado = orden("recalcular", libro)

    assert resultado.exit_code == 1
    assert resultado.stderr.strip().startswith("Interrumpido: ")
    assert "nada a medias" in resultado.stderr
    assert libro.read_bytes() == antes


@pytest.mark.parametrize("nombre", ["recalcular", "comprobar", "resumen"])
def test_con_json_solo_hay_json_en_la_salida(orden: Orden, libro: Path, nombre: str) -> None:
    resultado = orden(nombre, libro, "--json")

    assert resultado.exit_code == 0
    assert json.loads(resultado.stdout)
    assert resultado.stdout.endswith("\n")


@pytest.mark.parametrize("argumentos", [["resumen"], ["resumen", "--json"], ["comprobar"]], ids=" ".join)
def test_a_un_archivo_de_windows_se_escribe_aunque_no_quepan_todos_los_caracteres(
    tmp_path: Path, libro: Path, argumentos: list[str]
) -> None:
    entorno = os.environ | {"PYTHONIOENCODING": "cp1252", "CARTERA_DATOS": str(tmp_path)}
    mandato = [sys.executable, "-c", "from cartera_xl.cli import main; main(prog_name='cartera')", argumentos[0]]

    hecho = subprocess.run([*mandato, str(libro), *argumentos[1:]], capture_output=True, env=entorno, check=False)

    assert (hecho.returncode, hecho.stderr.decode("cp1252")) == (0, "")
    assert "?" not in hecho.stdout.decode("cp1252") or "--json" not in argumentos
    if "--json" in argumentos:
        json.loads(hecho.stdout.decode("ascii"))


def test_los_errores_con_json_no_van_a_la_salida(orden: Orden, libro: Path) -> None:
    resultado = orden("recalcular", libro, "--json", "--hoja", "Nada")

    assert (resultado.exit_code, resultado.stdout) == (1, "")
    assert "«Nada»" in resultado.stderr


def test_json_y_pantalla_terminan_con_el_mismo_codigo(orden: Orden, tmp_path: Path) -> None:
    libro = _con_un_error(tmp_path)

    assert orden("comprobar", libro, "--json").exit_code == orden("comprobar", libro).exit_code == 3


def test_simular_no_cambia_ni_un_byte(orden: Orden, libro: Path, tmp_path: Path) -> None:
    antes = libro.read_bytes()
    resultado = orden("recalcular", libro, "--simular")

    assert resultado.exit_code == 0
    assert "Simulado: cambiarían " in resultado.stdout
    assert libro.read_bytes() == antes
    assert [ruta.name for ruta in tmp_path.iterdir() if ruta.suffix == ".xlsx"] == [libro.name]


def test_recalcular_dos_veces_dice_que_ya_estaba_al_dia(orden: Orden, libro: Path) -> None:
    orden("recalcular", libro)

    assert "El libro ya estaba al día" in orden("recalcular", libro).stdout


def test_deshacer_devuelve_lo_que_habia_y_consta_en_el_historial(orden: Orden, libro: Path) -> None:
    orden("recalcular", libro)
    simulado = orden("deshacer", libro, "--simular")
    hecho = orden("deshacer", libro, "--json")

    assert (simulado.exit_code, hecho.exit_code) == (0, 0)
    assert simulado.stdout.startswith("Se desharía la ejecución R-")
    assert json.loads(hecho.stdout)["escrito"]
    historial = orden("historial", libro).stdout
    ejecuciones = json.loads(orden("historial", libro, "--json").stdout)
    assert "deshecha" in historial
    assert ejecuciones
    assert all(ejecucion["id"] in historial for ejecucion in ejecuciones)


def test_un_libro_sin_ejecuciones_lo_dice(orden: Orden, libro: Path) -> None:
    resultado = orden("historial", libro)

    assert resultado.exit_code == 0
    assert resultado.stdout == "No consta ninguna ejecución sobre «cartera.xlsx» en este equipo.\n"


def _csv(tmp_path: Path) -> Path:
    lineas = ["Cliente;Fecha;Importe", *(f"Cliente {i % 7};{1 + i % 28:02d}/03/2025;{100 + i},50" for i in range(60))]
    ruta = tmp_path / "ventas.csv"
    ruta.write_text("\n".join(lineas) + "\n", encoding="utf-8")
    return ruta


def test_un_csv_sin_salida_se_rechaza_con_el_remedio(orden: Orden, tmp_path: Path) -> None:
    resultado = orden("recalcular", _csv(tmp_path))

    assert resultado.exit_code == 1
    assert "Qué hacer: Diga dónde dejar el resultado: --salida ventas.xlsx" in resultado.stderr


def test_un_csv_con_salida_deja_un_libro(orden: Orden, tmp_path: Path) -> None:
    origen, salida = _csv(tmp_path), tmp_path / "cartera.xlsx"
    antes = origen.read_bytes()
    resultado = orden("recalcular", origen, "--salida", salida)

    assert resultado.exit_code == 0, resultado.output
    assert salida.read_bytes().startswith(b"PK")
    assert origen.read_bytes() == antes


def test_nueva_no_sobrescribe(orden: Orden, libro: Path) -> None:
    antes = libro.read_bytes()
    resultado = orden("nueva", libro)

    assert resultado.exit_code == 1
    assert "Ya existe «cartera.xlsx»" in resultado.stderr
    assert libro.read_bytes() == antes


def test_nueva_dice_el_paso_siguiente_listo_para_copiar(orden: Orden, tmp_path: Path) -> None:
    ruta = tmp_path / "mi cartera.xlsx"
    resultado = orden("nueva", ruta)

    assert resultado.exit_code == 0
    assert ruta.is_file()
    assert f'\n  cartera recalcular "{ruta}"\n' in resultado.stdout


def test_demo_deja_un_libro_recalculado(orden: Orden, tmp_path: Path) -> None:
    resultado = orden("demo", "--carpeta", tmp_path / "pruebas")
    libro = tmp_path / "pruebas" / "cartera-ejemplo.xlsx"

    assert resultado.exit_code == 3, resultado.output
    assert libro.is_file()
    assert json.loads(orden("historial", libro, "--json").stdout)


def test_la_pantalla_cabe_en_80_columnas_salvo_lo_que_se_copia(orden: Orden, tmp_path: Path) -> None:
    lineas = orden("demo", "--carpeta", tmp_path).stdout.splitlines()
    lineas += orden("comprobar", tmp_path / "cartera-ejemplo.xlsx").stdout.splitlines()

    assert [linea for linea in lineas if len(linea) > ANCHO and str(tmp_path) not in linea] == []
    assert [linea for linea in lineas if re.search(r"(?<![\d.,])1\xa0\w+s\b", linea)] == []
    assert "  Para volver atrás: cartera deshacer " + str(tmp_path / "cartera-ejemplo.xlsx") in lineas


@pytest.mark.parametrize(
    ("cuantos", "pais", "texto"),
    [
        (0, "ES", "0\xa0clientes"),
        (1, "ES", "1\xa0cliente"),
        (2, "ES", "2\xa0clientes"),
        (1234, "ES", "1.234\xa0clientes"),
        (1234567, "MX", "1,234,567\xa0clientes"),
    ],
)
def test_lo_que_se_cuenta_concuerda_y_lleva_la_marca_de_millares(cuantos: int, pais: str, texto: str) -> None:
    from cartera_xl.console import Figures

    assert Figures(pais, None).counted(cuantos, "cliente", "clientes") == texto


def test_un_nombre_entre_corchetes_no_se_toma_por_un_color(orden: Orden, libro: Path) -> None:
    raro = libro.rename(libro.with_name("[red]cartera.xlsx"))

    assert "[red]cartera.xlsx" in orden("resumen", raro).stdout


def _compras_de_dos_anos(tmp_path: Path, *, clientes: int = 12) -> Path:
    """Un CSV con compras sueltas de 2024 y 2025; el primer cliente, el de más gasto, no vuelve en 2025."""
    azar = random.Random(3)
    lineas = ["Cliente;Fecha;Importe"]
    for k in range(clientes):
        dia = date(2024, 1, 1) + timedelta(days=k)
        while dia <= date(2025, 12, 31 if k else 1):
            if k or dia.year == 2024:
                lineas.append(f"Cliente {k};{dia:%d/%m/%Y};{azar.randint(100, 900) * (clientes - k)},50")
            dia += timedelta(days=azar.randint(5, 40 + 6 * k))
    ruta = tmp_path / "ventas.csv"
    ruta.write_text("\n".join(lineas) + "\n", encoding="utf-8")
    return ruta


@pytest.mark.parametrize("ancho", [80, 100])
def test_validar_responde_a_sus_dos_preguntas_y_cabe_en_la_pantalla(orden: Orden, tmp_path: Path, ancho: int) -> None:
    ventas = _compras_de_dos_anos(tmp_path, clientes=24)
    antes = ventas.read_bytes()

    resultado = orden("validar", ventas, env={"COLUMNS": str(ancho)})

    assert resultado.exit_code == 0, resultado.output
    lineas = resultado.stdout.splitlines()
    assert "1. ¿Qué método acierta más con sus clientes?" in lineas
    assert "2. ¿Acertó la última vez?" in lineas
    assert any(linea.lstrip().startswith("✓") for linea in lineas)
    assert any(linea.startswith("Cliente 0 ") for linea in lineas)
    assert [linea for linea in lineas if len(linea.rstrip()) > ancho] == []
    assert [linea for linea in lineas if re.search(r"(?<![\d.,])1\xa0\w+s\b", linea)] == []
    assert ventas.read_bytes() == antes
    assert sorted(ruta.name for ruta in tmp_path.iterdir() if ruta.is_file()) == ["ventas.csv"]


def test_validar_no_escribe_en_el_libro_y_dice_que_metodo_usara_recalcular(orden: Orden, tmp_path: Path) -> None:
    libro = tmp_path / "cartera.xlsx"
    assert orden("recalcular", _compras_de_dos_anos(tmp_path), "--salida", libro).exit_code == 0
    antes = libro.read_bytes()

    resultado = orden("validar", libro, "--movimientos", tmp_path / "ventas.csv")

    assert resultado.exit_code == 0, resultado.output
    assert "«recalcular» usa el método del baremo del " in resultado.stdout
    assert libro.read_bytes() == antes


def test_validar_sin_compras_una_a_una_termina_con_1_y_dice_como_darlas(orden: Orden, libro: Path) -> None:
    resultado = orden("validar", libro)

    assert (resultado.exit_code, resultado.stdout) == (1, "")
    assert resultado.stderr.startswith(
        "Error: Para validar hacen falta las compras una a una (cliente, fecha e importe)"
    )
    assert "Dónde: libro «cartera.xlsx».\nQué hacer: Dé las compras con --movimientos ARCHIVO" in resultado.stderr


def test_validar_con_poca_historia_dice_cuanta_falta(orden: Orden, tmp_path: Path) -> None:
    resultado = orden("validar", _csv(tmp_path))

    assert resultado.exit_code == 0, resultado.output
    texto = " ".join(resultado.stdout.split())
    assert "No hay historia bastante: hacen falta 455 días de compras" in texto
    assert "(12 meses y 90 días antes) y hay 27." in texto


def test_validar_en_json_lleva_las_dos_pruebas(orden: Orden, tmp_path: Path) -> None:
    resultado = orden("validar", _compras_de_dos_anos(tmp_path), "--json")

    leido = json.loads(resultado.stdout)
    assert resultado.exit_code == 0
    assert leido["metodo"] == leido["pronostico"]["metodo"]
    assert [fallo["nombre"] for fallo in leido["acierto"]["fugas"]["lista"]] == ["Cliente 0"]


def test_validar_con_un_dato_ilegible_termina_con_3_y_dice_donde_verlo(orden: Orden, tmp_path: Path) -> None:
    ventas = _compras_de_dos_anos(tmp_path)
    with ventas.open("a", encoding="utf-8") as archivo:
        archivo.write("Cliente 1;05/05/2025;12.5O\n")

    resultado = orden("validar", ventas)

    assert resultado.exit_code == orden("validar", ventas, "--json").exit_code == 3
    assert "algún dato fuera; véalas con: cartera comprobar" in " ".join(resultado.stdout.split())


@pytest.mark.parametrize("interprete", ["bash", "zsh", "fish"])
def test_completar_escribe_un_guion(orden: Orden, interprete: str) -> None:
    resultado = orden("completar", interprete)

    assert resultado.exit_code == 0
    assert "_CARTERA_COMPLETE" in resultado.stdout


def _en_otro_proceso(codigo: str, *argumentos: str, **extra: Any) -> subprocess.CompletedProcess[str]:
    orden_entera = [sys.executable, *argumentos, "-c", codigo]
    return subprocess.run(orden_entera, text=True, encoding="utf-8", check=False, timeout=60, **extra)


def test_importar_la_orden_no_trae_nada_pesado() -> None:
    traza = _en_otro_proceso("import cartera_xl.cli", "-X", "importtime", capture_output=True).stderr
    importados = {linea.rpartition("|")[2].strip().partition(".")[0] for linea in traza.splitlines()}

    assert "click" in importados
    assert importados & {"pandas", "numpy", "lxml", "rich", "babel", "narwhals", "openpyxl"} == set()


def test_la_ayuda_no_necesita_babel_y_no_cambia_los_numeros_de_la_maquina() -> None:
    codigo = (
        "import os, sys; antes = dict(os.environ)\n"
        "from cartera_xl.cli import main\n"
        "main(['--ayuda'], standalone_mode=False)\n"
        "cambios = {c for c in os.environ if os.environ[c] != antes.get(c)}\n"
        "print(sorted(cambios), 'babel' in sys.modules)"
    )
    entorno = os.environ | {"LANGUAGE": "en", "PYTHONUTF8": "1"}
    salida = _en_otro_proceso(codigo, capture_output=True, env=entorno).stdout

    assert salida.splitlines()[-1] == "['LANGUAGE'] False"
    assert "Opciones:" in salida


@pytest.mark.parametrize("argumentos", [["--ayuda"], ["historial", "{libro}"], ["historial", "{libro}", "--json"]])
def test_una_tuberia_rota_no_deja_traza(libro: Path, tmp_path: Path, argumentos: list[str]) -> None:
    partes = [parte.format(libro=libro) for parte in argumentos]
    lectura, escritura = os.pipe()
    os.close(lectura)
    try:
        terminado = _en_otro_proceso(
            f"from cartera_xl.cli import main; main({partes!r})",
            stdout=escritura,
            stderr=subprocess.PIPE,
            env=os.environ | {"CARTERA_DATOS": str(tmp_path / "datos")},
        )
    finally:
        os.close(escritura)

    assert terminado.stderr == ""


def test_la_ayuda_agrupa_todas_las_ordenes() -> None:
    from cartera_xl.cli import SECTIONS, main

    agrupadas = [nombre for nombres in SECTIONS.values() for nombre in nombres]

    assert isinstance(main, click.Group)
    assert sorted(agrupadas) == sorted(set(main.commands) - {"completar"})
