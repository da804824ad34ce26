"""Dónde está la tabla y de qué clase es."""

from datetime import datetime

import pytest

from cartera_xl.nucleo.celdas import Rango
from cartera_xl.nucleo.columnas import Clase
from cartera_xl.nucleo.errores import HojaNoEncontrada, VariasTablas
from cartera_xl.nucleo.lectura.tabla import elegir, localizar
from cartera_xl.nucleo.libro import HojaInfo, TablaExcel

F = datetime(2024, 1, 1)
CLIENTES = [["Nombre", "Importe", "Compras"], ["A", 1.0, 1.0], ["B", 2.0, 2.0]]
VENTAS = [["Fecha", "Cliente", "Factura", "Importe"], *([F, "A", f"F{i}", 1.0] for i in range(6))]


def test_una_hoja_propia_nunca_es_candidata() -> None:
    for nombre in ("Resumen", "CONFIGURACIÓN", "Historial", "ayuda"):
        assert localizar(HojaInfo(nombre), CLIENTES) == []


def test_clientes_y_movimientos_se_distinguen() -> None:
    [clientes], [ventas] = localizar(HojaInfo("Hoja1"), CLIENTES), localizar(HojaInfo("Hoja2"), VENTAS)

    assert (clientes.clase, ventas.clase) == (Clase.CLIENTES, Clase.MOVIMIENTOS)


def test_los_mismos_titulos_son_movimientos_si_el_cliente_se_repite() -> None:
    titulos = ["Cliente", "Fecha", "Importe"]
    unicos = [titulos, *([f"C{i}", F, 1.0] for i in range(10))]
    repetidos = [titulos, *([f"C{i % 2}", F, 1.0] for i in range(10))]

    assert localizar(HojaInfo("Hoja1"), unicos)[0].clase is Clase.CLIENTES
    assert localizar(HojaInfo("Hoja1"), repetidos)[0].clase is Clase.MOVIMIENTOS


def test_una_tabla_de_excel_se_prefiere_y_deja_fuera_su_fila_de_totales() -> None:
    tabla = TablaExcel("Tabla1", Rango.desde_a1("A3:C6"), tiene_totales=True)
    cabeza = [["Nombre", "Importe"], ["Z", 9.0], *CLIENTES, ["Total", 3.0, 3.0]]

    [hallada] = localizar(HojaInfo("Hoja1", tablas=(tabla,)), cabeza)

    assert (hallada.tabla, hallada.fila_cabecera, hallada.ultima_fila) == ("Tabla1", 3, 5)


def test_una_tabla_que_no_es_de_nada_no_tapa_a_los_clientes() -> None:
    tabla = TablaExcel("Tarifas", Rango.desde_a1("F1:G2"))
    cabeza = [[*CLIENTES[0], None, None, "Tramo", "Puntos"], [*CLIENTES[1], None, None, "x", 1.0], CLIENTES[2]]

    assert localizar(HojaInfo("Hoja1", tablas=(tabla,)), cabeza)[0].titulos == {1: "Nombre", 2: "Importe", 3: "Compras"}


def test_un_titulo_partido_en_dos_lineas_se_junta() -> None:
    cabeza = [[None, "Última", None], ["Nombre", "compra", "Pedidos"], ["A", F, 1.0], ["B", F, 2.0]]

    [hallada] = localizar(HojaInfo("Hoja1"), cabeza)

    assert hallada.titulos == {1: "Nombre", 2: "Última compra", 3: "Pedidos"}
    assert hallada.primera_fila == 3


def test_la_hoja_pedida_vale_aunque_parezca_otra_cosa() -> None:
    candidatas = [*localizar(HojaInfo("Clientes"), CLIENTES), *localizar(HojaInfo("Ventas"), VENTAS)]

    assert elegir(candidatas, Clase.CLIENTES, "ventas").hoja == "Ventas"
    assert elegir(candidatas, Clase.CLIENTES).hoja == "Clientes"
    assert elegir(candidatas, Clase.MOVIMIENTOS).hoja == "Ventas"


def test_un_archivo_dado_como_movimientos_vale_entero() -> None:
    candidatas = localizar(HojaInfo("Hoja1"), CLIENTES)

    with pytest.raises(HojaNoEncontrada):
        elegir(candidatas, Clase.MOVIMIENTOS)
    assert elegir(candidatas, Clase.MOVIMIENTOS, todas=True).hoja == "Hoja1"


def test_dos_iguales_de_buenas_se_nombran() -> None:
    candidatas = [c for n in ("Clientes 1", "Clientes 2") for c in localizar(HojaInfo(n), CLIENTES)]

    with pytest.raises(VariasTablas, match=r"Clientes 1.*Clientes 2"):
        elegir(candidatas, Clase.CLIENTES, libro="libro.xlsx")


def test_el_nombre_de_la_hoja_desempata() -> None:
    candidatas = [c for n in ("Hoja1", "Cartera de clientes") for c in localizar(HojaInfo(n), CLIENTES)]

    assert elegir(candidatas, Clase.CLIENTES).hoja == "Cartera de clientes"


@pytest.mark.parametrize("cabeza", [[], [[]], [[None]], [["Nombre"]], [[1.0, 2.0], [3.0, 4.0]]])
def test_donde_no_hay_tabla_no_se_ve_ninguna(cabeza) -> None:
    assert localizar(HojaInfo("Hoja1"), cabeza) == []


def test_una_fila_de_datos_ya_puntuada_no_se_toma_por_los_titulos() -> None:
    cabeza = [
        ["Código", "Cliente", "Puntuación", "Rango", "Segmento", "Ciclo de vida", "Núcleo 80 %"],
        *[[f"{i:05d}", f"Cliente {i:05d}", 10.0 * i, "★★ Medio", "Clave", "Ocasional", "No"] for i in range(30)],
    ]

    (tabla,) = localizar(HojaInfo("Clientes"), cabeza)

    assert tabla.fila_cabecera == 1
