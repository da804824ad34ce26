"""Qué método gana una prueba, y por qué, dicho en una frase.

Gana el de menor error por cliente (MAE) entre los que suman bien (no se desvían más de un 25 % del total) y no tienen
un error cuadrático más de un 1 % mayor que el menor. Lo segundo, porque el MAE premia dar por perdido a casi todo el
mundo: en CDNOW, predecir 0 a todos da 0,80, y contar las recompras del último periodo, 0,90. El error cuadrático lo
gana quien acierta la media, que es lo que se suma y lo que vale dinero (Gneiting, 2011, «Making and Evaluating Point
Forecasts»).

Quien no mira cuánto hace que un cliente no compra se compara y no gana nunca: donde aún no se había ido nadie puede
acertar el que más, y después daría por seguro al que lleva un año callado.

Quien no da intervalos —una regla, o BG/BB por meses— ha de ganar al mejor de los que los dan por más de lo que explica
el azar: con treinta clientes, acertar un poco más en uno o dos ya cambia el orden.

A menos de un 1 % del menor MAE cuentan como iguales: se prefiere el que da intervalos y, entre esos, el que mejor
ordena.
"""

from collections.abc import Collection, Sequence

from cartera_xl.nucleo.pronostico.tipos import Comparado

DESVIO_MAXIMO = 0.25
EMPATE = 0.01
SOLO_COMPARAN = frozenset(("nbd", "ritmo_medio"))
"""La referencia sin abandono y el ritmo a secas: para ellos, quien compró mucho vuelve siempre."""
_CIFRAS = 12
"""Decimales con que se comparan dos errores: el orden en que se suman las filas no decide."""


def ordenar(
    comparados: Sequence[Comparado], con_intervalos: Collection[str], por_azar: Collection[str] = ()
) -> tuple[Comparado, ...]:
    """El ganador y, detrás, los demás: antes los que podían ganar y, dentro de cada grupo, por error.

    `con_intervalos`: los métodos que dan una distribución y no solo una media. `por_azar`: los que, si se equivocan
    menos que aquellos, puede ser por casualidad.
    """
    aptos = _aptos([uno for uno in comparados if uno.metodo not in por_azar] or comparados)
    minimo = min(uno.mae for uno in aptos)
    empatados = [uno for uno in aptos if uno.mae <= minimo * (1 + EMPATE)]
    ganador = min(empatados, key=lambda uno: (uno.metodo not in con_intervalos, -(uno.auc or 0.0), uno.mae))
    otros = [uno for uno in comparados if uno is not ganador]
    return ganador, *sorted(otros, key=lambda uno: (uno not in aptos, round(uno.mae, _CIFRAS)))


def motivo(ordenados: Sequence[Comparado], por_azar: Collection[str] = ()) -> str:
    """La frase: el ganador contra el mejor de la otra clase, con sus errores; `por_azar`, como en `ordenar`."""
    ganador = ordenados[0]
    otros = [uno for uno in ordenados[1:] if uno.es_modelo != ganador.es_modelo]
    frase = f"{_sujeto(ganador)} se equivoca en {_cifra(ganador.mae)} compras por cliente"
    if not otros:
        return f"{frase}."
    rival = min(otros, key=lambda uno: uno.mae)
    clase = "el mejor modelo" if rival.es_modelo else "la mejor regla sencilla"
    frase = f"{frase}; {clase} («{rival.nombre}»), en {_cifra(rival.mae)}"
    if rival.mae >= ganador.mae:
        return f"{frase}."
    if rival.metodo in por_azar and rival.metodo not in SOLO_COMPARAN and _desvio(rival) <= DESVIO_MAXIMO:
        return f"{frase}, pero con estos clientes la diferencia puede ser casualidad."
    return f"{frase}, pero {_reparo(ganador, rival)}."


def _aptos(comparados: Sequence[Comparado]) -> list[Comparado]:
    """Los que pueden ganar; si todos se desvían demasiado del total, eso no descarta a ninguno."""
    atentos = [uno for uno in comparados if uno.metodo not in SOLO_COMPARAN] or comparados
    cercanos = [uno for uno in atentos if _desvio(uno) <= DESVIO_MAXIMO] or list(atentos)
    tope = min(uno.rmse for uno in cercanos) * (1 + EMPATE)
    return [uno for uno in cercanos if uno.rmse <= tope]


def _reparo(ganador: Comparado, rival: Comparado) -> str:
    """Por qué no ha ganado quien se equivoca menos."""
    if rival.metodo in SOLO_COMPARAN:
        return "no mira cuánto hace que no compran"
    if _desvio(rival) > DESVIO_MAXIMO >= _desvio(ganador):
        return f"se desvía un {100 * _desvio(rival):.0f} % del total"
    if rival.rmse > ganador.rmse and rival.mae * (1 + EMPATE) < ganador.mae:
        return (
            "acierta menos con quienes más compran "
            f"(error cuadrático de {_cifra(rival.rmse)} frente a {_cifra(ganador.rmse)})"
        )
    return "la diferencia es menor del 1 %"


def _desvio(uno: Comparado) -> float:
    return abs(uno.sesgo or 0.0)


def _sujeto(uno: Comparado) -> str:
    return uno.nombre if uno.es_modelo else f"La regla «{uno.nombre}»"


def _cifra(numero: float) -> str:
    return format(numero, ".2f" if numero >= 0.1 else ".3f").replace(".", ",")
