"""Avisos de toda la cartera: la retención que baja, la revisión que toca y la temporada que se ha tenido en cuenta."""

from collections.abc import Iterator
from datetime import date
from math import sqrt

from cartera_xl.nucleo.compras_agregado import MARGEN_DE_INICIO, Ventanas
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import fecha, por_ciento
from cartera_xl.nucleo.pronostico.registro import Registro

CLIENTES_PARA_COMPARAR = 30
"""Con menos clientes en uno de los dos años, un punto más o menos de retención no dice nada."""
_BAJADA_RARA = 1.645
"""Desviaciones de la diferencia de dos partes que el azar pasa una vez de cada veinte, a un lado."""


def revision_vencida(ultima: date | None, hoy: date, dias_revision: int) -> Iterator[str]:
    """Si ha pasado más del plazo desde el recálculo anterior; nada si no consta ninguno."""
    if ultima is not None and (hoy - ultima).days > dias_revision:
        hace = contar((hoy - ultima).days, "día", "días")
        yield f"Toca revisar la cartera: la última vez fue el {fecha(ultima)}, hace {hace} (plazo: {dias_revision})."


def retencion_que_baja(registro: Registro, corte: date) -> Iterator[str]:
    """Si de quienes compraron el año anterior vuelve menos parte que hace un año, más de lo que haría el azar.

    Retención: de los clientes con alguna compra en 12 meses, los que compran en los 12 siguientes. Hacen falta tres
    años de compras y 30 clientes en cada base.
    """
    bordes, inicio = _bordes(registro, corte)
    if inicio is None or inicio > bordes[3] + MARGEN_DE_INICIO:
        return
    compra = [registro.compras_entre(bordes[i + 1], bordes[i]) > 0 for i in range(3)]
    bases = [int(compra[1].sum()), int(compra[2].sum())]
    if min(bases) < CLIENTES_PARA_COMPARAR:
        return
    ahora, antes = (float((compra[i] & compra[i + 1]).sum()) / bases[i] for i in (0, 1))
    comun = (ahora * bases[0] + antes * bases[1]) / sum(bases)
    error = sqrt(comun * (1 - comun) * (1 / bases[0] + 1 / bases[1]))
    if antes - ahora > _BAJADA_RARA * error:
        yield (
            f"La retención baja: ha vuelto a comprar {por_ciento(ahora)} de los {bases[0]} clientes del año anterior; "
            f"hace un año, {por_ciento(antes)} de {bases[1]}. Es señal de que la atención ha de mejorar."
        )


def sin_tres_anuales(registro: Registro, corte: date) -> bool:
    """Si faltan compras para comparar la retención con la de hace un año."""
    bordes, inicio = _bordes(registro, corte)
    return inicio is None or inicio > bordes[3] + MARGEN_DE_INICIO


def _bordes(registro: Registro, corte: date) -> tuple[tuple[int, int, int, int], int | None]:
    """El corte y el mismo día uno, dos y tres años antes; y el primer día con líneas."""
    ahora = Ventanas.hasta(corte)
    antes = Ventanas.hasta(date.fromordinal(date(1970, 1, 1).toordinal() + ahora.hace_12m))
    return (ahora.corte, ahora.hace_12m, ahora.hace_24m, antes.hace_24m), (
        registro.primer_dia if len(registro.dia) else None
    )
