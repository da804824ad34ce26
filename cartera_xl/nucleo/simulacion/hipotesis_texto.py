"""Las hipótesis tal como se escriben en la orden: `riesgo_alto=0,4`, `valor 80=75`, `constante.valor=40 a 75`.

Todo lo que no se entiende da `ConfiguracionErronea` con la opción en que está y un ejemplo.
"""

from collections.abc import Callable, Sequence
from typing import NoReturn

from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.lectura.textos import clave
from cartera_xl.nucleo.reglas import EJES_DE_TEXTO, EJES_NUMERICOS, Condicion, Intervalo, Regla
from cartera_xl.nucleo.reglas_texto import condicion_de, numero_de
from cartera_xl.nucleo.simulacion.hipotesis import SIMULABLES, CambioDeBorde, CambioDeRegla, Hipotesis, etiqueta

_PESOS = ("recencia", "frecuencia", "importe")


def leer_hipotesis(
    reglas: Sequence[Regla],
    *,
    ajustes: Sequence[str] = (),
    pesos: Sequence[str] = (),
    bordes: Sequence[str] = (),
    de_reglas: Sequence[str] = (),
) -> Hipotesis:
    """Las hipótesis de la orden; `reglas` son las de hoy, para saber qué borde mueve un número solo."""
    valores = dict(leer_ajuste(texto) for texto in ajustes) | dict(_leer_peso(texto) for texto in pesos)
    return Hipotesis(
        valores,
        tuple(leer_borde(texto) for texto in bordes),
        tuple(_leer_regla(texto, reglas) for texto in de_reglas),
    )


def leer_ajuste(texto: str, opcion: str = "opción --ajuste") -> tuple[str, Celda]:
    """`riesgo_alto=0,4`: el id o la etiqueta del ajuste, y su valor."""
    nombre, valor = _partir(texto, opcion, "riesgo_alto=0,4")
    ident = _ajuste_de(nombre)
    if ident is None:
        nombres = ", ".join(SIMULABLES)
        _mal(f"«{nombre}» no es un ajuste que se pueda simular.", opcion, f"Escriba uno de estos: {nombres}")
    return ident, leer_valor(ident, valor, opcion)


def leer_valor(ident: str, valor: Celda, donde: str) -> Celda:
    """El valor de un ajuste, de una celda o de la orden."""
    ajuste = SIMULABLES[ident]
    try:
        return ajuste.leer(valor)
    except ValueError as error:
        raise ConfiguracionErronea(
            f"«{valor}» no vale para «{etiqueta(ident)}».", donde=donde, remedio=ajuste.remedio
        ) from error


def leer_borde(texto: str, opcion: str = "opción --borde") -> CambioDeBorde:
    """`valor 80=75`: el eje, el corte de hoy y el supuesto."""
    antes, despues = _partir(texto, opcion, "«valor 80=75»")
    eje, _, corte = antes.replace(":", " ").rpartition(" ")
    return CambioDeBorde(_eje(eje, opcion, EJES_NUMERICOS), _numero(corte, opcion), _numero(despues, opcion))


def _leer_peso(texto: str) -> tuple[str, Celda]:
    opcion = "opción --peso"
    nombre, valor = _partir(texto, opcion, "recencia=0,5")
    if clave(nombre) not in _PESOS:
        _mal(f"«{nombre}» no es uno de los pesos.", opcion, f"Escriba uno de estos: {', '.join(_PESOS)}")
    return clave(nombre), leer_valor(clave(nombre), valor, opcion)


def _leer_regla(texto: str, reglas: Sequence[Regla]) -> CambioDeRegla:
    """`valor y potencial.valor=75`, o con una condición entera: `constante.valor=40 a 75`."""
    opcion, ejemplo = "opción --regla", "«constante.valor=40 a 75»"
    sitio, condicion = _partir(texto, opcion, ejemplo)
    nombre, punto, eje = sitio.rpartition(".")
    if not punto:
        _mal(f"«{texto}» no dice en qué eje.", opcion, f"Escriba regla.eje=condición, por ejemplo {ejemplo}")
    regla = next((regla for regla in reglas if clave(regla.id) == clave(nombre)), None)
    if regla is None:
        nombres = ", ".join(regla.id for regla in reglas)
        _mal(f"No hay ninguna regla «{nombre}».", opcion, f"Escriba una de estas: {nombres}")
    de_eje = _eje(eje, opcion, (*EJES_NUMERICOS, *EJES_DE_TEXTO))
    return CambioDeRegla(regla.id, de_eje, condicion_movida(regla.condiciones.get(de_eje), condicion, de_eje, opcion))


def condicion_movida(hoy: Condicion | None, texto: str, eje: str, donde: str) -> Condicion:
    """Un número solo mueve el único borde que tenga hoy la condición; lo demás es una condición entera."""
    try:
        numero = numero_de(texto)
    except ValueError:
        condicion = condicion_de(texto, eje, donde)
        assert condicion is not None, "hay texto"
        return condicion
    if isinstance(hoy, Intervalo) and (hoy.desde is None) != (hoy.hasta is None):
        if hoy.desde is not None:
            return Intervalo(numero, None, desde_incluido=hoy.desde_incluido)
        return Intervalo(None, numero, hasta_incluido=hoy.hasta_incluido)
    _mal(
        f"Con «{texto}» no se sabe qué borde cambia.", donde, "Escriba la condición entera: «>= 75», «40 a 75», «< 50»"
    )


def _partir(texto: str, opcion: str, ejemplo: str) -> tuple[str, str]:
    """Por el primer `=` que no es de una comparación: `r.valor=>= 75` y `r.valor>=75` se entienden."""
    nombre, igual, valor = texto.partition("=")
    if nombre.rstrip().endswith((">", "<")):
        nombre, valor = nombre.rstrip()[:-1], f"{nombre.rstrip()[-1]}={valor}"
    if not igual or not nombre.strip() or not valor.strip():
        _mal(f"«{texto}» no dice qué cambia ni por cuánto.", opcion, f"Escriba, por ejemplo, {ejemplo}")
    return nombre.strip(), valor.strip()


def _ajuste_de(nombre: str) -> str | None:
    buscado = clave(nombre)
    return next((i for i in SIMULABLES if buscado in (clave(i), clave(etiqueta(i)))), None)


def _eje(nombre: str, opcion: str, ejes: Sequence[str]) -> str:
    eje = next((eje for eje in ejes if clave(eje) == clave(nombre)), None)
    if eje is None:
        _mal(f"«{nombre}» no es un eje de las reglas.", opcion, f"Escriba uno de estos: {', '.join(ejes)}")
    return eje


def _numero(texto: str, opcion: str) -> float:
    leer: Callable[[str], float] = numero_de
    try:
        return leer(texto)
    except ValueError as error:
        raise ConfiguracionErronea(
            f"«{texto}» no es un número.", donde=opcion, remedio="Escriba, por ejemplo, «valor 80=75»"
        ) from error


def _mal(que: str, donde: str, remedio: str) -> NoReturn:
    raise ConfiguracionErronea(que, donde=donde, remedio=remedio)
