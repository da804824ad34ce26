"""Lo que se tiene de una persona: todo, y nada de los demás."""

import pytest

from cartera_xl.casos.interesado import Interesado, escrito, interesado
from cartera_xl.casos.interesado_filas import CABECERA, filas
from cartera_xl.nucleo.celdas import Cuadro
from cartera_xl.nucleo.plan import Aspecto
from tests.casos.conftest import Banco, peticion
from tests.casos.libro_de_personas import CODIGO, CORREO, NOMBRE, TELEFONO, banco_recalculado


@pytest.fixture(scope="module", params=["memoria", "archivo"])
def banco(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Banco:
    """El libro ya recalculado; aquí nadie escribe en él."""
    return banco_recalculado(tmp_path_factory.mktemp("interesado"), en_memoria=request.param == "memoria")


def cuadros(banco: Banco) -> dict[str, Cuadro]:
    return {hoja.nombre: banco.cuadro(hoja.nombre) for hoja in banco.abrir().info().hojas}


@pytest.fixture(scope="module")
def suyo(banco: Banco) -> Interesado:
    antes = cuadros(banco)
    hecho = interesado(banco.abrir(), banco.diario, peticion(5, pais="MX"), CORREO)
    assert cuadros(banco) == antes, "no escribe nada"
    return hecho


def test_trae_su_fila_sus_compras_y_las_demas_celdas_que_la_nombran(suyo: Interesado) -> None:
    ficha = {dato.titulo: dato.valor for dato in suyo.ficha if not dato.calculado}
    assert (ficha["Nombre"], ficha["Teléfono"], ficha["Fecha de alta"]) == (NOMBRE, TELEFONO, "03/01/2024")
    assert suyo.compras is not None
    assert [linea[2] for linea in suyo.compras.lineas] == [CODIGO] * 3
    de_fuera = {f"{a.hoja}!{a.celda}" for a in suyo.apariciones}
    assert {"Clientes!O5", "Visitas!A2", "Visitas!B3", "Visitas!B4", "Contactos!A3"} <= de_fuera


def test_no_trae_nada_de_los_demas(suyo: Interesado) -> None:
    assert "cliente7@example.com" not in str(suyo.a_dict())
    assert "A00000007" not in str(suyo.a_dict())


def test_dice_que_ejecuciones_guardan_su_fila_y_que_hojas_la_nombran(banco: Banco, suyo: Interesado) -> None:
    (ejecucion,) = suyo.ejecuciones
    nombrada = any(NOMBRE in str(celda) for fila in banco.cuadro("Resumen") for celda in fila)

    assert "Segmento" in ejecucion.columnas
    assert ("Resumen" in ejecucion.hojas) == nombrada


def test_cuenta_el_perfil_su_porque_y_para_que_sirve(banco: Banco, suyo: Interesado) -> None:
    perfil = {dato.titulo: dato for dato in suyo.perfil}

    assert perfil["Segmento"].valor == banco.columna("Segmento")[2]
    assert perfil["Puntuación"].explicacion
    assert perfil["Por qué"].valor
    assert "no deniega nada ni da de baja a nadie" in suyo.a_dict()["para_que_se_usa"]
    assert dict(suyo.permisos)["Publicidad por correo"] == "No acepta publicidad por correo."
    assert dict(suyo.permisos)["Publicidad por teléfono"] == "Consta que acepta publicidad por teléfono."


def test_los_derechos_son_los_de_su_pais_y_no_son_asesoramiento(suyo: Interesado) -> None:
    assert {norma.pais for norma in suyo.derechos} == {"MX"}
    assert suyo.a_dict()["aviso"].startswith("No es asesoramiento jurídico")


def test_en_filas_llanas_esta_todo(suyo: Interesado) -> None:
    llanas = list(filas(suyo))
    apartados = {fila[0] for fila in llanas}

    assert all(len(fila) == len(CABECERA) for fila in llanas)
    assert apartados >= {"Sus datos", "Compras", "Otras celdas", "Calculado hoy", "Permisos", "Derechos", "Aviso"}
    assert ("Sus datos", "hoja «Clientes», fila 4", "Correo", CORREO) in llanas


@pytest.mark.parametrize(
    ("valor", "pais", "aspecto", "texto"),
    [
        (17850.0, "ES", Aspecto.GENERAL, "17850"),
        (1234.5, "ES", Aspecto.GENERAL, "1234,50"),
        (1234.5, "MX", Aspecto.GENERAL, "1234.50"),
        (0.1234, "ES", Aspecto.GENERAL, "0,1234"),
        (0.314, "ES", Aspecto.PORCENTAJE, "31 %"),
        (True, "ES", Aspecto.GENERAL, "Sí"),
        (None, "ES", Aspecto.GENERAL, ""),
        (float("nan"), "ES", Aspecto.IMPORTE, ""),
    ],
)
def test_una_celda_se_escribe_como_en_su_pais(valor, pais, aspecto, texto) -> None:
    assert escrito(valor, pais, aspecto) == texto
