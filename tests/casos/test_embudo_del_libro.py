"""El embudo de un libro, con su perfil ideal y los que no responden."""

from datetime import datetime

import pytest
from conftest import Banco, peticion

from cartera_xl.casos.anotar import PorAnotar, anotar
from cartera_xl.casos.apertura import abrir
from cartera_xl.casos.calculo import reunir_hechos
from cartera_xl.casos.embudo import embudo
from cartera_xl.casos.estudio import leer
from cartera_xl.casos.perfil import con_perfil
from cartera_xl.nucleo.celdas import Celda, Cuadro
from cartera_xl.nucleo.errores import FaltanDatos

CLIENTES: Cuadro = [
    ["Código", "Cliente", "Estado", "Medio", "Fuente", "Gasto previsto", "¿Tiene terraza?", "Sexo", "Última compra"],
    ["C1", "Uno", "Potencial", "Tienda física", "Redes", 500.0, "Sí", "Mujer", None],
    ["C2", "Dos", "Potencial", "Web", "Marketing de contenidos", 900.0, "No", "Hombre", None],
    ["C3", "Tres", "Potencial", "Web", "Boletín", None, None, None, None],
    ["C4", "Cuatro", "Cliente", "Web", "Boletín", None, "Sí", None, datetime(2025, 5, 1)],
]
TERRAZA = ("¿Tiene terraza?", "es", "sí", 3.0)
GASTO = ("Gasto previsto", "≥", 800.0, 1.0)


@pytest.fixture
def libro(montar) -> Banco:
    return montar({"Clientes": CLIENTES})


def _embudo(banco: Banco, minutos: int = 0, **mas):
    return embudo(banco.abrir(), banco.diario, peticion(minutos, pais="ES"), **mas)


def test_cada_potencial_entra_en_la_etapa_de_su_regla(libro: Banco) -> None:
    medido = _embudo(libro).embudo
    assert {etapa.nombre: etapa.potenciales for etapa in medido.etapas if etapa.potenciales} == {
        "Primer contacto": 1,
        "Clasificación de oportunidades": 1,
        "Negociación": 1,
    }
    assert next(e for e in medido.etapas if e.nombre == "Primer contacto").conversion == 0.5


def test_quien_no_contesta_tras_tres_intentos_sale_con_su_nombre(libro: Banco) -> None:
    for dia in (1, 8, 15):
        llamada = PorAnotar("C3", "Teléfono", "Presentarse", momento=datetime(2025, 4, dia))
        anotar(libro.abrir(), libro.diario, peticion(dia, pais="ES"), llamada)

    informe = _embudo(libro)
    assert [(mudo.intentos, nombre, fila) for mudo, nombre, fila in informe.mudos] == [(3, "Tres", 4)]
    assert informe.a_dict()["no_responden"][0]["ultimo"] == "2025-04-15"


def test_guardar_crea_las_dos_hojas_y_repetir_no_cambia_nada(libro: Banco) -> None:
    assert _embudo(libro, en_hoja=True).hojas == ("Embudo", "Perfil ideal")
    assert _embudo(libro, 1, en_hoja=True).ejecucion == ""


def test_sin_potenciales_no_hay_embudo(montar) -> None:
    solo_clientes = [CLIENTES[0], CLIENTES[4]]
    with pytest.raises(FaltanDatos, match="ningún potencial"):
        _embudo(montar({"Clientes": solo_clientes}))


def _con_perfil(banco: Banco, *condiciones: tuple[Celda, ...]) -> None:
    """Crea la hoja y escribe esas condiciones encima de las de partida."""
    _embudo(banco, en_hoja=True)
    cuadro = banco.cuadro("Perfil ideal")
    cabecera = next(i for i, fila in enumerate(cuadro, 1) if fila and fila[0] == "Dato")
    for i, condicion in enumerate(condiciones, cabecera + 1):
        for j, celda in enumerate(condicion, 1):
            banco.editar("Perfil ideal", i, j, celda)


def test_una_columna_inventada_por_la_persona_cuenta_en_el_encaje(libro: Banco) -> None:
    _con_perfil(libro, TERRAZA, GASTO)
    informe = _embudo(libro, 1)
    tarjetas = {t.nombre: t for etapa in informe.embudo.etapas for t in etapa.tarjetas}
    assert informe.hay_perfil
    assert (tarjetas["Uno"].encaje, tarjetas["Dos"].encaje, tarjetas["Tres"].encaje) == (75.0, 25.0, None)
    assert tarjetas["Uno"].por_que == "No cumple: Gasto previsto ≥ 800. Cumple: ¿Tiene terraza? es sí."


def test_el_encaje_entra_en_los_hechos_de_los_potenciales_y_un_dato_delicado_avisa(libro: Banco) -> None:
    _con_perfil(libro, TERRAZA, GASTO, ("Sexo", "es", "Mujer", 1.0))
    anfitrion, pedido = libro.abrir(), peticion(pais="ES")
    abierto = abrir(anfitrion)
    leido = leer(anfitrion, abierto, pedido)
    hechos = con_perfil(anfitrion, abierto, leido, reunir_hechos(leido.clientes.tabla, leido.movimientos, pedido))
    assert hechos.cuadro["encaje"].to_list()[:2] == [80.0, 20.0]
    assert hechos.cuadro["encaje"].is_null().to_list() == [False, False, True, True]
    assert "dato_sensible" in {incidencia.clase for incidencia in hechos.incidencias}
