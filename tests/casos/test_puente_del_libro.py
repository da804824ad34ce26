"""El puente de un libro: contra hace un año, contra una ejecución, por columnas, y su hoja que se deshace."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from cartera_xl.casos.deshacer import deshacer
from cartera_xl.casos.puente import PedidoDePuente, PuenteDelLibro, puente
from cartera_xl.casos.recalcular import recalcular
from cartera_xl.hosts.memory import MemoryHost
from cartera_xl.hosts.sqlite_journal import SqliteJournal
from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.nucleo.errores import ColumnaNoEncontrada, EjecucionNoEncontrada, FaltanDatos
from cartera_xl.nucleo.ingresos.puente import CLASES, ClaseDeIngreso
from tests.casos.conftest import CABECERA, Banco, filas_de_ejemplo, peticion
from tests.support.libro_con_ventas import clientes, hojas, ventas

Montar = Callable[[dict[str, Cuadro]], Banco]
CORTE = date(2025, 12, 31)


@pytest.fixture
def diario(tmp_path: object) -> SqliteJournal:
    return SqliteJournal(tmp_path / "diario.sqlite3")  # type: ignore[operator]


def _puente(libro: dict[str, Cuadro], diario: SqliteJournal, **pedido: object) -> PuenteDelLibro:
    return puente(MemoryHost(libro), diario, peticion(corte=CORTE), PedidoDePuente(**pedido))  # type: ignore[arg-type]


def test_contra_hace_un_ano_cada_cliente_esta_en_su_clase(diario: SqliteJournal) -> None:
    informe = _puente(hojas(), diario).informe
    total = informe.total

    assert [total.clientes(clase) for clase in CLASES] == [3, 3, 3, 3, 3, 4, 0], "y la baja que no está en la hoja"
    assert total.antes + sum(e.centimos for e in total.escalones) == total.ahora
    assert total.centimos(ClaseDeIngreso.SUBE) == 3 * 6 * 500
    assert (informe.base, informe.ahora) == ("01/01/2024 a 31/12/2024", "01/01/2025 a 31/12/2025")
    assert any("1 cliente de los movimientos no está en la hoja" in nota for nota in informe.notas)


def test_el_total_es_la_suma_de_los_movimientos(diario: SqliteJournal) -> None:
    total = _puente(hojas(), diario).informe.total
    lineas = [(venta[1].year, float(str(venta[2]))) for venta in ventas() if isinstance(venta[1], datetime)]
    de_cada = {cual: round(100 * sum(importe for suyo, importe in lineas if suyo == cual)) for cual in (2024, 2025)}

    assert (total.antes, total.ahora) == (de_cada[2024], de_cada[2025])


def test_por_segmento_y_responsable_tambien_cierra(diario: SqliteJournal) -> None:
    informe = _puente(hojas(), diario).informe

    assert [dimension.nombre for dimension in informe.dimensiones] == ["Segmento", "Responsable"]
    for dimension in informe.dimensiones:
        assert sum(p.ahora for p in dimension.puentes) == informe.total.ahora
        assert sum(p.antes for p in dimension.puentes) == informe.total.antes
        for clase in CLASES:
            assert sum(p.centimos(clase) for p in dimension.puentes) == informe.total.centimos(clase)
    nombres = [p.nombre for p in informe.dimensiones[1].puentes]
    assert nombres[-2:] == ["(no está en la hoja)", "(sin dato)"] or nombres[-2:] == [
        "(sin dato)",
        "(no está en la hoja)",
    ]


@pytest.mark.parametrize("escrita", ["sector", "Sector", "SECTOR "])
def test_se_parte_por_la_columna_que_se_diga(escrita: str, diario: SqliteJournal) -> None:
    informe = _puente(hojas(), diario, por=(escrita,)).informe

    assert {p.nombre for p in informe.dimensiones[0].puentes} == {"Bares", "Tiendas", "(no está en la hoja)"}


def test_por_una_columna_que_no_hay_se_dice_por_cuales_se_puede(diario: SqliteJournal) -> None:
    with pytest.raises(ColumnaNoEncontrada, match="«color»") as error:
        _puente(hojas(), diario, por=("color",))

    assert "responsable" in error.value.remedio


def test_por_una_columna_sensible_no_se_agrupa(diario: SqliteJournal) -> None:
    libro = hojas()
    for i, fila in enumerate(libro["Clientes"]):
        fila.append("Género" if i == 0 else "Mujer")

    with pytest.raises(ColumnaNoEncontrada):
        _puente(libro, diario, por=("genero",))


def test_sin_movimientos_se_dice_lo_que_falta(diario: SqliteJournal) -> None:
    with pytest.raises(FaltanDatos, match="24 meses") as error:
        _puente({"Clientes": [CABECERA, *filas_de_ejemplo()]}, diario)

    assert "--ejecucion" in error.value.remedio


def test_si_los_movimientos_no_llegan_a_la_base_se_dice_desde_cuando_hay(diario: SqliteJournal) -> None:
    with pytest.raises(
        FaltanDatos, match=r"va del 01/01/2022 al 31/12/2022, y los movimientos empiezan el 0\d/01/2023"
    ):
        _puente(hojas(), diario, desde=date(2022, 12, 31))


def test_si_nada_hay_antes_de_la_base_las_altas_pueden_no_serlo(diario: SqliteJournal) -> None:
    informe = _puente(hojas(), diario, desde=date(2023, 12, 31)).informe

    assert any("no llegan más atrás de la base" in nota for nota in informe.notas)


def test_la_primera_compra_de_la_hoja_distingue_a_los_recuperados(diario: SqliteJournal) -> None:
    desde_2024 = [venta for venta in ventas() if not isinstance(venta[1], datetime) or venta[1].year > 2023]
    con_primera = [[*f, "Primera compra" if i == 0 else datetime(2020, 1, 1)] for i, f in enumerate(clientes())]
    libro = {"Clientes": con_primera, "Ventas": desde_2024}
    total = _puente(libro, diario).informe.total

    assert (total.clientes(ClaseDeIngreso.ALTA), total.clientes(ClaseDeIngreso.RECUPERADO)) == (0, 6)


def test_contra_una_ejecucion_anterior_cierra_y_dice_lo_mismo_que_contra_su_fecha(diario: SqliteJournal) -> None:
    libro = MemoryHost({"Clientes": clientes(), "Ventas": ventas(de_fuera=False)})
    recalcular(libro, diario, peticion(corte=date(2024, 12, 31)))

    de_fecha = puente(libro, diario, peticion(1, corte=CORTE), PedidoDePuente()).informe
    de_antes = puente(libro, diario, peticion(1, corte=CORTE), PedidoDePuente(ejecucion="ultima")).informe

    assert de_antes.total == de_fecha.total
    assert de_antes.base == "12 meses hasta el 31/12/2024"


def test_sin_movimientos_se_compara_con_una_ejecucion(diario: SqliteJournal) -> None:
    libro = MemoryHost({"Clientes": [CABECERA, *filas_de_ejemplo()]})
    recalcular(libro, diario, peticion())
    cuadro = libro._grids["Clientes"]
    importe = CABECERA.index("Importe neto")
    cuadro[1][importe] = float(str(cuadro[1][importe])) + 12.34
    ido = float(str(cuadro[2][importe]))
    del cuadro[2]

    informe = puente(libro, diario, peticion(1), PedidoDePuente(ejecucion="ultima")).informe
    total = informe.total

    assert total.centimos(ClaseDeIngreso.SUBE) == 1234
    assert total.centimos(ClaseDeIngreso.BAJA) == -round(100 * ido)
    assert total.clientes(ClaseDeIngreso.IGUAL) == 28
    assert any("1 fila de entonces ya no está" in nota for nota in informe.notas)


def test_una_ejecucion_que_no_consta_se_dice(diario: SqliteJournal) -> None:
    with pytest.raises(EjecucionNoEncontrada, match="R-1"):
        _puente(hojas(), diario, ejecucion="R-1")


def test_la_hoja_se_escribe_una_vez_y_se_deshace_sin_tocar_a_los_clientes(montar: Montar) -> None:
    banco = montar(hojas())
    antes = banco.cuadro()
    pedido = PedidoDePuente(guardar=True)

    primera = puente(banco.abrir(), banco.diario, peticion(corte=CORTE), pedido)
    segunda = puente(banco.abrir(), banco.diario, peticion(1, corte=CORTE), pedido)

    assert primera.escrita
    assert segunda.escrita == ""
    assert banco.cuadro() == antes
    assert banco.cuadro("Puente de ingresos")[0][0] == "Puente de ingresos"
    deshacer(banco.abrir(), banco.diario, peticion(2), primera.escrita)
    assert not [celda for fila in banco.cuadro("Puente de ingresos") for celda in fila if celda is not None]


def test_una_hoja_de_la_persona_con_ese_nombre_no_se_toca(diario: SqliteJournal) -> None:
    libro = MemoryHost(hojas() | {"Puente de ingresos": [["Mis cuentas", 3.0]]})
    escrito = puente(libro, diario, peticion(corte=CORTE), PedidoDePuente(guardar=True))

    assert escrito.hoja == "Puente de ingresos (Cartera)"
    assert libro.grid("Puente de ingresos") == [["Mis cuentas", 3.0]]
