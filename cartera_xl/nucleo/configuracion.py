"""Los ajustes de una cartera: lo que la persona decide y el libro recuerda.

Un valor de estos tipos ya es válido: quien lo construye desde una hoja o desde la orden comprueba antes
y dice qué celda está mal (`configuracion_hoja`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cartera_xl.nucleo.reglas import REGLAS_POR_DEFECTO, Regla


class Estilo(StrEnum):
    """Cómo se dibuja el rango; el texto («Alto», «Medio», «Bajo») va siempre, para quien no ve el dibujo."""

    ESTRELLAS = "estrellas"
    SEMAFORO = "semáforo"
    PULGARES = "pulgares"
    CARITAS = "caritas"


class ReglaDeCortes(StrEnum):
    """De dónde salen los cortes de R, F y M.

    `RANGO_MEDIO` (por defecto): percentil de rango medio, puntos = mín(⌊p/20⌋+1, 5). `CUANTIL_MAS_UNO`: la
    del paquete `rfm` de R (cuantil de tipo 7 más uno; inferior <= v < superior), para comparar con él.
    """

    RANGO_MEDIO = "rango medio"
    CUANTIL_MAS_UNO = "cuantil tipo 7 más uno"


@dataclass(frozen=True, slots=True)
class Pesos:
    """Peso de cada parte en la puntuación; no hace falta que sumen 1. Por defecto .4, .4, .2."""

    recencia: float = 0.4
    frecuencia: float = 0.4
    importe: float = 0.2

    def __post_init__(self) -> None:
        partes = (self.recencia, self.frecuencia, self.importe)
        if not all(0 <= p < float("inf") for p in partes) or sum(partes) <= 0:
            raise ValueError(f"pesos imposibles: {partes}")


@dataclass(frozen=True, slots=True)
class Configuracion:
    """Todos los ajustes de un libro, con su valor por defecto.

    * `umbral_medio`, `umbral_alto`: puntuación desde la que (inclusive) el rango es Medio o Alto.
    * `dias_inactividad`: si es `None` lo calcula el baremo (el hueco en que cae el 90 % de las recompras).
    * `horizonte`: días de «Prob. de volver»: 90, 180 o 365; `None`, el natural del negocio, que mide el baremo.
    * `riesgo_alto`, `riesgo_medio`: el riesgo es alto si la probabilidad de volver es menor que el primero (parte de 1)
      y medio si es menor que el segundo.
    * `margen`: parte de 1 del neto, donde la hoja no da el de cada cliente; con 1, el CLV es ingreso y no beneficio.
    * `tasa_anual`: descuento, parte de 1. `coste_retencion`: por cliente y año, en la moneda del libro.
    * `meses_clv`: hasta dónde llega el CLV.
    * `plazo_propuesta`: días de margen que se dan a la compra que haría subir de segmento.
    * `caida_volumen`: parte de 1 que ha de bajar lo que compra un cliente para avisar. `veces_ritmo`: cuántas veces su
      propio hueco entre compras ha de llevar callado.
    * `dias_sin_contacto`: sin hablar con un cliente tantos días, se avisa. `dias_revision`: cada cuánto se revisa la
      cartera. `horas_respuesta`: plazo para contestar a un cliente.
    * `contactos_maximos`: en 90 días, a un cliente de Bajo valor; más es demasiado.
    * `acciones_semana`: cuántas caben en la hoja Hoy por responsable. `periodos_baja`: trimestres seguidos en Bajo
      valor y sin comprar para proponer, nunca decidir, la baja.
    * `contactos_sin_respuesta`: veces que se busca a un potencial antes de proponer quitarlo de la lista.
    * `soporte_minimo`: clientes que han de haber comprado dos productos para sugerir uno a quien tiene el otro.
    * `columnas`: campo -> título de la columna del usuario, confirmado o forzado (hoja de clientes).
    * `columnas_movimientos`: igual, en la hoja de movimientos.
    * `titulos`: id de columna de resultado -> título que le ha dado la persona.
    * `titulos_escritos`: id -> título con que está hoy en la hoja de clientes; lo escribe el programa (columna «Título
      en la hoja» de Configuración) y así reconoce sus columnas aunque la persona las mueva o les cambie el título.
    * `activas`: ids de columnas de resultado que se escriben, en orden; vacía = las de por defecto.
    * `nombres_de_subestado`: id -> nombre que le ha dado la persona.
    * `identificador`: GUID del libro; vacío si todavía no tiene.
    """

    pais: str | None = None
    moneda: str | None = None
    hoja_clientes: str | None = None
    hoja_movimientos: str | None = None
    estilo: Estilo = Estilo.ESTRELLAS
    pesos: Pesos = Pesos()
    umbral_medio: float = 40.0
    umbral_alto: float = 70.0
    nombres_rangos: tuple[str, str, str] = ("Bajo", "Medio", "Alto")
    dias_inactividad: int | None = None
    cortes: ReglaDeCortes = ReglaDeCortes.RANGO_MEDIO
    horizonte: int | None = None
    riesgo_alto: float = 0.3
    riesgo_medio: float = 0.6
    margen: float = 1.0
    tasa_anual: float = 0.1
    coste_retencion: float = 0.0
    meses_clv: int = 12
    plazo_propuesta: int = 30
    caida_volumen: float = 0.3
    veces_ritmo: float = 2.0
    dias_sin_contacto: int = 180
    dias_revision: int = 90
    horas_respuesta: int = 24
    contactos_maximos: int = 3
    acciones_semana: int = 20
    periodos_baja: int = 4
    soporte_minimo: int = 10
    contactos_sin_respuesta: int = 3
    reglas: tuple[Regla, ...] = REGLAS_POR_DEFECTO
    columnas: Mapping[str, str] = field(default_factory=dict)
    columnas_movimientos: Mapping[str, str] = field(default_factory=dict)
    titulos: Mapping[str, str] = field(default_factory=dict)
    titulos_escritos: Mapping[str, str] = field(default_factory=dict)
    activas: tuple[str, ...] = ()
    nombres_de_subestado: Mapping[str, str] = field(default_factory=dict)
    identificador: str = ""
