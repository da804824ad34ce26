"""Sugerencias desde el libro: la tabla de la casa, quien se opone y lo que hace falta."""

import json
from datetime import datetime

import pytest

from cartera_xl.casos.sugerencias import sugerencias
from cartera_xl.nucleo.errores import ConfiguracionErronea, FaltanDatos
from tests.casos.conftest import CABECERA, Banco, filas_de_ejemplo, peticion

TITULOS = ["Fecha", "Código cliente", "Producto", "Importe"]


def _ventas(productos=("Café", "Filtro", "Té")):
    """50 clientes compran café; 40 de ellos, filtro, y otros 150 solo té: uno por línea, dos líneas cada uno."""
    filas = []
    for i in range(1, 201):
        cosas = (0, 1) if i <= 40 else (0, 2) if i <= 50 else (2, 2)
        filas += [[datetime(2026, 1, 1 + i % 28), f"C{i:03d}", productos[cosa], 20.0 + i] for cosa in cosas]
    return [TITULOS, *filas]


def _clientes(**mas):
    cabecera = ["Código", "Cliente", *mas]
    return [cabecera, *([f"C{i:03d}", f"Cliente {i}", *(valor(i) for valor in mas.values())] for i in range(1, 201))]


@pytest.fixture
def libro(montar) -> Banco:
    return montar({"Clientes": _clientes(Oposición=lambda i: "Sí" if i == 41 else "No"), "Ventas": _ventas()})


def test_sugiere_a_quien_le_falta_y_calla_con_quien_se_opone(libro):
    hallado = sugerencias(libro.abrir(), libro.diario, peticion())

    assert hallado.campo == "producto"
    assert [cliente.nombre for cliente in hallado.clientes] == [f"Cliente {i}" for i in range(50, 41, -1)]
    assert hallado.apartados == 1
    texto = "Ofrecer Filtro: 8 de cada 10 que compran Café también lo llevan (40 clientes)."
    assert {cliente.texto for cliente in hallado.clientes} == {texto}
    leido = json.loads(json.dumps(hallado.a_dict(), ensure_ascii=False))
    assert leido["asociaciones"][0]["desde"] == "Filtro"
    assert leido["motivo"] == ""


def test_con_guardar_crea_la_hoja_y_lo_escrito_en_ella_manda(libro):
    hallado = sugerencias(libro.abrir(), libro.diario, peticion(), en_hoja=True)
    assert hallado.hay_hoja
    assert hallado.ejecucion
    cuadro = libro.cuadro("Complementos")
    fila = next(i for i, celdas in enumerate(cuadro, 1) if celdas[:2] == ["Producto", "Complemento"])
    libro.editar("Complementos", fila + 1, 1, "Té")
    libro.editar("Complementos", fila + 1, 2, "Tetera")
    libro.editar("Complementos", fila + 2, 1, "Chocolate")
    libro.editar("Complementos", fila + 2, 2, "Taza")

    otra = sugerencias(libro.abrir(), libro.diario, peticion(1), en_hoja=True)
    assert otra.ejecucion == ""
    assert otra.de_tabla == 160
    assert otra.clientes[0].texto == "Ofrecer Tetera, que acompaña a Té (según su tabla)."
    avisos = [i for i in otra.incidencias if i.clase == "producto_desconocido"]
    assert [aviso.celda for aviso in avisos] == [f"A{fila + 2}"]


def test_sin_guardar_no_se_escribe_nada(libro):
    antes = [hoja.nombre for hoja in libro.abrir().info().hojas]
    sugerencias(libro.abrir(), libro.diario, peticion())

    assert [hoja.nombre for hoja in libro.abrir().info().hojas] == antes


def test_una_hoja_a_medias_dice_su_celda(montar):
    mala = [["Complementos"], ["Producto", "Complemento", "Nota"], ["Café", None, "nota"]]
    libro = montar({"Clientes": _clientes(), "Ventas": _ventas(), "Complementos": mala})

    with pytest.raises(ConfiguracionErronea, match="celda B3"):
        sugerencias(libro.abrir(), libro.diario, peticion())


def test_sin_compras_una_a_una_se_dice_que_hacer(montar):
    libro = montar({"Clientes": [CABECERA, *filas_de_ejemplo()]})

    with pytest.raises(FaltanDatos, match="--movimientos"):
        sugerencias(libro.abrir(), libro.diario, peticion())


def test_sin_producto_se_dice_que_columna_falta(montar):
    sin = [[fila[0], fila[1], fila[3]] for fila in _ventas()]
    libro = montar({"Clientes": _clientes(), "Ventas": sin})

    with pytest.raises(FaltanDatos, match="columna de producto"):
        sugerencias(libro.abrir(), libro.diario, peticion())
