"""La cartera de ejemplo: inventada, repetible y con alguien en cada sitio."""

from collections import Counter
from datetime import date

import pandas as pd
import pytest
from stdnum.es import cif

from cartera_xl.nucleo.baremo import calibrar
from cartera_xl.nucleo.compras import hechos_de_movimientos
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.puntuacion import puntuar
from cartera_xl.nucleo.resumen import resumir
from cartera_xl.nucleo.resumen_tipos import Resumen
from workbook_templates.example_data import LAST_DAY, Dice, Portfolio, portfolio


@pytest.fixture(scope="module")
def cartera() -> Portfolio:
    return portfolio()


@pytest.fixture(scope="module")
def resumen(cartera: Portfolio) -> Resumen:
    """La cartera puntuada, sin las líneas malas puestas a propósito."""
    clave = {fila["id_cliente"]: i for i, fila in enumerate(cartera.clients)}
    clientes = pd.DataFrame(cartera.clients).assign(fila=range(2, len(cartera.clients) + 2), clave=range(len(clave)))
    importes = ["gasto_previsto", "encaje", "importe_contrato"]
    clientes[importes] = clientes[importes].astype(float)
    clientes["fin_contrato"] = pd.to_datetime(clientes["fin_contrato"])
    buenas = [m for m in cartera.movements if isinstance(m["importe"], float) and isinstance(m["fecha"], date)]
    movimientos = pd.DataFrame(buenas).assign(fila=range(2, len(buenas) + 2))
    movimientos["clave"] = [clave.get(quien, -1) for quien in movimientos["id_cliente"]]
    movimientos["fecha"] = pd.to_datetime(movimientos["fecha"])
    hechos, _ = hechos_de_movimientos(clientes, movimientos, LAST_DAY)
    ajustes = Configuracion()
    puntuados = puntuar(hechos, calibrar(hechos, ajustes, LAST_DAY), ajustes)
    return resumir(puntuados.to_native(), corte=LAST_DAY)


def test_dos_carteras_construidas_aparte_son_la_misma(cartera: Portfolio) -> None:
    assert portfolio() == cartera


def test_hay_ciento_veinte_clientes_y_unos_miles_de_movimientos_en_treinta_meses(cartera: Portfolio) -> None:
    fechas = [fila["fecha"] for fila in cartera.movements if isinstance(fila["fecha"], date)]

    assert len(cartera.clients) == 120
    assert 2000 < len(cartera.movements) < 3500
    assert (LAST_DAY - min(fechas)).days > 29 * 30
    assert max(fechas) <= LAST_DAY


def test_todos_los_segmentos_ciclos_y_clases_tienen_a_alguien(resumen: Resumen) -> None:
    for grupos in (resumen.segmentos, resumen.ciclos, resumen.abc):
        assert all(grupo.clientes > 0 for grupo in grupos), grupos
    assert all(nivel.grupo.clientes > 5 for nivel in resumen.rangos)
    assert resumen.totales.en_riesgo >= 4
    assert resumen.totales.potenciales >= 13
    assert resumen.oportunidades


def test_hay_un_contrato_de_mas_de_cien_mil(cartera: Portfolio) -> None:
    contratos = [fila["importe_contrato"] for fila in cartera.clients if fila.get("importe_contrato")]

    assert sum(importe > 100_000 for importe in contratos if isinstance(importe, float)) == 1


def test_hay_devoluciones_y_nunca_pasan_de_lo_comprado(cartera: Portfolio) -> None:
    importes = [(fila["tipo_movimiento"], fila["importe"]) for fila in cartera.movements]
    numeros = [(tipo, importe) for tipo, importe in importes if isinstance(importe, float)]

    assert all((importe < 0) == (tipo == "Abono") for tipo, importe in numeros)
    assert 20 < sum(importe < 0 for _, importe in numeros) < 150


def test_nada_del_ejemplo_puede_ser_de_alguien(cartera: Portfolio) -> None:
    for fila in cartera.clients:
        assert str(fila["id_fiscal"]).startswith("B00")
        assert fila["correo"] is None or str(fila["correo"]).endswith((".example.com", "@ejemplo"))
        assert fila["telefono"] is None or str(fila["telefono"]).startswith("+34 910 000 ")


def test_los_datos_malos_son_los_previstos(cartera: Portfolio) -> None:
    fiscales = Counter(fila["id_fiscal"] for fila in cartera.clients)
    malos = [fiscal for fiscal in fiscales if not cif.is_valid(str(fiscal))]
    textos = {fila["importe"] for fila in cartera.movements if isinstance(fila["importe"], str)}
    fechas = {fila["fecha"] for fila in cartera.movements if isinstance(fila["fecha"], str)}

    assert malos == ["B00123456"]
    assert [veces for veces in fiscales.values() if veces > 1] == [2]
    assert textos == {"12.5O", "#¡VALOR!"}
    assert len(fechas) == 2
    assert "31/02/2025" in fechas


def test_los_nombres_no_se_repiten(cartera: Portfolio) -> None:
    assert len({fila["nombre"] for fila in cartera.clients}) == len(cartera.clients)


def test_los_dados_repiten_su_secuencia_y_no_salen_de_los_bordes() -> None:
    uno, otro = Dice(7), Dice(7)

    assert [uno.between(2, 3) for _ in range(50)] == [otro.between(2, 3) for _ in range(50)]
    assert all(2 <= uno.between(2, 3) < 3 for _ in range(200))
    assert {uno.pick("abc") for _ in range(200)} == set("abc")
    assert not any(uno.chance(0) for _ in range(50))
