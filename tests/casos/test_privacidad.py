"""El estado de la privacidad de un libro, la hoja de registro y que lo sensible no puntúa."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from cartera_xl.casos.deshacer import deshacer
from cartera_xl.casos.estudio import estudiar
from cartera_xl.casos.permisos import avisos_de_columnas_sensibles, permisos_de
from cartera_xl.casos.privacidad import InformeDePrivacidad, privacidad
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Celda, Cuadro
from cartera_xl.nucleo.privacidad.permisos import Canal, puede_recibir
from tests.casos.conftest import Banco, _en_archivo, _en_memoria, filas_de_ejemplo, peticion

Montar = Callable[[dict[str, Cuadro]], Banco]
TITULOS: list[Celda] = ["Código", "Cliente", "NIF", "Última compra", "Nº compras", "Importe neto"]
DE_PERMISO: list[Celda] = ["Consentimiento", "Oposición", "Bloqueado", "Conservar hasta", "País"]


@pytest.fixture(params=["memoria", "archivo"])
def montar(request: pytest.FixtureRequest, tmp_path: Path) -> Montar:
    diario = SqliteJournal(tmp_path / "datos" / "diario.sqlite3")
    if request.param == "memoria":
        return lambda hojas: _en_memoria(hojas, diario)
    return lambda hojas: _en_archivo(hojas, diario, tmp_path / "cartera.xlsx", tabla=False)


def con_columnas(titulos: list[Celda], valores: Callable[[int], list[Celda]]) -> dict[str, Cuadro]:
    filas = [[*fila, *valores(i)] for i, fila in enumerate(filas_de_ejemplo(12))]
    return {"Clientes": [[*TITULOS, *titulos], *filas]}


def permisos_de_fila(i: int) -> list[Celda]:
    """Consienten los pares; la 2 se opone; la 3 está bloqueada; a la 4 se le pasó el plazo; la 5 es de Colombia."""
    return [
        "Sí" if i % 2 == 0 else None,
        "Sí" if i == 2 else None,
        "Sí" if i == 3 else "por morosidad" if i == 9 else None,
        datetime(2026, 2, 28) if i == 4 else None,
        "Colombia" if i == 5 else "España",
    ]


@pytest.fixture
def banco(montar: Montar) -> Banco:
    return montar(con_columnas(DE_PERMISO, permisos_de_fila))


def mirar(banco: Banco, **cambios: bool) -> InformeDePrivacidad:
    return privacidad(banco.abrir(), banco.diario, peticion(), **cambios)


def test_cuenta_quien_puede_recibir_quien_no_y_de_quien_no_consta(banco: Banco) -> None:
    informe = mirar(banco)

    correo = informe.canales[0]
    assert (correo.si, correo.no, correo.no_consta) == (4, 5, 3)
    assert (informe.bloqueados, informe.opuestos, informe.anonimos) == (2, 1, 0)
    assert informe.paises == ("CO", "ES")


def test_un_bloqueo_que_no_se_entiende_cuenta_como_bloqueo(banco: Banco) -> None:
    cartera = estudiar(banco.abrir(), banco.diario, peticion())

    envio = puede_recibir(permisos_de(cartera, peticion()), Canal.CORREO)

    assert "bloqueados" in envio.motivos[9]


def test_dice_lo_que_falta_por_hacer_y_en_que_filas(banco: Banco) -> None:
    pendientes = {pendiente.que.partition(" ")[0]: pendiente for pendiente in mirar(banco).pendientes}

    vencidos = next(p for p in mirar(banco).pendientes if "plazo" in p.que)
    assert (vencidos.cuantas, vencidos.filas) == (1, (6,))
    assert pendientes["Consentimientos"].cuantas == 6
    assert any("a la vez se oponen" in p.que and p.filas == (4,) for p in mirar(banco).pendientes)


def test_sin_columna_de_consentimiento_lo_dice(montar: Montar) -> None:
    informe = mirar(montar(con_columnas([], lambda _: [])))

    assert not informe.hay_consentimiento
    assert all(canal.no_consta == 12 for canal in informe.canales)


def test_la_hoja_de_registro_se_escribe_se_respeta_y_se_deshace(banco: Banco) -> None:
    primera = mirar(banco, registro=True)
    cuadro = banco.cuadro("Registro de tratamientos")
    fila = next(i for i, linea in enumerate(cuadro, 1) if linea and linea[0] == "Nombre o razón social")
    banco.editar("Registro de tratamientos", fila, 2, "Bodegas Ficticias")

    segunda = mirar(banco, registro=True)

    assert primera.ejecucion
    assert segunda.ejecucion == ""
    assert banco.cuadro("Registro de tratamientos")[fila - 1][1] == "Bodegas Ficticias"
    deshacer(banco.abrir(), banco.diario, peticion(5), primera.ejecucion)
    quedan = [celda for linea in banco.cuadro("Registro de tratamientos") for celda in linea if celda is not None]
    assert quedan == ["Bodegas Ficticias"]


SENSIBLES: list[Celda] = ["Fecha de nacimiento", "Sexo", "Estado civil", "Ingresos mensuales", "Religión", "Salud"]


def sensibles_de(i: int) -> list[Celda]:
    estado = "Soltera" if i % 2 else "Casada"
    return [datetime(1960 + i, 1, 1), "M" if i % 2 else "F", estado, 1000.0 * i, "Credo" if i % 3 else None, "Buena"]


def test_lo_sensible_no_cambia_ni_un_punto_a_nadie(montar: Montar) -> None:
    con = montar(con_columnas(SENSIBLES, sensibles_de))
    con_lo_sensible = estudiar(con.abrir(), con.diario, peticion())
    sin = montar(con_columnas([], lambda _: []))
    sin_lo_sensible = estudiar(sin.abrir(), sin.diario, peticion())

    assert {"genero", "religion", "salud"} <= set(con_lo_sensible.leido.clientes.tabla.cuadro.columns)
    unos, otros = con_lo_sensible.calculo.puntuados, sin_lo_sensible.calculo.puntuados
    assert unos.columns == otros.columns
    for columna in unos.columns:
        assert str(unos[columna].to_list()) == str(otros[columna].to_list()), columna


def test_lo_especial_se_avisa_aunque_no_se_use(montar: Montar) -> None:
    banco = montar(con_columnas(SENSIBLES, sensibles_de))
    leido = estudiar(banco.abrir(), banco.diario, peticion()).leido

    avisos = avisos_de_columnas_sensibles(leido.clientes.tabla, leido.movimientos)

    assert [aviso.celda for aviso in avisos] == ["K1", "L1"]
    assert [s.titulo for s in mirar(banco).sensibles] == SENSIBLES


def test_el_archivo_del_diario_no_deja_leer_nombres_correos_ni_nif(montar: Montar) -> None:
    banco = montar(con_columnas(["Correo"], lambda i: [f"correo{i}@example.com"]))
    recalcular(banco.abrir(), banco.diario, peticion())

    guardado = banco.diario._path.read_bytes()

    for dato in ("Cliente 1 S.L.", "correo1@example.com", "C001"):
        assert dato.encode() not in guardado
        assert dato.encode("utf-16-le") not in guardado


def test_las_columnas_del_diario_no_llevan_nombres_aunque_se_descompriman(montar: Montar) -> None:
    """Solo los llevan las hojas propias que enseñan clientes por su nombre: hacen falta para deshacerlas."""
    banco = montar(con_columnas(["Correo"], lambda i: [f"correo{i}@example.com"]))
    recalcular(banco.abrir(), banco.diario, peticion())
    libro = estudiar(banco.abrir(), banco.diario, peticion(1)).libro.configuracion.identificador

    corrida = banco.diario.find(libro)

    assert corrida is not None
    columnas = str([[c.antes.tolist(), c.despues.tolist()] for c in corrida.columnas])
    assert "Cliente 1 S.L." not in columnas
    assert "@example.com" not in columnas
    en_hojas = str([(hoja.antes, hoja.despues) for hoja in corrida.hojas])
    assert "@example.com" not in en_hojas
