"""Carteras con un poco de todo para probar los cambios de segmento, y la cuenta día a día con que se comparan."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

import narwhals as nw
import numpy as np
import pandas as pd

from cartera_xl.nucleo.baremo import Baremo, calibrar
from cartera_xl.nucleo.cambio.futuro import cuadro_en
from cartera_xl.nucleo.cambio.partida import Partida
from cartera_xl.nucleo.cambio.porvenir import Momento
from cartera_xl.nucleo.cambio.regiones import ORDEN
from cartera_xl.nucleo.compras import hechos_de_movimientos, hechos_de_resumen, registro_de_movimientos
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.pronostico.candidatos import CANDIDATOS
from cartera_xl.nucleo.pronostico.registro import Registro
from cartera_xl.nucleo.puntuacion import puntuar
from cartera_xl.nucleo.reglas import Intervalo, Regla, Segmento, SinDato, UnoDe

CORTE = date(2024, 2, 29)
DIAS = 1095


@dataclass(frozen=True)
class Caso:
    """Una cartera ya calibrada; sin registro, sus hechos salen del resumen."""

    hechos: nw.DataFrame
    baremo: Baremo
    registro: Registro | None
    claves: nw.DataFrame | None

    @property
    def pasado(self) -> dict:
        return {"registro": self.registro, "claves": self.claves}

    def puntuada(self, ajustes: Configuracion) -> nw.DataFrame:
        return puntuar(self.hechos, self.baremo, ajustes)


@cache
def con_movimientos(clientes: int = 150, semilla: int = 4) -> Caso:
    """Compradores regulares, grandes y chicos, con devoluciones (alguna, el día del corte), contratos y potencial dado.

    Unos cuantos han devuelto más de lo que compraron: su neto es negativo.
    """
    azar = np.random.default_rng(semilla)
    lineas = []
    for clave in range(clientes):
        dia, paso, tamano = int(azar.integers(0, 1000)), azar.gamma(2, 45) + 4, azar.lognormal(4, 1.2)
        fin = dia + azar.exponential(700)
        while dia <= min(1400, fin):
            lineas.append((clave, 1400 - dia, round(tamano * azar.gamma(3, 0.33) + 1, 2)))
            if azar.random() < 0.08:
                lineas.append((clave, max(1400 - dia - int(azar.integers(0, 40)), 0), -round(tamano * 0.8, 2)))
            dia += max(1, int(azar.gamma(4, paso / 4)))
        if clave % 23 == 5:
            lineas.append((clave, 15, -round(60 * tamano, 2)))
        if clave % 29 == 3:
            lineas.append((clave, 0, -round(tamano, 2)))
    clave, dias, importe = zip(*lineas, strict=True)
    fecha = pd.to_datetime([CORTE - timedelta(days=int(d)) for d in dias]).astype("datetime64[us]")
    movimientos = pd.DataFrame({"clave": clave, "fecha": fecha, "importe": importe})
    n = clientes + 6
    azar = np.random.default_rng(semilla + 1)
    quiza = azar.random(n)
    hoja = pd.DataFrame(
        {
            "fila": np.arange(n) + 2,
            "clave": [*range(clientes), 3, -1, *range(clientes, clientes + 4)],
            "estado": [*[None] * (clientes + 2), "Cliente", "Potencial", "Potencial", "Potencial"],
            "importe_contrato": np.where(quiza < 0.05, 150_000.0, np.nan),
            "potencial": np.where(quiza > 0.6, np.round(azar.random(n) * 100), np.nan),
            "gasto_previsto": np.where(quiza > 0.9, 900.0, np.nan),
            "encaje": [*[np.nan] * (clientes + 3), 80.0, 20.0, np.nan],
        }
    )
    hechos, _ = hechos_de_movimientos(hoja, movimientos, CORTE)
    registro = registro_de_movimientos(movimientos, CORTE)
    baremo = calibrar(hechos, Configuracion(), CORTE, registro=registro)
    return Caso(hechos, baremo, registro, nw.from_native(hoja).select("fila", "clave"))


@cache
def sin_movimientos(clientes: int = 150, semilla: int = 4) -> Caso:
    """Las columnas de resumen, con huecos."""
    azar = np.random.default_rng(semilla)
    antes = azar.integers(0, 2500, clientes)
    ultima = (antes * azar.random(clientes)).astype(int)
    compras = np.where(azar.random(clientes) < 0.1, np.nan, 1 + azar.poisson(4, clientes))
    falta = azar.random(clientes)
    hoja = pd.DataFrame(
        {
            "fila": np.arange(clientes) + 2,
            "estado": ["Potencial" if f < 0.1 else None for f in falta],
            "primera_compra": pd.to_datetime([CORTE - timedelta(days=int(d)) for d in antes]),
            "ultima_compra": pd.to_datetime([CORTE - timedelta(days=int(d)) for d in ultima]),
            "compras": compras,
            "importe_neto": np.round(np.nan_to_num(compras, nan=2.0) * azar.lognormal(4, 1, clientes), 2),
            "potencial": np.where(falta > 0.7, np.round(azar.random(clientes) * 100), np.nan),
            "gasto_previsto": np.where(falta < 0.2, 900.0, np.nan),
            "encaje": np.where(falta < 0.07, 70.0, np.nan),
        }
    )
    for columna, parte in (("primera_compra", 0.15), ("ultima_compra", 0.2), ("importe_neto", 0.3)):
        hoja.loc[(falta > 0.1) & (falta < parte) | (falta < 0.1), columna] = None
    hoja.loc[falta < 0.1, "compras"] = np.nan
    hechos, _ = hechos_de_resumen(hoja, CORTE)
    return Caso(hechos, calibrar(hechos, Configuracion(), CORTE), None, None)


def con_metodo(caso: Caso, metodo: str, *, clv: bool) -> Caso:
    """El mismo caso, pronosticado con ese método; el CLV manda o no en el eje valor."""
    baremo = caso.baremo
    ajuste = CANDIDATOS[metodo].entrenar(
        caso.registro, baremo.corte.toordinal() - date(1970, 1, 1).toordinal(), 90, 0.5
    )
    prueba = replace(baremo.pronostico.prueba, captura_clv=1.0 if clv else 0.0, captura_12m=0.5)
    baremo = replace(baremo, pronostico=replace(baremo.pronostico, ajuste=ajuste, prueba=prueba, horizonte=90))
    from cartera_xl.nucleo.pronostico.filas import tabla_de_clv

    tabla = tabla_de_clv(caso.hechos, baremo, Configuracion())
    return replace(caso, baremo=replace(baremo, tabla_clv=tabla))


def rangos(puntuados) -> np.ndarray:
    return np.array([ORDEN.index(segmento) for segmento in puntuados["segmento"].to_list()])


def rangos_dia_a_dia(caso: Caso, ajustes: Configuracion, filas, dias: int = DIAS) -> np.ndarray:
    """El rango de cada fila (columnas) cada día de 1 a `dias` (filas), puntuado de verdad."""
    partida = Partida.de(caso.hechos, CORTE, dias, caso.registro, caso.claves)
    t = np.repeat(np.arange(1, dias + 1), len(filas))
    cada_dia = cuadro_en(caso.hechos, Momento.con(partida, np.tile(filas, dias), t))
    return rangos(puntuar(cada_dia, caso.baremo, ajustes)).reshape(dias, len(filas))


def _regla(nombre: str, segmento: Segmento, prioridad: int, **condiciones) -> Regla:
    return Regla(nombre, segmento, prioridad, condiciones)


RARAS = (
    _regla("dormido grande", Segmento.ESTRATEGICO, 1, actividad=Intervalo(None, 20), nucleo=UnoDe(frozenset({"sí"}))),
    _regla("franja", Segmento.CLAVE, 2, valor=Intervalo(35, 70, desde_incluido=False, hasta_incluido=True)),
    _regla("ido", Segmento.BAJO_VALOR, 3, ciclo=UnoDe(frozenset({"inactivo", "ocasional"}))),
    _regla("sin historia", Segmento.EMERGENTE, 4, potencial=SinDato()),
    _regla("vivo", Segmento.CLAVE, 5, actividad=Intervalo(40, 60), constancia=Intervalo(30)),
    _regla("muy vivo", Segmento.EMERGENTE, 6, actividad=Intervalo(60)),
    _regla("crece", Segmento.ESTRATEGICO, 7, potencial=Intervalo(25, 45)),
    _regla("resto", Segmento.BAJO_VALOR, 9),
)
"""Reglas legítimas y nada monótonas."""
AJUSTES = {"de partida": Configuracion(), "raras": Configuracion(reglas=RARAS)}
