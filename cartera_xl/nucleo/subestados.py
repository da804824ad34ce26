"""El segundo nivel del ciclo de vida: qué clase de nuevo, habitual, inactivo o prospecto es cada fila.

El artículo 002 anuncia los subestados y su lista se ha perdido: estos son decisión de la casa, 2026. El nombre de cada
uno lo puede cambiar la persona en Configuración.
"""

from collections.abc import Mapping
from typing import Any

import narwhals as nw

from cartera_xl.nucleo.expresiones import Caso, con_texto, todas

SUBESTADOS: Mapping[str, tuple[str, str]] = {
    "primera_compra": ("Primera compra", "Nuevo con una sola compra"),
    "en_rodaje": ("En rodaje", "Nuevo que ya ha repetido"),
    "creciendo": ("Creciendo", "Habitual que compra al menos un 10 % más que el año anterior"),
    "estable": ("Estable", "Habitual sin cambio claro, o sin dos años con que comparar"),
    "decayendo": ("Decayendo", "Habitual que compra al menos un 10 % menos que el año anterior"),
    "en_peligro": ("En peligro", "Habitual con riesgo alto"),
    "recuperable": ("Recuperable", "Inactivo u ocasional con quien todavía vale la pena intentarlo"),
    "dificil": ("Difícil de recuperar", "Inactivo u ocasional que es muy probable que no vuelva"),
    "con_gasto": ("Con gasto previsto", "Prospecto del que consta lo que puede gastar"),
    "por_valorar": ("Por valorar", "Prospecto del que no consta lo que puede gastar"),
}
"""Id -> nombre de partida y cuándo. Un cliente sin ciclo no tiene subestado."""

TENDENCIA_CLARA = 0.1
PROB_RECUPERABLE = 0.1
_VECES_RECUPERABLE = 2.0


def con_subestado(puntuados: nw.DataFrame[Any], dias_inactividad: int, nombres: Mapping[str, str]) -> nw.DataFrame[Any]:
    """Añade `subestado`. `nombres` son los que ha cambiado la persona, por id.

    Es recuperable quien tiene al menos un 10 % de probabilidad de volver; sin probabilidad, quien no llega al doble
    de los días de inactividad.
    """
    casos = [
        (condicion, nombres.get(ident, SUBESTADOS[ident][0]))
        for condicion, ident in _casos(nw.col("prob_volver"), dias_inactividad)
    ]
    return con_texto(puntuados, "subestado", casos, "")


def _casos(prob: nw.Expr, dias_inactividad: int) -> list[Caso]:
    ciclo, tendencia = nw.col("ciclo"), nw.col("tendencia")
    habitual, parado = ciclo == "Habitual", ciclo.is_in(["Inactivo", "Ocasional"])
    pronto = nw.col("dias_sin_comprar") < dias_inactividad * _VECES_RECUPERABLE
    vuelve = (prob >= PROB_RECUPERABLE).fill_null(False) | (prob.is_null() & pronto.fill_null(False))
    return [
        (todas([ciclo == "Nuevo", nw.col("compras") <= 1]), "primera_compra"),
        (ciclo == "Nuevo", "en_rodaje"),
        (todas([habitual, nw.col("riesgo") == "Alto"]), "en_peligro"),
        (todas([habitual, tendencia >= TENDENCIA_CLARA]), "creciendo"),
        (todas([habitual, tendencia <= -TENDENCIA_CLARA]), "decayendo"),
        (habitual, "estable"),
        (todas([parado, vuelve]), "recuperable"),
        (parado, "dificil"),
        (todas([ciclo == "Prospecto", ~nw.col("gasto_previsto").is_null()]), "con_gasto"),
        (ciclo == "Prospecto", "por_valorar"),
    ]
