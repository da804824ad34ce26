"""Qué columna es cada campo: por título, por valores, y lo que se pregunta en vez de adivinarse."""

from datetime import datetime

import pytest

from cartera_xl.nucleo.columnas import Clase
from cartera_xl.nucleo.errores import ColumnaNoEncontrada, ConfiguracionErronea
from cartera_xl.nucleo.lectura.mapeo import Mapeo, Origen, mapear

FECHA = datetime(2024, 3, 25)
MUESTRAS = {
    "nombre": ["Alfa S.L.", "Beta S.A."],
    "codigo": ["C-001", "C-002"],
    "numero": [1.0, 2.0],
    "fecha": [FECHA, FECHA],
    "correo": ["a@alfa.es", "b@beta.es"],
}


def reconocer(columnas: dict[str, str | None], clase: Clase = Clase.CLIENTES, **k) -> Mapeo:
    titulos = dict(enumerate(columnas, 1))
    muestra = {numero: MUESTRAS.get(que or "", [None, None]) for numero, que in enumerate(columnas.values(), 1)}
    return mapear(titulos, muestra, clase, **k)


@pytest.mark.parametrize(
    ("titulo", "valores", "campo"),
    [
        ("Razón social", "nombre", "nombre"),
        ("RAZON  SOCIAL:", "nombre", "nombre"),
        ("NIF/CIF/RUC/RUT/CUIT/RFC", "codigo", "id_fiscal"),
        ("R.U.C.", "codigo", "id_fiscal"),
        ("Celular", "numero", "telefono"),
        ("Facturación", "numero", "importe_neto"),
        ("Facturado 2025", "numero", "importe_neto"),
        ("Ventas (€)", "numero", "importe_neto"),
        ("Última factura", "fecha", "ultima_compra"),
        ("F. última compra", "fecha", "ultima_compra"),
        ("Nº pedidos", "numero", "compras"),
        ("N.º de facturas", "numero", "compras"),
        ("# Pedidos", "numero", "compras"),
        ("Vendedor", "nombre", "responsable"),
        ("Ejecutivo", "nombre", "responsable"),
        ("E-mail", "correo", "correo"),
        ("Data da última compra", "fecha", "ultima_compra"),
        ("CustomerID", "codigo", "id_cliente"),
        ("Cliente", "nombre", "nombre"),
        ("Cliente", "codigo", "id_cliente"),
        ("Cliente", "numero", "id_cliente"),
        ("Loquesea", "correo", "correo"),
    ],
)
def test_una_columna_se_reconoce(titulo: str, valores: str, campo: str) -> None:
    assert reconocer({titulo: valores}).posiciones == {campo: 1}


@pytest.mark.parametrize("titulo", ["Puntuación", "Importe neto (calc.)", "Compras (calc.)", "Segmento"])
def test_una_columna_nuestra_no_es_un_dato_ni_sobra(titulo: str) -> None:
    mapeo = reconocer({"Nombre": "nombre", titulo: "numero"})

    assert mapeo.posiciones == {"nombre": 1}
    assert not mapeo.sin_reconocer


def test_tampoco_si_la_persona_le_cambio_el_titulo() -> None:
    mapeo = reconocer({"Nombre": "nombre", "Facturación": "numero"}, propias={"Facturación"})

    assert mapeo.posiciones == {"nombre": 1}


def test_dos_columnas_iguales_de_buenas_no_se_adivinan() -> None:
    mapeo = reconocer({"Nombre": "nombre", "Ventas 2024": "numero", "Ventas 2025": "numero"})

    assert mapeo.columna("importe_neto") is None
    assert mapeo.ambiguas[0].titulos == ("Ventas 2024", "Ventas 2025")
    assert '--columna importe_neto="Ventas 2024"' in str(mapeo.ambiguas[0])


def test_entre_dos_iguales_gana_la_que_tiene_datos() -> None:
    mapeo = reconocer({"Nombre": "nombre", "Ventas 2024": None, "Ventas 2025": "numero"})

    assert mapeo.columna("importe_neto") == 3
    assert "también se parecía «Ventas 2024»" in mapeo.asignaciones[-1].prueba


def test_entre_dos_iguales_gana_la_que_tiene_datos_de_su_tipo() -> None:
    assert reconocer({"Última compra": "nombre", "Última factura": "fecha"}).columna("ultima_compra") == 2


def test_el_titulo_mas_claro_gana() -> None:
    mapeo = reconocer({"Contacto": "nombre", "Empresa": "nombre", "Razón social": "nombre"})

    assert mapeo.columna("nombre") == 3


def test_la_base_imponible_gana_al_total_con_iva() -> None:
    titulos = {"Fecha": "fecha", "Cliente": "nombre", "Total": "numero", "Base imponible": "numero"}

    assert reconocer(titulos, Clase.MOVIMIENTOS).columna("importe") == 4


def test_un_titulo_que_es_sinonimo_de_otro_campo_no_es_una_errata() -> None:
    assert reconocer({"Contacto": "numero"}).columna("importe_contrato") is None


@pytest.mark.parametrize("pedido", ["Mi columna rara", "mi columna RARA", "B", "b"])
def test_una_columna_se_fuerza_por_titulo_o_por_letra(pedido: str) -> None:
    mapeo = reconocer({"Nombre": "nombre", "Mi columna rara": "numero"}, forzadas={"importe_neto": pedido})

    forzada = mapeo.asignaciones[-1]
    assert (forzada.campo, forzada.columna, forzada.origen) == ("importe_neto", 2, Origen.FORZADA)


def test_una_forzada_que_no_existe_ofrece_las_parecidas() -> None:
    with pytest.raises(ColumnaNoEncontrada, match="Ventas 2024"):
        reconocer({"Nombre": "nombre", "Ventas 2024": "numero"}, forzadas={"importe_neto": "Ventas 2042"})


def test_un_campo_forzado_que_no_existe_es_un_error_de_ajuste() -> None:
    with pytest.raises(ConfiguracionErronea, match="importe_neto"):
        reconocer({"Nombre": "nombre"}, forzadas={"imprte": "Nombre"})


def test_lo_recordado_vale_y_lo_que_ya_no_esta_se_olvida() -> None:
    recordadas = {"importe_neto": "Rara", "compras": "Ya no está", "campo_viejo": "Rara"}
    mapeo = reconocer({"Nombre": "nombre", "Rara": "numero"}, recordadas=recordadas)

    assert mapeo.titulos == {"nombre": "Nombre", "importe_neto": "Rara"}


def test_lo_forzado_manda_sobre_lo_recordado() -> None:
    mapeo = reconocer(
        {"Nombre": "nombre", "Una": "numero", "Otra": "numero"},
        forzadas={"importe_neto": "Una"},
        recordadas={"importe_neto": "Otra"},
    )

    assert mapeo.columna("importe_neto") == 2
    assert mapeo.sin_reconocer == {3: "Otra"}


def test_el_valor_que_desmiente_el_titulo_baja_la_confianza() -> None:
    buena, mala = reconocer({"Última compra": "fecha"}), reconocer({"Última compra": "nombre"})

    assert mala.asignaciones[0].confianza < buena.asignaciones[0].confianza
    assert "0 % son fechas" in mala.asignaciones[0].prueba
