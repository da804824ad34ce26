"""Caídas y subidas de compra de cada cliente contra su propio pasado."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cartera_xl.nucleo.alertas.ritmo import Compras
from cartera_xl.nucleo.alertas.tipos import NINGUNA, Alerta, ClaseDeAlerta, Hallazgo, por_azar
from cartera_xl.nucleo.alertas.ventanas import (
    NIVEL,
    Ventana,
    falsas_de_frecuencia,
    mas_importe,
    menos_compras,
    menos_importe,
)
from cartera_xl.nucleo.alertas.vista import Vista
from cartera_xl.nucleo.hechos import Marca
from cartera_xl.nucleo.palabras_cifras import decimal, importe, por_ciento

Posiciones = NDArray[np.intp]


def caida_de_frecuencia(vista: Vista, compras: Compras, ventana: Ventana, caida: float, sin: Marca) -> Hallazgo:
    """Quienes compran menos veces; `sin` son las filas que ya callan o no están en temporada."""
    miradas = _en_filas(compras, ventana.hay) & vista.cliente & ~sin
    posiciones = np.flatnonzero(_en_filas(compras, menos_compras(ventana, caida)) & miradas)
    visto, esperado, dias = (compras.a_filas(v)[posiciones] for v in (ventana.compras, ventana.esperadas, ventana.dias))
    textos = [
        f"Compra menos veces: {v:.0f} en {d:.0f} días, lo suyo {_son(e)}"
        for v, e, d in zip(visto.tolist(), esperado.tolist(), dias.tolist(), strict=True)
    ]
    claves = np.zeros(compras.registro.claves, dtype=bool)
    claves[compras.de_fila[miradas]] = True
    falsas = falsas_de_frecuencia(ventana, caida, claves)
    return _hallazgo(vista, posiciones, textos, Hallazgo(ClaseDeAlerta.FRECUENCIA, (), int(miradas.sum()), falsas))


def _son(esperado: float) -> str:
    cuantas = decimal(esperado, decimales=0)
    return "es 1" if cuantas == "1" else f"son {cuantas}"


def caida_de_volumen(
    vista: Vista, compras: Compras, ventana: Ventana, caida: float, sin: Marca, pais: str | None
) -> Hallazgo:
    """Quienes gastan menos; `sin` son las filas que ya callan o no están en temporada."""
    miradas = _en_filas(compras, ventana.hay_importe) & vista.cliente & ~sin
    posiciones = np.flatnonzero(_en_filas(compras, menos_importe(ventana, caida)) & miradas)
    textos = [f"Compra un {texto}" for texto in _cambios(compras, ventana, posiciones, "menos", pais)]
    cuantos = int(miradas.sum())
    return _hallazgo(vista, posiciones, textos, Hallazgo(ClaseDeAlerta.VOLUMEN, (), cuantos, NIVEL * cuantos))


def crecen(vista: Vista, compras: Compras, ventana: Ventana, subida: float, pais: str | None) -> Hallazgo:
    """Quienes gastan más: buena noticia, y más si es un cliente valioso."""
    miradas = _en_filas(compras, ventana.hay_importe) & vista.cliente
    posiciones = np.flatnonzero(_en_filas(compras, mas_importe(ventana, subida)) & miradas)
    cambios = _cambios(compras, ventana, posiciones, "más", pais)
    textos = [
        f"Cliente {segmento} que crece: compra un {texto}" if valioso else f"Crece: compra un {texto}"
        for texto, segmento, valioso in zip(
            cambios, vista.segmento[posiciones].tolist(), vista.valioso[posiciones].tolist(), strict=True
        )
    ]
    cuantos = int(miradas.sum())
    return _hallazgo(vista, posiciones, textos, Hallazgo(ClaseDeAlerta.CRECE, (), cuantos, NIVEL * cuantos))


def _cambios(compras: Compras, ventana: Ventana, posiciones: Posiciones, palabra: str, pais: str | None) -> list[str]:
    """«62 % menos: 3.200 en 180 días, lo suyo son 8.400»."""
    vistos, esperados, dias = (
        compras.a_filas(v)[posiciones].tolist() for v in (ventana.neto, ventana.neto_esperado, ventana.dias)
    )
    return [
        f"{por_ciento(abs(v / e - 1))} {palabra}: {importe(v, pais)} en {d:.0f} días, lo suyo son {importe(e, pais)}"
        for v, e, d in zip(vistos, esperados, dias, strict=True)
    ]


def _hallazgo(vista: Vista, posiciones: Posiciones, textos: list[str], vacio: Hallazgo) -> Hallazgo:
    """El hallazgo con sus alertas; `vacio` dice la clase, cuántos se han mirado y cuántas falsas daría el azar."""
    positiva = vacio.clase is ClaseDeAlerta.CRECE
    graves = [NINGUNA] * len(textos) if positiva else vista.gravedad[posiciones].tolist()
    alertas = [
        Alerta(p, vacio.clase, grave, texto, dinero, positiva)
        for p, grave, texto, dinero in zip(posiciones.tolist(), graves, textos, vista.importes(posiciones), strict=True)
    ]
    falsas = min(vacio.falsas or 0.0, float(len(alertas)))
    return replace(vacio, alertas=alertas, falsas=falsas, como_se_sabe=por_azar(vacio.miradas))


def _en_filas(compras: Compras, por_clave: Marca) -> Marca:
    return np.append(por_clave, False)[compras.de_fila]
