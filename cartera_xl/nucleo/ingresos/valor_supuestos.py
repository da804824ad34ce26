"""Los supuestos del valor de la cartera: de dónde sale cada uno y cómo pone la persona los suyos."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cartera_xl.nucleo.ajustes_lectura import MESES_MAXIMO
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.ingresos.retencion import RetencionMedida
from cartera_xl.nucleo.ingresos.valoracion import CasoDeValor, Exposicion, RiesgoDeValor
from cartera_xl.nucleo.lectura.textos import contar
from cartera_xl.nucleo.palabras_cifras import por_ciento
from cartera_xl.nucleo.plan import Aspecto

DE_LA_CASA = "supuesto de la casa, 2026"
RETENCION_SUPUESTA = (0.6, 0.85)
"""Sin historia con que medirla. Decisión de la casa, 2026."""
MESES_DE_PARTIDA = 36
RECARGO_DE_TASA = 0.05
"""Lo que se suma a la tasa de Configuración en el caso desfavorable: quien compra una cartera exige más. Decisión de la
casa, 2026."""
FACTORES: Mapping[RiesgoDeValor, tuple[float, float, str]] = {
    RiesgoDeValor.CONCENTRACION: (0.25, 0.05, "parte de los cinco mayores que se da por perdida al cambiar de manos"),
    RiesgoDeValor.CONTRATOS: (0.15, 0.0, "parte que se quita del ingreso sin contrato"),
    RiesgoDeValor.CALIDAD: (0.20, 0.05, "parte que se quita de lo que tiene los datos mal o incompletos"),
    RiesgoDeValor.PERSONAL: (0.20, 0.05, "parte que se quita de lo que depende de una sola persona"),
    RiesgoDeValor.ANTIGUEDAD: (0.03, 0.01, "parte que se quita por cada mes de atraso"),
}
"""Desfavorable, favorable y qué es. Decisión de la casa, 2026."""

Suyos = Mapping[str, tuple[float | None, float | None]]


@dataclass(frozen=True, slots=True)
class Supuesto:
    """Un supuesto con sus dos valores; `mas_es_mejor` dice cuál de los dos ha de ser mayor."""

    id: str
    nombre: str
    desfavorable: float
    favorable: float
    procedencia: str
    aspecto: Aspecto = Aspecto.PORCENTAJE
    mas_es_mejor: bool = False
    explicacion: str = ""


def id_de_factor(riesgo: RiesgoDeValor) -> str:
    """El id del supuesto con el factor de un riesgo."""
    return f"factor_{riesgo.name.lower()}"


def supuestos_de(
    configuracion: Configuracion, retencion: RetencionMedida | None, sin_medida: str
) -> tuple[Supuesto, ...]:
    """Los de la cartera; `sin_medida` dice por qué no se ha podido medir la retención."""
    tasa = configuracion.tasa_anual
    coste = configuracion.coste_retencion
    return (
        _de_retencion(retencion, sin_medida),
        Supuesto(
            "tasa",
            "Tasa de descuento anual",
            tasa + RECARGO_DE_TASA,
            tasa,
            f"Configuración; en desfavorable, {100 * RECARGO_DE_TASA:.0f} puntos más ({DE_LA_CASA})",
            explicacion="lo que se cobra dentro de un año vale menos",
        ),
        Supuesto(
            "meses",
            "Plazo (meses)",
            MESES_DE_PARTIDA,
            MESES_DE_PARTIDA,
            DE_LA_CASA,
            Aspecto.ENTERO,
            mas_es_mejor=True,
            explicacion=f"hasta dónde se cuenta; {MESES_MAXIMO} como mucho",
        ),
        Supuesto(
            "coste",
            "Coste de retención",
            coste,
            coste,
            "Configuración" + ("" if coste else ": es cero, y retener nunca es gratis"),
            Aspecto.IMPORTE,
            explicacion="por cliente y año",
        ),
        *(
            Supuesto(id_de_factor(riesgo), f"Factor: {riesgo.value}", malo, bueno, DE_LA_CASA, explicacion=que)
            for riesgo, (malo, bueno, que) in FACTORES.items()
        ),
    )


def _de_retencion(medida: RetencionMedida | None, sin_medida: str) -> Supuesto:
    que = "parte del ingreso que sigue un año después"
    if medida is None:
        procedencia = f"{DE_LA_CASA}: {sin_medida}"
        return Supuesto(
            "retencion", "Retención anual", *RETENCION_SUPUESTA, procedencia, mas_es_mejor=True, explicacion=que
        )
    de_quien = "compraban desde dos años antes" if medida.de_recurrentes else "compraron el año anterior"
    menor = "" if medida.de_recurrentes else "; la de los recurrentes será algo mayor"
    texto = (
        f"medida: de {contar(medida.clientes, 'cliente que', 'clientes que')} {de_quien}, {medida.siguen} siguen y "
        f"dejaban el {por_ciento(medida.retencion)} del ingreso; intervalo del 80 %{menor}. Los que siguen dejan ahora "
        f"el {por_ciento(medida.dejan)} de lo que dejaban; se supone que dejarán lo de los últimos 12 meses"
    )
    return Supuesto(
        "retencion", "Retención anual", medida.desde, medida.hasta, texto, mas_es_mejor=True, explicacion=que
    )


def con_los_suyos(supuestos: Sequence[Supuesto], suyos: Suyos, procedencia: str, donde: str) -> tuple[Supuesto, ...]:
    """Los de la persona sobre los demás; si da uno solo de los dos valores, vale para los dos.

    `ConfiguracionErronea` si el favorable es peor que el desfavorable.
    """
    puestos = []
    for supuesto in supuestos:
        malo, bueno = _los_dos(*suyos.get(supuesto.id, (None, None)))
        if malo is None or bueno is None:
            puestos.append(supuesto)
            continue
        if (malo > bueno) if supuesto.mas_es_mejor else (malo < bueno):
            raise ConfiguracionErronea(
                f"En «{supuesto.nombre}», el valor favorable es peor que el desfavorable.",
                donde=donde,
                remedio="Cámbielos de sitio, o escriba uno solo",
            )
        puestos.append(replace(supuesto, desfavorable=malo, favorable=bueno, procedencia=procedencia))
    return tuple(puestos)


def _los_dos(malo: float | None, bueno: float | None) -> tuple[float | None, float | None]:
    return (bueno if malo is None else malo), (malo if bueno is None else bueno)


def casos_de(
    supuestos: Sequence[Supuesto], exposiciones: Mapping[RiesgoDeValor, Exposicion]
) -> tuple[CasoDeValor, CasoDeValor]:
    """El caso desfavorable y el favorable."""
    malos = {supuesto.id: supuesto.desfavorable for supuesto in supuestos}
    buenos = {supuesto.id: supuesto.favorable for supuesto in supuestos}
    return (
        _caso(malos, {riesgo: exposicion.desfavorable for riesgo, exposicion in exposiciones.items()}),
        _caso(buenos, {riesgo: exposicion.favorable for riesgo, exposicion in exposiciones.items()}),
    )


def _caso(valores: Mapping[str, float], exposiciones: Mapping[RiesgoDeValor, float]) -> CasoDeValor:
    factores = {riesgo: valores[id_de_factor(riesgo)] for riesgo in RiesgoDeValor}
    meses = int(valores["meses"])
    return CasoDeValor(valores["retencion"], valores["tasa"], meses, valores["coste"], factores, exposiciones)
