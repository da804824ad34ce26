"""La puntuación de una fila, repartida entre sus partes: con un decimal y sin que sobre ni falte nada.

Cada parte suma su percentil por su peso. Lo que no tiene dato no suma y su peso se reparte entre las demás en
proporción, que es lo que hace la media ponderada de `puntuar`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.explicacion.fila import FilaExplicada
from cartera_xl.nucleo.explicacion.tipos import Aportacion
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import decimal, importe

DECIMAS = 10


@dataclass(frozen=True, slots=True)
class _Parte:
    id: str
    nombre: str
    peso: float
    dato: float | None
    percentil: float | None
    hecho: str
    mejor: str
    sin_dato: str

    @property
    def cuenta(self) -> float:
        """Su peso si tiene dato; si no, 0."""
        return 0.0 if self.percentil is None else self.peso


def repartir(partes: Sequence[float], total: int) -> list[int]:
    """Enteros que suman `total` y se acercan a `partes`, por el resto mayor; una parte de 0 se queda en 0.

    Fuente: método de Hare-Niemeyer. `total` ha de ser la suma de las partes redondeada.

    >>> repartir([3.4, 3.3, 3.3], 10), repartir([8.5, -2.7, 0.0], 6)
    ([4, 3, 3], [9, -3, 0])
    """
    enteros = [math.floor(parte) for parte in partes]
    restos = sorted(range(len(partes)), key=lambda i: (enteros[i] - partes[i], i))
    for i in restos[: total - sum(enteros)]:
        enteros[i] += 1
    return enteros


def aportaciones(fila: FilaExplicada, configuracion: Configuracion) -> tuple[Aportacion, ...]:
    """Las partes de la puntuación, en su orden."""
    partes = _de_cliente(fila, configuracion) if fila.es_cliente else _de_potencial(fila)
    peso_total = sum(parte.cuenta for parte in partes)
    puntuacion = fila.numero("puntuacion")
    if puntuacion is None or not peso_total:
        return tuple(_aportacion(parte, 0.0, 0, 0, fila.pais) for parte in partes)
    pesos = [parte.cuenta / peso_total for parte in partes]
    crudos = [peso * (parte.percentil or 0.0) * DECIMAS for peso, parte in zip(pesos, partes, strict=True)]
    puntos = repartir(crudos, round(puntuacion * DECIMAS))
    maximos = repartir([peso * 100 * DECIMAS for peso in pesos], 100 * DECIMAS)
    return tuple(_aportacion(*cuatro, fila.pais) for cuatro in zip(partes, pesos, puntos, maximos, strict=True))


def frase_de_puntuacion(fila: FilaExplicada, configuracion: Configuracion) -> str:
    """La puntuación, su rango y lo que le falta para el siguiente."""
    puntuacion = fila.numero("puntuacion")
    if puntuacion is None:
        return "No se puede puntuar: no consta ninguno de los datos que cuentan."
    texto = f"Tiene {decimal(puntuacion, fila.pais)} puntos de 100: rango {fila.texto('rango')}."
    umbrales = (configuracion.umbral_medio, configuracion.umbral_alto)
    siguiente = next((i for i, umbral in enumerate(umbrales, 1) if puntuacion < umbral), None)
    if siguiente is None:
        return texto
    falta = decimal(umbrales[siguiente - 1] - puntuacion, fila.pais, decimales=1)
    return f"{texto} Para el rango {configuracion.nombres_rangos[siguiente]} le faltan {falta}."


def _de_cliente(fila: FilaExplicada, configuracion: Configuracion) -> list[_Parte]:
    pesos, pais = configuracion.pesos, fila.pais
    dias, compras, neto = (fila.numero(columna) for columna in ("dias_sin_comprar", "compras", "importe_neto"))
    return [
        _Parte("p_r", "Recencia", pesos.recencia, dias, fila.numero("p_r"), *_recencia(dias)),
        _Parte("p_f", "Frecuencia", pesos.frecuencia, compras, fila.numero("p_f"), *_frecuencia(compras)),
        _Parte("p_m", "Importe", pesos.importe, neto, fila.numero("p_m"), *_importe(neto, pais)),
    ]


_Dicho = tuple[str, str, str]
"""El hecho, en qué se compara con los demás clientes y qué no consta si falta."""


def _recencia(dias: float | None) -> _Dicho:
    hecho = "" if dias is None else f"Compró por última vez hace {contar(int(dias), 'día', 'días')}"
    return hecho, "después", "cuándo compró por última vez"


def _frecuencia(compras: float | None) -> _Dicho:
    hecho = f"Ha comprado {contar(int(compras), 'vez', 'veces')}" if compras else "No consta ninguna compra suya"
    return hecho, "más" if compras else "", "cuántas veces ha comprado"


def _importe(neto: float | None, pais: str | None) -> _Dicho:
    hecho = "" if neto is None else f"Ha comprado por {importe(neto, pais)} en total"
    return hecho, "más" if neto and neto > 0 else "", "por cuánto ha comprado"


def _de_potencial(fila: FilaExplicada) -> list[_Parte]:
    gasto, encaje = fila.numero("gasto_previsto"), fila.numero("encaje")
    dado = fila.numero("potencial_dado") if encaje is None else encaje
    previsto = "" if gasto is None else f"Se prevé que gaste {importe(gasto, fila.pais)}"
    nombre = "potencial" if encaje is None else "encaje"
    como = "" if dado is None else f"Su {nombre} es {decimal(dado, fila.pais)} de 100"
    return [
        _Parte(
            "valor", "Gasto previsto", 1.0, gasto, fila.numero("valor"), previsto, "más", "cuánto se prevé que gaste"
        ),
        _Parte("potencial", "Encaje", 1.0, dado, fila.numero("potencial"), como, "", "qué encaje tiene"),
    ]


def _aportacion(parte: _Parte, peso: float, puntos: int, maximo: int, pais: str | None) -> Aportacion:
    dato, percentil = parte.dato, parte.percentil
    return Aportacion(
        parte.id, parte.nombre, dato, percentil, peso, puntos / DECIMAS, maximo / DECIMAS, _frase(parte, pais)
    )


def _frase(parte: _Parte, pais: str | None) -> str:
    if parte.percentil is None:
        return f"No consta {parte.sin_dato}: no suma, y su peso se reparte entre lo demás."
    if not parte.peso:
        return f"{parte.hecho}, pero su peso en Configuración es 0: no suma."
    mejor = f", {parte.mejor} que el {decimal(parte.percentil, pais)} % de los clientes" if parte.mejor else ""
    return f"{parte.hecho}{mejor}."
