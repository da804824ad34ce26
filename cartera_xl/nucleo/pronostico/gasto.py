"""Cuánto se espera que gaste cada cliente por compra, y por qué se calcula así.

Gamma-Gamma supone que lo que un cliente gasta no depende de cuántas veces compra. Se comprueba entre quienes repiten;
si no se cumple, cada cliente encoge hacia la media de los que compran parecido número de veces. Solo cuentan los
clientes con alguna compra pagada y neto positivo: los demás no dicen nada de lo que gastan.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cartera_xl.nucleo.modelos import gamma_gamma
from cartera_xl.nucleo.modelos.base import Ajuste
from cartera_xl.nucleo.modelos.grupos import Numeros
from cartera_xl.nucleo.pronostico.metricas import rangos_medios
from cartera_xl.nucleo.pronostico.tipos import MUESTRA_PARA_MODELOS, FormaDeGasto, Gasto

CORRELACION_TOLERABLE = 0.3
"""Hasta aquí, incluida, se acepta que gasto y número de compras son independientes.

Con ,3 el número de compras explica un 9 % de la variación del gasto, que mueve la media menos que el propio encogido; y
con 20 que repiten una correlación nula da ±,23 por azar, de modo que un umbral menor rechazaría sin motivo.
"""
GRUPOS_DESDE = (1, 2, 4, 8)
"""Primera cantidad de compras de cada grupo: 1, 2-3, 4-7, 8 o más (cada uno dobla al anterior)."""
_ENCOGIDO_PRUDENTE = 1.0
"""Con pocos clientes, la media ajena pesa como una compra propia (en CDNOW, .44 de una)."""
_CIFRAS_DEL_GASTO = 9
"""Decimales del logaritmo del gasto al ordenarlo: dos medias iguales pueden diferir en la última cifra por redondeo."""
_CLIENTES_DE_LA_MEDIA = 5.0
"""La media de un grupo con pocos clientes encoge hacia la de todos como si tuviera estos más."""
_Q_CLARA = 1.25
"""Con q más cerca de 1 la media de la cartera la hacen unos pocos gastos enormes que no están en los datos."""
_VECES_LA_MEDIDA = 4.0
"""Lo que la dispersión de una compra según Gamma-Gamma puede apartarse de la medida, por arriba o por abajo."""
_DISPERSION_MINIMA = 1e-6
"""De quien gasta siempre lo mismo: casi nula, para poder dividir por ella."""
_K_EXTREMA = 100.0
_VECES_LA_MEDIA = 2.0
"""La media de la cartera según el modelo no puede pasar de estas veces la observada."""


def elegir_gasto(compras_pagadas: ArrayLike, neto: ArrayLike, dispersion: float | None = None) -> Gasto:
    """La forma de gasto que admiten los datos, ajustada; una posición por cliente.

    `dispersion`: la medida compra a compra (`Registro.dispersion`), si la hay. Sirve donde las medias no bastan: si
    todos compran un número parecido de veces, con ellas solas no se distingue al que gasta distinto del que oscila.

    Gamma-Gamma con 20 clientes o más que repiten, correlación tolerable y ajuste creíble; si no, por grupos de número
    de compras; con menos de 20 que repiten, una sola media. No depende de la moneda.
    """
    n, z = _con_gasto(compras_pagadas, neto)
    dispersion = None if dispersion is None else max(dispersion, _DISPERSION_MINIMA)
    if not len(n):
        return Gasto(FormaDeGasto.NINGUNA, aviso="No hay compras con importe: no se calcula el gasto por compra.")
    repite = n >= 2
    repiten = int(repite.sum())
    correlacion = correlacion_de_rangos(n[repite], _sin_ruido(z[repite]))
    if repiten < MUESTRA_PARA_MODELOS:
        cuantos = f"{repiten} clientes repiten" if repiten != 1 else "1 cliente repite"
        aviso = f"Muestra insuficiente: {cuantos} compra y hacen falta {MUESTRA_PARA_MODELOS}; se usa una sola media."
        return Gasto(FormaDeGasto.PROPIA, _una_media(z), len(n), correlacion, aviso)
    if correlacion is not None and abs(correlacion) > CORRELACION_TOLERABLE:
        sentido = "más" if correlacion > 0 else "menos"
        cifra = f"{correlacion:.2f}".replace(".", ",")
        motivo = f"Quien compra más veces gasta {sentido} en cada compra (correlación {cifra})"
        return _por_grupos((n, z), correlacion, motivo, dispersion)
    ajuste = gamma_gamma.ajustar(n, z)
    if not _creible(ajuste, float(z.mean())):
        motivo = ajuste.aviso or "los gastos enormes de unos pocos clientes pesan demasiado en Gamma-Gamma"
        return _por_grupos((n, z), correlacion, motivo[0].upper() + motivo[1:], dispersion)
    if dispersion is not None and not 1 / _VECES_LA_MEDIDA < ajuste.parametros[0] * dispersion < _VECES_LA_MEDIDA:
        return _por_grupos((n, z), correlacion, "Las compras no oscilan como supone Gamma-Gamma", dispersion)
    return Gasto(FormaDeGasto.GAMMA_GAMMA, ajuste.parametros, len(n), correlacion)


def gasto_esperado(gasto: Gasto, compras_pagadas: ArrayLike, neto: ArrayLike) -> tuple[Numeros, Numeros]:
    """Gasto medio esperado por compra de cada cliente y la varianza con que se conoce; los dos finitos y no negativos.

    Sin compra pagada o con neto no positivo, los de un cliente del que no se sabe nada. Con `NINGUNA`, ceros: no hay
    importes y quien llama no debe enseñar dinero.
    """
    compras, total = np.asarray(compras_pagadas, dtype=np.float64), np.asarray(neto, dtype=np.float64)
    vale = _validos(compras, total)
    n = np.where(vale, compras, 0.0)
    z = np.divide(total, compras, out=np.zeros_like(n), where=vale)
    if gasto.forma is FormaDeGasto.NINGUNA:
        return np.zeros_like(n), np.zeros_like(n)
    if gasto.forma is FormaDeGasto.GAMMA_GAMMA:
        media = gamma_gamma.gasto_esperado(gasto.parametros, n, z)
        return media, gamma_gamma.varianza_del_gasto(gasto.parametros, n, z)
    pares = np.reshape(gasto.parametros[:-1], (-1, 2))
    media_grupo, k = pares[_grupo(np.nan_to_num(compras), len(pares))].T
    media = (n * z + k * media_grupo) / (n + k)
    return media, gasto.parametros[-1] * media**2 / (n + k)


def dispersion_de_una_compra(gasto: Gasto) -> float:
    """Varianza de una compra entre el cuadrado de la media de su cliente; 0 sin importes."""
    if gasto.forma is FormaDeGasto.NINGUNA:
        return 0.0
    return 1.0 / gasto.parametros[0] if gasto.forma is FormaDeGasto.GAMMA_GAMMA else gasto.parametros[-1]


def correlacion_de_rangos(uno: Numeros, otro: Numeros) -> float | None:
    """Correlación de Spearman, con rango medio en los empates; `None` si son menos de 3 o alguno no varía."""
    if len(uno) < 3:
        return None
    rangos = [rangos_medios(columna) - (len(columna) + 1) / 2 for columna in (uno, otro)]
    variacion = float(np.sqrt((rangos[0] @ rangos[0]) * (rangos[1] @ rangos[1])))
    return None if variacion == 0 else float(np.clip(rangos[0] @ rangos[1] / variacion, -1.0, 1.0))


def _sin_ruido(z: Numeros) -> Numeros:
    """El gasto en una escala que conserva su orden y en la que dos gastos iguales lo son hasta la última cifra."""
    return np.asarray(np.round(np.log(z), _CIFRAS_DEL_GASTO), dtype=np.float64)


def _validos(compras: Numeros, total: Numeros) -> NDArray[np.bool_]:
    return (compras >= 1) & (total > 0) & np.isfinite(compras) & np.isfinite(total)


def _con_gasto(compras_pagadas: ArrayLike, neto: ArrayLike) -> tuple[Numeros, Numeros]:
    """Compras y gasto medio de los clientes que dicen algo."""
    compras, total = np.asarray(compras_pagadas, dtype=np.float64), np.asarray(neto, dtype=np.float64)
    vale = _validos(compras, total)
    return compras[vale], total[vale] / compras[vale]


def _grupo(compras: Numeros, grupos: int) -> NDArray[np.intp]:
    """A qué grupo va cada número de compras; sin ninguna, al primero."""
    desde = GRUPOS_DESDE[1:] if grupos > 1 else ()
    return np.searchsorted(np.asarray(desde, dtype=np.float64), compras, side="right")


def _creible(ajuste: Ajuste, media_observada: float) -> bool:
    """Cierto si el ajuste no toca un borde y su media de la cartera existe con holgura y se parece a la observada."""
    cerca = gamma_gamma.media_poblacional(ajuste.parametros) <= _VECES_LA_MEDIA * media_observada
    return not ajuste.aviso and ajuste.parametros[1] >= _Q_CLARA and cerca


def _una_media(z: Numeros) -> tuple[float, float, float]:
    """Media, encogido y dispersión con pocos clientes: la dispersión parte de 1, como si hubiera uno más así."""
    media = float(z.mean())
    return media, _ENCOGIDO_PRUDENTE, (1.0 + float(np.sum((z / media - 1.0) ** 2))) / (len(z) + 1.0)


def _por_grupos(
    compradores: tuple[Numeros, Numeros], correlacion: float | None, motivo: str, dispersion: float | None
) -> Gasto:
    """Medias por grupo de número de compras, y el encogido hacia ellas del gasto RELATIVO de cada cliente a su grupo.

    Quitado lo que depende del número de compras, la esperanza es (n·z + k·media)/(n + k). Con la dispersión medida, k
    es ella entre la varianza que queda entre clientes (credibilidad de Bühlmann, 1967). Sin ella, de Gamma-Gamma sobre
    z/media: k = (q - 1)/p y dispersión 1/p.
    """
    n, z = compradores
    grupo, cuantos = _grupo(n, len(GRUPOS_DESDE)), len(GRUPOS_DESDE)
    clientes = np.bincount(grupo, minlength=cuantos)
    sumas = np.bincount(grupo, weights=z, minlength=cuantos) + _CLIENTES_DE_LA_MEDIA * z.mean()
    medias = sumas / (clientes + _CLIENTES_DE_LA_MEDIA)
    aviso = f"{motivo}: se usa la media de los clientes con un número de compras parecido."
    if dispersion is None:
        ajuste = gamma_gamma.ajustar(n, z / medias[grupo])
        p, q, _ = ajuste.parametros
        if _creible(ajuste, 1.0):
            medias = medias * gamma_gamma.media_poblacional(ajuste.parametros)
        k, dispersion = (max(q, _Q_CLARA) - 1.0) / p, 1.0 / p
    else:
        k = _credibilidad(n, z / medias[grupo], dispersion)
    parametros = tuple(float(valor) for media in medias for valor in (media, k))
    return Gasto(FormaDeGasto.POR_GRUPO, (*parametros, dispersion), len(n), correlacion, aviso)


def _credibilidad(n: Numeros, relativo: Numeros, dispersion: float) -> float:
    """Cuántas compras propias pesan tanto como la media del grupo; entre una centésima y cien."""
    entre = float(np.average((relativo - 1.0) ** 2, weights=n)) - dispersion * float(len(n) / n.sum())
    return float(np.clip(dispersion / max(entre, dispersion / _K_EXTREMA), 1 / _K_EXTREMA, _K_EXTREMA))
