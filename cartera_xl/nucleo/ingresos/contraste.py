"""El contraste del valor con el CLV: dos cuentas distintas de lo mismo, y por qué no coinciden."""

from dataclasses import replace

import numpy as np

from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.hechos import Marca, Numeros
from cartera_xl.nucleo.ingresos.valor_hoja import LineaDeContraste
from cartera_xl.nucleo.ingresos.valoracion import CasoDeValor, Recurrentes, antes_de_riesgos
from cartera_xl.nucleo.palabras_cifras import por_ciento

PARECIDO = 0.1
"""Diferencia, parte de 1, por debajo de la cual se dice que las dos cuentas coinciden. Decisión de la casa, 2026."""


def contrastar(
    clv: Numeros, recurrente: Marca, recurrentes: Recurrentes, medio: CasoDeValor, ajustes: Configuracion
) -> tuple[LineaDeContraste, ...]:
    """Vacío si no hay pronóstico. Compara sobre los recurrentes, al mismo plazo y con la tasa y el coste del CLV."""
    if np.isnan(clv).all():
        return ()
    todos, suyo = float(np.nansum(clv)), float(np.nansum(clv[recurrente]))
    meses = ajustes.meses_clv
    mismo = replace(medio, tasa=ajustes.tasa_anual, meses=meses, coste=ajustes.coste_retencion)
    aqui = antes_de_riesgos(recurrentes, mismo)
    return (
        LineaDeContraste(f"CLV de todos, {meses} meses", todos, "lo que pronostica el programa, cliente a cliente"),
        LineaDeContraste("CLV de los no recurrentes", todos - suyo, "aquí no se valoran: nada asegura que vuelvan"),
        LineaDeContraste("CLV de los recurrentes", suyo, "lo comparable"),
        LineaDeContraste(
            "Esta cuenta, mismo plazo y tasa",
            aqui,
            "los recurrentes, con la retención a medio camino y antes de los descuentos por riesgo",
        ),
        LineaDeContraste("Diferencia", suyo - aqui, _por_que(suyo, aqui)),
    )


def _por_que(suyo: float, aqui: float) -> str:
    if aqui <= 0:
        return "esta cuenta no deja nada: retener cuesta más que lo que dejan"
    parte = suyo / aqui - 1
    if abs(parte) <= PARECIDO:
        return "las dos cuentas coinciden en lo esencial"
    if parte > 0:
        return (
            f"el CLV da un {por_ciento(parte)} más: el pronóstico espera que compren más que en los últimos 12 meses, "
            "o que se queden más que con esta retención"
        )
    return (
        f"el CLV da un {por_ciento(-parte)} menos: el pronóstico espera que compren menos que en los últimos 12 "
        "meses, o que se queden menos que con esta retención"
    )
