"""Reconocer a una persona: sin tildes ni signos, con bordes de palabra, y sin confundir lo que puede ser otra cosa."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.privacidad.identidad import Coincide, Dato, identidad, repetidos

FICHA = {
    "id_cliente": "C-0145",
    "nombre": "José Núñez García",
    "id_fiscal": "12.345.678-Z",
    "correo": "jose@nunez.example.com",
    "telefono": "+34 600 123 456",
    "direccion": "Calle Mayor, 5",
}
PERSONA = identidad(FICHA)
IGUAL, CONTENIDA = Coincide.IGUAL, Coincide.CONTENIDA


@pytest.mark.parametrize(
    ("celda", "dato", "coincide"),
    [
        ("JOSE NUÑEZ GARCIA", Dato.NOMBRE, IGUAL),
        (" José  Núñez\u00a0García. ", Dato.NOMBRE, IGUAL),
        (unicodedata.normalize("NFD", "José Núñez García"), Dato.NOMBRE, IGUAL),
        ("Llamar a jose nunez garcia mañana", Dato.NOMBRE, CONTENIDA),
        ("Contrato_José_Núñez_García.pdf", Dato.NOMBRE, CONTENIDA),
        ("c0145", Dato.CODIGO, IGUAL),
        ("Pedido del C-0145", Dato.CODIGO, CONTENIDA),
        ("12345678Z", Dato.FISCAL, IGUAL),
        ("NIF 12345678z", Dato.FISCAL, CONTENIDA),
        (600123456.0, Dato.TELEFONO, IGUAL),
        ("0034 600-12-34-56", Dato.TELEFONO, IGUAL),
        ("tel. 600.12.34.56 (tardes)", Dato.TELEFONO, CONTENIDA),
        ("JOSE@nunez.example.com", Dato.CORREO, IGUAL),
        ("calle mayor 5", Dato.DIRECCION, IGUAL),
    ],
)
def test_se_reconoce_escrito_de_otra_manera(celda, dato: Dato, coincide: Coincide) -> None:
    hallazgo = PERSONA.buscar(celda)

    assert hallazgo is not None
    assert (hallazgo.dato, hallazgo.coincide, hallazgo.seguro) == (dato, coincide, True)


@pytest.mark.parametrize(
    "celda",
    [
        "C-01456",
        "XC-0145",
        "otrojose@nunez.example.com",
        "jose@nunez.example.com.mx",
        "José Núñez Garcíanueva",
        "José Núñez",
        "6001234567",
        "112345678Z",
        "",
        None,
        True,
        5,
    ],
)
def test_lo_que_se_parece_pero_no_es_no_se_reconoce(celda) -> None:
    assert PERSONA.buscar(celda) is None


def test_un_texto_se_queda_sin_ninguno_de_sus_datos() -> None:
    texto = "Avisar a JOSÉ NUÑEZ GARCÍA (600 123 456, jose@nunez.example.com): C-0145"

    assert PERSONA.sustituir(texto, "X") == "Avisar a X (X, X): X"
    assert PERSONA.sustituir("Avisar a otro", "X") == "Avisar a otro"


@pytest.mark.parametrize(
    "nombre",
    [{"nombre": "José", "apellidos": "Núñez García"}, {"nombre": "Núñez García, José"}],
)
def test_valen_los_dos_ordenes_de_nombre_y_apellidos(nombre: dict[str, str]) -> None:
    persona = identidad(nombre)

    for texto in ("José Núñez García", "Núñez García, José", "NUÑEZ GARCIA JOSE"):
        hallazgo = persona.buscar(texto)
        assert hallazgo is not None
        assert hallazgo.coincide is IGUAL


@pytest.mark.parametrize(
    ("nombre", "escrito"),
    [
        ("Søren Łukasz", "SØREN ŁUKASZ"),
        ("Иван Петров", "ИВАН  Петров"),
        ("王 小明", "王 小明"),
        ("Müller Groß", "MÜLLER GROß"),
    ],
)
def test_los_nombres_de_otros_alfabetos_tambien_se_reconocen(nombre: str, escrito: str) -> None:
    persona = identidad({"nombre": nombre + " Ñ"})

    assert persona.nombra(f"Ayer: {escrito} ñ, en la feria")
    assert not persona.nombra("Ayer: nadie, en la feria")


def test_dos_telefonos_o_dos_correos_en_una_celda_se_buscan_por_separado() -> None:
    persona = identidad({"telefono": "600 123 456 / 934 567 890", "correo": "a@b.example; c@d.example"})

    assert all(persona.nombra(t) for t in ("600123456", "934567890", "a@b.example", "c@d.example"))


@pytest.mark.parametrize(
    ("ficha", "celda"),
    [({"id_cliente": "12"}, 12.0), ({"id_cliente": "17850"}, 17850), ({"nombre": "Madrid"}, "Madrid")],
)
def test_un_codigo_de_cifras_o_un_nombre_de_una_palabra_pueden_ser_otra_cosa(ficha, celda) -> None:
    persona = identidad(ficha)
    hallazgo = persona.buscar(celda)

    assert hallazgo is not None
    assert not hallazgo.seguro
    assert not persona.nombra(str(celda))
    assert persona.sustituir("Madrid", "X") == "Madrid"


def test_en_una_hoja_del_programa_un_nombre_de_una_palabra_es_un_nombre() -> None:
    persona = identidad({"nombre": "Mercaventura"})

    assert persona.sustituir("Mercaventura: no compra", "X", en_lo_nuestro=True) == "X: no compra"


def test_lo_que_tiene_tambien_otro_cliente_no_se_toca() -> None:
    otros = {"telefono": ["600 123 456", "600123456", None], "nombre": ["Ana Ruiz", "Ana  RUIZ", "Eva"]}
    ficha = {"telefono": "600 123 456", "nombre": "Ana Ruiz"}
    comunes = repetidos(ficha, otros, 0)
    persona = identidad(ficha, comunes)
    hallazgo = persona.buscar("Ana Ruiz")

    assert comunes == ["telefono", "nombre"]
    assert hallazgo is not None
    assert (hallazgo.seguro, hallazgo.compartida) == (False, True)
    assert persona.sustituir("Ana Ruiz", "X", en_lo_nuestro=True) == "Ana Ruiz"


TROZOS = ["José", "Núñez", "García", "José Núñez García", "600 123", "456", "600123456", "C-0145", "x", 7.0, None, ""]


def test_llevar_el_mismo_apellido_no_es_ser_la_misma() -> None:
    otros = {"nombre": ["Ana", "Eva", "Ana"], "apellidos": ["Ruiz Gil", "Ruiz Gil", "Sanz Gil"]}

    assert repetidos({"nombre": "Ana", "apellidos": "Ruiz Gil"}, otros, 0) == []
    otros["nombre"][1] = "Ana"
    assert repetidos({"nombre": "Ana", "apellidos": "Ruiz Gil"}, otros, 0) == ["nombre", "apellidos"]


@given(st.lists(st.sampled_from(TROZOS) | st.text(max_size=8)))
def test_buscar_en_muchas_celdas_es_buscar_en_cada_una(celdas: list[Celda]) -> None:
    una_a_una = {celda: PERSONA.buscar(celda) for celda in celdas}

    assert PERSONA.buscar_todas(celdas) == {celda: hallado for celda, hallado in una_a_una.items() if hallado}


@given(st.text(max_size=40), st.text(max_size=40))
def test_despues_de_sustituir_ya_no_la_nombra(antes: str, detras: str) -> None:
    limpio = PERSONA.sustituir(f"{antes} José Núñez García {detras}", "Anónimo 7f3a")

    assert not PERSONA.nombra(limpio)


@given(st.dictionaries(st.sampled_from(list(FICHA)), st.text(max_size=30)), st.text(max_size=30))
def test_cualquier_ficha_y_cualquier_celda_se_pueden_mirar(ficha: dict[str, str], celda: str) -> None:
    persona = identidad(ficha)

    assert persona.buscar(celda) is None or persona.buscar(celda) == persona.buscar_todas([celda, celda])[celda]
