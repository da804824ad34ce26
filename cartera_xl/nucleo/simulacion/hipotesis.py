"""Lo que se supone distinto: ajustes, bordes y condiciones de las reglas; y la configuración que resulta."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from cartera_xl.nucleo.ajustes import AJUSTES, PESOS, AjusteDeHoja, configuracion_con, valores_de
from cartera_xl.nucleo.celdas import Celda
from cartera_xl.nucleo.comprobador import exigir_reglas_validas
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.errores import ConfiguracionErronea, ReglasErroneas
from cartera_xl.nucleo.reglas import EJES_NUMERICOS, Condicion, Intervalo, Regla
from cartera_xl.nucleo.reglas_texto import texto_de_numero

_SIMULABLES = (
    "recencia",
    "frecuencia",
    "importe",
    "umbral_medio",
    "umbral_alto",
    "dias_inactividad",
    "cortes",
    "horizonte",
    "riesgo_alto",
    "riesgo_medio",
    "margen",
    "tasa_anual",
    "coste_retencion",
    "meses_clv",
)
SIMULABLES: Mapping[str, AjusteDeHoja] = {
    ident: next(ajuste for ajuste in AJUSTES if ajuste.id == ident) for ident in _SIMULABLES
}
"""Los ajustes de los que depende lo que se puntúa; los demás no cambian el resultado de ningún cliente."""
AL_CALIBRAR = frozenset({"cortes", "horizonte", "margen", "tasa_anual", "coste_retencion", "meses_clv"})
"""Los que, además, cuentan al calibrar el baremo."""
SOLO_AL_CALIBRAR = frozenset({"cortes", "horizonte"})
"""Los que con el baremo guardado no cambian nada."""


@dataclass(frozen=True, slots=True)
class CambioDeBorde:
    """Todas las condiciones de las reglas que cortan `eje` en `de` pasan a cortarlo en `a`."""

    eje: str
    de: float
    a: float


@dataclass(frozen=True, slots=True)
class CambioDeRegla:
    """La condición de una sola regla en un eje."""

    regla: str
    eje: str
    condicion: Condicion


@dataclass(frozen=True, slots=True)
class Hipotesis:
    """Los cambios que se suponen; `ajustes` es id -> valor ya leído. Vacía, no cambia nada."""

    ajustes: Mapping[str, Celda] = field(default_factory=dict)
    bordes: tuple[CambioDeBorde, ...] = ()
    reglas: tuple[CambioDeRegla, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.ajustes or self.bordes or self.reglas)

    def mas(self, otra: "Hipotesis") -> "Hipotesis":
        """Las dos juntas; en lo que chocan manda la otra."""
        bordes = {(b.eje, b.de): b for b in (*self.bordes, *otra.bordes)}
        reglas = {(r.regla, r.eje): r for r in (*self.reglas, *otra.reglas)}
        return Hipotesis(dict(self.ajustes) | dict(otra.ajustes), tuple(bordes.values()), tuple(reglas.values()))


def etiqueta(ident: str) -> str:
    """Cómo se llama un ajuste fuera de su sección.

    >>> etiqueta("recencia"), etiqueta("umbral_alto")
    ('Peso: Recencia', 'Alto desde')
    """
    ajuste = SIMULABLES[ident]
    return f"Peso: {ajuste.etiqueta}" if ajuste.seccion == PESOS else ajuste.etiqueta


def con_hipotesis(configuracion: Configuracion, hipotesis: Hipotesis, donde: str) -> Configuracion:
    """La configuración como quedaría; no se guarda en ningún sitio.

    `ConfiguracionErronea` si los valores no casan entre sí o nombran algo que no hay; `ReglasErroneas` si las reglas
    resultantes dejan un hueco o se solapan. `donde` dice dónde están escritas las hipótesis.
    """
    reglas = _con_bordes(configuracion.reglas, hipotesis.bordes, donde)
    reglas = _con_reglas(reglas, hipotesis.reglas, donde)
    if reglas != configuracion.reglas:
        _exigir_validas(reglas, donde)
    if not hipotesis.ajustes:
        return replace(configuracion, reglas=reglas)
    try:
        nueva = configuracion_con(valores_de(configuracion) | dict(hipotesis.ajustes))
    except ValueError as error:
        remedio = "Cambie los valores para que casen entre sí"
        raise ConfiguracionErronea(f"Los ajustes no casan: {error}.", donde=donde, remedio=remedio) from error
    cambiados = {campo: getattr(nueva, campo) for campo in _CAMPOS}
    return replace(configuracion, reglas=reglas, **cambiados)


def _exigir_validas(reglas: tuple[Regla, ...], donde: str) -> None:
    try:
        exigir_reglas_validas(reglas, donde=f"{donde}, reglas que resultan")
    except ReglasErroneas as error:
        remedio = f"{error.remedio}. Para mover un corte en todas a la vez, use «Bordes de las reglas» (--borde)"
        raise ReglasErroneas(error.que, donde=error.donde, remedio=remedio) from error


_CAMPOS = ("pesos", *(ident for ident in _SIMULABLES if ident not in ("recencia", "frecuencia", "importe")))


def bordes_de(reglas: Sequence[Regla]) -> list[tuple[str, float]]:
    """Los cortes que las reglas hacen en cada eje, sin repetir y en orden."""
    hallados = {
        (eje, borde)
        for regla in reglas
        for eje, condicion in regla.condiciones.items()
        if isinstance(condicion, Intervalo)
        for borde in (condicion.desde, condicion.hasta)
        if borde is not None
    }
    return sorted(hallados, key=lambda par: (EJES_NUMERICOS.index(par[0]), par[1]))


def texto_de_borde(eje: str, borde: float) -> str:
    """Cómo se nombra un borde: `valor 80`."""
    return f"{eje} {texto_de_numero(borde)}"


def _con_bordes(reglas: tuple[Regla, ...], cambios: Sequence[CambioDeBorde], donde: str) -> tuple[Regla, ...]:
    hay = bordes_de(reglas)
    for cambio in cambios:
        if (cambio.eje, cambio.de) not in hay:
            raise ConfiguracionErronea(
                f"Ninguna regla corta en «{texto_de_borde(cambio.eje, cambio.de)}».",
                donde=donde,
                remedio=f"Los bordes que hay son: {', '.join(texto_de_borde(*par) for par in hay)}",
            )
    mueve = {(cambio.eje, cambio.de): cambio.a for cambio in cambios}
    if not mueve:
        return reglas
    return tuple(
        replace(regla, condiciones={eje: _movida(eje, c, mueve) for eje, c in regla.condiciones.items()})
        for regla in reglas
    )


def _movida(eje: str, condicion: Condicion, mueve: Mapping[tuple[str, float], float]) -> Condicion:
    if not isinstance(condicion, Intervalo):
        return condicion
    desde, hasta = condicion.desde, condicion.hasta
    return replace(
        condicion,
        desde=None if desde is None else mueve.get((eje, desde), desde),
        hasta=None if hasta is None else mueve.get((eje, hasta), hasta),
    )


def _con_reglas(reglas: tuple[Regla, ...], cambios: Sequence[CambioDeRegla], donde: str) -> tuple[Regla, ...]:
    conocidas = {regla.id for regla in reglas}
    for cambio in cambios:
        if cambio.regla not in conocidas:
            raise ConfiguracionErronea(
                f"No hay ninguna regla «{cambio.regla}».",
                donde=donde,
                remedio=f"Escriba una de estas: {', '.join(sorted(conocidas))}",
            )
    return tuple(
        replace(
            regla, condiciones=dict(regla.condiciones) | {c.eje: c.condicion for c in cambios if c.regla == regla.id}
        )
        if any(c.regla == regla.id for c in cambios)
        else regla
        for regla in reglas
    )
