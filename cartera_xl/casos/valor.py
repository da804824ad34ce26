"""El valor de la cartera de un libro: un rango con sus supuestos, sus descuentos y su contraste."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cartera_xl.casos.datos_fuera import datos_fuera
from cartera_xl.casos.estudio import Cartera, estudiar
from cartera_xl.casos.hojas import buscar_hoja, escribir_hojas
from cartera_xl.casos.lectura_libro import pais_de
from cartera_xl.casos.peticion import Peticion
from cartera_xl.casos.puertos import Journal, SheetHost
from cartera_xl.casos.recurrencia import Recurrencia, medir_recurrencia
from cartera_xl.nucleo.configuracion import Configuracion
from cartera_xl.nucleo.errores import ConfiguracionErronea
from cartera_xl.nucleo.hechos import Numeros, numeros, textos
from cartera_xl.nucleo.ingresos.contraste import contrastar
from cartera_xl.nucleo.ingresos.exposicion import Indicios, medir_exposiciones
from cartera_xl.nucleo.ingresos.valor_hoja import (
    ANCHOS,
    COLUMNAS_DE_TASA,
    CUOTAS,
    HOJA_VALOR,
    PUNTOS_DE_RETENCION,
    InformeDeValor,
    cambios_de_valor,
    es_valor,
    lectura_de,
    leer_suyos,
)
from cartera_xl.nucleo.ingresos.valor_supuestos import Suyos, casos_de, con_los_suyos, supuestos_de
from cartera_xl.nucleo.ingresos.valoracion import (
    a_medio_camino,
    cascada,
    medir_recurrentes,
    pago_aplazado,
    sensibilidad_a_la_concentracion,
    sensibilidad_a_la_tasa,
)
from cartera_xl.nucleo.palabras_cifras import fecha
from cartera_xl.nucleo.plan import HojaSalida


@dataclass(frozen=True, slots=True)
class PedidoDeValor:
    """Los supuestos dichos en la orden (id -> valor, para los dos casos) y si se escribe la hoja."""

    supuestos: Mapping[str, float] = field(default_factory=dict)
    guardar: bool = False


@dataclass(frozen=True, slots=True)
class ValorDelLibro:
    """Lo que se enseña. `escrita` es el id de la ejecución que escribió la hoja; vacío si no se escribió.
    `datos_fuera`: cuántas incidencias han dejado algún dato fuera."""

    libro: str
    pais: str | None
    moneda: str | None
    corte: date
    informe: InformeDeValor
    hoja: str
    escrita: str
    datos_fuera: int

    def con_errores(self) -> bool:
        """Cierto si alguna incidencia dejó un dato fuera."""
        return self.datos_fuera > 0

    def a_dict(self) -> dict[str, Any]:
        """Con tipos de JSON y claves en español."""
        informe = self.informe
        return {
            "libro": self.libro,
            "pais": self.pais,
            "moneda": self.moneda,
            "corte": self.corte.isoformat(),
            "desde": informe.desde,
            "hasta": informe.hasta,
            "supuestos": [asdict(s) | {"aspecto": s.aspecto.value} for s in informe.supuestos],
            "cascada": [asdict(peldano) for peldano in informe.cascada],
            "retenciones": list(informe.retenciones),
            "segun_la_tasa": [list(fila) for fila in informe.a_la_tasa],
            "segun_la_concentracion": [list(fila) for fila in informe.a_la_concentracion],
            "pago_en_dos_veces": [asdict(a) | {"total": a.total} for a in informe.aplazado],
            "contraste_con_el_clv": [asdict(linea) for linea in informe.contraste],
            "notas": list(informe.notas),
            "hoja": self.hoja if self.escrita else None,
            "ejecucion": self.escrita or None,
            "datos_fuera": self.datos_fuera,
        }


def valorar(anfitrion: SheetHost, diario: Journal, peticion: Peticion, pedido: PedidoDeValor) -> ValorDelLibro:
    """El rango de valor. `FaltanDatos` si no se sabe lo que deja cada cliente en un año."""
    cartera = estudiar(anfitrion, diario, peticion)
    peticion.avance("Valorando la cartera…")
    hoja = buscar_hoja(anfitrion, cartera.libro, HOJA_VALOR, es_valor)
    medida = medir_recurrencia(cartera)
    supuestos = supuestos_de(cartera.calculo.ajustes, medida.retencion, medida.sin_medida)
    suyos: Suyos = leer_suyos(hoja.cuadro, hoja.nombre, supuestos)
    supuestos = con_los_suyos(supuestos, suyos, "puesto por usted en la hoja", f"hoja «{hoja.nombre}», Supuestos")
    de_la_orden = {ident: (valor, valor) for ident, valor in pedido.supuestos.items()}
    supuestos = con_los_suyos(supuestos, de_la_orden, "puesto por usted en la orden", "la orden")
    pais = pais_de(cartera.libro, peticion)
    informe = _informe(cartera, medida, supuestos, (peticion.momento.date(), pais.codigo if pais else None))
    escrita = ""
    if pedido.guardar:
        celdas = cambios_de_valor(hoja.cuadro, hoja.nombre, informe, suyos)
        salida = HojaSalida(hoja.nombre, celdas, ANCHOS, inmovilizar_filas=0 if hoja.existe else 1)
        escrita = escribir_hojas(anfitrion, diario, cartera.libro, peticion, [salida])
    return ValorDelLibro(
        cartera.libro.info.nombre,
        pais.codigo if pais else None,
        cartera.libro.configuracion.moneda or (pais.moneda if pais else None),
        cartera.hechos.corte,
        informe,
        hoja.nombre,
        escrita,
        datos_fuera(cartera),
    )


def _informe(
    cartera: Cartera, medida: Recurrencia, supuestos: tuple[Any, ...], contexto: tuple[date, str | None]
) -> InformeDeValor:
    hoy, pais = contexto
    margen = _margen(cartera)
    recurrentes = medir_recurrentes(medida.neto, margen, medida.recurrente)
    exposiciones = medir_exposiciones(_indicios(cartera, medida, hoy), recurrentes, pais)
    malo, bueno = casos_de(supuestos, exposiciones)
    medio = a_medio_camino(malo, bueno)
    retenciones = tuple(min(max(medio.retencion + puntos, 0.0), 1.0) for puntos in PUNTOS_DE_RETENCION)
    tasas = [max(medio.tasa + puntos, 0.0) for puntos in COLUMNAS_DE_TASA]
    cuotas = [recurrentes.cuota_cinco, *CUOTAS]
    clv = numeros(cartera.calculo.puntuados, "clv")
    return InformeDeValor(
        supuestos,
        cascada(recurrentes, malo, bueno, exposiciones),
        retenciones,
        sensibilidad_a_la_tasa(recurrentes, medio, retenciones, tasas),
        sensibilidad_a_la_concentracion(recurrentes, medio, retenciones, cuotas),
        pago_aplazado(recurrentes, (malo, bueno), retenciones),
        contrastar(clv, medida.recurrente, recurrentes, medio, cartera.calculo.ajustes),
        tuple(_notas(cartera, medida, margen, hoy)),
    )


def _margen(cartera: Cartera) -> Numeros:
    escrito = numeros(cartera.calculo.puntuados, "margen")
    return np.where((escrito >= 0) & (escrito <= 1), escrito, cartera.calculo.ajustes.margen)


def _indicios(cartera: Cartera, medida: Recurrencia, hoy: date) -> Indicios:
    puntuados, cuales = cartera.calculo.puntuados, medida.recurrente
    cuadro = cartera.leido.clientes.tabla.cuadro
    avisos = np.array([bool(texto) for texto in textos(puntuados, "avisos")], dtype=bool)
    responsables: NDArray[Any] | None = None
    if "responsable" in cuadro.columns:
        responsables = np.array([nombre or "" for nombre in textos(cuadro, "responsable")], dtype=object)
    return Indicios(
        peso=np.maximum(np.nan_to_num(medida.neto[cuales]), 0.0),
        vence=numeros(puntuados, "vence")[cuales],
        ficha=numeros(puntuados, "ficha_completa")[cuales],
        con_aviso=avisos[cuales],
        responsables=None if responsables is None else responsables[cuales].tolist(),
        dias_de_datos=(hoy - cartera.hechos.corte).days,
    )


def _notas(cartera: Cartera, medida: Recurrencia, margen: Numeros, hoy: date) -> list[str]:
    notas = list(medida.notas)
    if medida.recurrente.any() and (margen[medida.recurrente] == 1).all():
        notas.append(
            "El margen es del 100 %: lo que se valora son ingresos, no beneficios, y sale de más. Ponga el suyo en "
            "Configuración (Margen) o en una columna Margen de la hoja."
        )
    if (hoy - cartera.hechos.corte).days > 0:
        notas.append(f"Las compras llegan hasta el {fecha(cartera.hechos.corte)} y hoy es {fecha(hoy)}.")
    return notas


def leer_supuesto(ident: str, escrito: str) -> float:
    """El valor de una opción de la orden; `ConfiguracionErronea` si no vale."""
    supuesto = next(s for s in supuestos_de(Configuracion(), None, "") if s.id == ident)
    leer, remedio = lectura_de(supuesto)
    try:
        return leer(escrito)
    except ValueError as error:
        que = f"«{escrito}» no vale para «{supuesto.nombre}»."
        raise ConfiguracionErronea(que, donde=f"opción --{ident}", remedio=remedio) from error
