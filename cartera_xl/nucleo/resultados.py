"""Las columnas de resultado: qué escribe el producto en la hoja de clientes, y nada más.

El id es estable y nunca cambia; el título lo puede cambiar la persona en Configuración.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from cartera_xl.nucleo.plan import Aspecto, Color

COLOR_DE_SEGMENTO: Mapping[str, Color] = {
    "Estratégico": Color.MORADO,
    "Clave": Color.AZUL,
    "Emergente": Color.VERDE,
    "Bajo valor": Color.GRIS,
}


class Necesita(StrEnum):
    """Lo que ha de haber en el libro para que una columna tenga algo que decir."""

    NADA = ""
    MOVIMIENTOS = "movimientos"
    PRODUCTOS = "productos"
    CONTRATOS = "contratos"


@dataclass(frozen=True, slots=True)
class ColumnaResultado:
    """Una columna que el producto sabe escribir; `por_defecto` dice si sale sin pedirla.

    `de_la_persona` marca la única columna nuestra que escribe la persona (Segmento manual): se crea vacía y
    nunca se pisa. Una columna que necesita lo que el libro no tiene no se crea; si ya está, se queda vacía.
    """

    id: str
    titulo: str
    aspecto: Aspecto
    explicacion: str
    ancho: float = 12.0
    por_defecto: bool = True
    de_la_persona: bool = False
    realce: Mapping[str, Color] = field(default_factory=dict)
    necesita: Necesita = Necesita.NADA


RESULTADOS: tuple[ColumnaResultado, ...] = (
    ColumnaResultado("puntuacion", "Puntuación", Aspecto.ENTERO, "De 0 a 100, con los pesos de Configuración", 12),
    ColumnaResultado("rango", "Rango", Aspecto.CENTRADO, "Tres niveles a la vista; la leyenda está en Resumen", 13),
    ColumnaResultado(
        "segmento",
        "Segmento",
        Aspecto.TEXTO,
        "Según las reglas de Configuración",
        14,
        realce=COLOR_DE_SEGMENTO,
    ),
    ColumnaResultado(
        "segmento_manual",
        "Segmento manual",
        Aspecto.ENTRADA,
        "Escriba aquí un segmento para imponerlo; el programa lo respeta",
        16,
        de_la_persona=True,
    ),
    ColumnaResultado("por_que", "Por qué", Aspecto.TEXTO, "Los hechos que han decidido el segmento", 70),
    ColumnaResultado("prioridad", "Prioridad", Aspecto.CENTRADO, "De la próxima acción, según la hoja Planes", 10),
    ColumnaResultado("proxima_accion", "Próxima acción", Aspecto.TEXTO, "Qué hacer con él, según la hoja Planes", 44),
    ColumnaResultado("accion_motivo", "Motivo de la acción", Aspecto.TEXTO, "Las cifras que la piden", 50),
    ColumnaResultado(
        "accion_canal", "Canal de la acción", Aspecto.TEXTO, "El que prefiere, si consta y se puede usar", 18
    ),
    ColumnaResultado("accion_fecha", "Fecha de la acción", Aspecto.FECHA, "Cuándo, a más tardar", 18),
    ColumnaResultado(
        "alertas", "Alertas", Aspecto.TEXTO, "Lo que llama la atención contra su propio pasado, lo grave primero", 60
    ),
    ColumnaResultado(
        "gravedad",
        "Gravedad",
        Aspecto.CENTRADO,
        "La mayor de sus alertas",
        10,
        realce={"Alta": Color.ROJO, "Media": Color.AMARILLO},
    ),
    ColumnaResultado("para_subir", "Para subir", Aspecto.TEXTO, "La menor compra que lo sube de segmento", 52),
    ColumnaResultado(
        "fecha_caida", "Fecha de caída", Aspecto.FECHA, "El primer día que baja de segmento si no compra nada", 15
    ),
    ColumnaResultado("cae_a", "Cae a", Aspecto.TEXTO, "El segmento en que quedaría ese día", 13),
    ColumnaResultado("para_no_caer", "Para no caer", Aspecto.TEXTO, "La menor compra que lo evita", 52),
    ColumnaResultado(
        "causa_cambio", "Causa del cambio", Aspecto.TEXTO, "Por qué ha cambiado de segmento desde la vez anterior", 52
    ),
    ColumnaResultado(
        "sugerencia",
        "Sugerencia",
        Aspecto.TEXTO,
        "Qué ofrecerle, según lo que compran otros como él o la hoja Complementos",
        52,
        necesita=Necesita.PRODUCTOS,
    ),
    ColumnaResultado("ciclo", "Ciclo de vida", Aspecto.TEXTO, "Prospecto, nuevo, habitual, ocasional o inactivo", 13),
    ColumnaResultado("subestado", "Subestado", Aspecto.TEXTO, "Qué clase de nuevo, habitual o inactivo es", 18),
    ColumnaResultado(
        "prob_volver",
        "Prob. de volver",
        Aspecto.PORCENTAJE,
        "De comprar otra vez dentro del horizonte de Configuración",
        18,
        necesita=Necesita.MOVIMIENTOS,
    ),
    ColumnaResultado(
        "riesgo",
        "Riesgo",
        Aspecto.CENTRADO,
        "De no volver: alto, medio o bajo",
        9,
        realce={"Alto": Color.ROJO, "Medio": Color.AMARILLO, "Bajo": Color.VERDE},
    ),
    ColumnaResultado("riesgo_motivo", "Motivo del riesgo", Aspecto.TEXTO, "Las cifras que lo deciden", 46),
    ColumnaResultado(
        "en_riesgo",
        "En riesgo",
        Aspecto.CENTRADO,
        "«Sí» si un cliente Estratégico o Clave tiene riesgo alto",
        10,
        realce={"Sí": Color.ROJO},
    ),
    ColumnaResultado(
        "clv",
        "CLV 12 meses",
        Aspecto.IMPORTE,
        "Lo que se espera de él, con el margen y la tasa de Configuración",
        16,
        necesita=Necesita.MOVIMIENTOS,
    ),
    ColumnaResultado(
        "clv_desde",
        "CLV desde",
        Aspecto.IMPORTE,
        "8 de cada 10 clientes así quedan entre «desde» y «hasta»",
        12,
        necesita=Necesita.MOVIMIENTOS,
    ),
    ColumnaResultado("clv_hasta", "CLV hasta", Aspecto.IMPORTE, "Vea «CLV desde»", 12, necesita=Necesita.MOVIMIENTOS),
    ColumnaResultado(
        "proxima_compra",
        "Próxima compra",
        Aspecto.FECHA,
        "Cuándo se espera, si vuelve; vacía si es más fácil que no vuelva en 12 meses",
        18,
        necesita=Necesita.MOVIMIENTOS,
    ),
    ColumnaResultado(
        "proxima_rango",
        "Próxima compra: margen",
        Aspecto.TEXTO,
        "8 de cada 10 clientes así compran entre esas fechas, si vuelven",
        25,
        necesita=Necesita.MOVIMIENTOS,
    ),
    ColumnaResultado(
        "prob_renovacion",
        "Prob. de renovación",
        Aspecto.PORCENTAJE,
        "De renovar el contrato cuando venza",
        22,
        necesita=Necesita.CONTRATOS,
    ),
    ColumnaResultado(
        "vence",
        "Vence (días)",
        Aspecto.ENTERO,
        "Días del corte al fin del contrato; negativo si ya ha vencido",
        13,
        necesita=Necesita.CONTRATOS,
    ),
    ColumnaResultado(
        "valor_contrato",
        "Valor del contrato",
        Aspecto.IMPORTE,
        "De las renovaciones que le quedan, a día de hoy",
        17,
        por_defecto=False,
        necesita=Necesita.CONTRATOS,
    ),
    ColumnaResultado("rfm", "RFM", Aspecto.CENTRADO, "Puntos de recencia, frecuencia e importe, de 1 a 5", 7),
    ColumnaResultado("abc", "ABC", Aspecto.CENTRADO, "A: primer 80 % del neto; B: hasta el 95 %; C: el resto", 6),
    ColumnaResultado(
        "nucleo", "Núcleo 80 %", Aspecto.CENTRADO, "«Sí» si está entre los que suman el 80 % del neto", 12
    ),
    ColumnaResultado(
        "dias_sin_comprar", "Días sin comprar", Aspecto.ENTERO, "Desde la última compra hasta el corte", 16
    ),
    ColumnaResultado("tendencia", "Tendencia", Aspecto.PORCENTAJE, "Últimos 12 meses contra los 12 anteriores", 11),
    ColumnaResultado(
        "fiabilidad",
        "Fiabilidad",
        Aspecto.TEXTO,
        "★ firme; ☆ con reserva (caso frontera, poca historia o faltan datos)",
        22,
    ),
    ColumnaResultado(
        "ficha_completa", "Ficha completa", Aspecto.PORCENTAJE, "Parte de los datos de contacto rellena", 14
    ),
    ColumnaResultado(
        "avisos", "Avisos de datos", Aspecto.TEXTO, "Posibles duplicados y datos no válidos de la fila", 30
    ),
    ColumnaResultado(
        "accion_responsable",
        "Responsable de la acción",
        Aspecto.TEXTO,
        "El del cliente, o «Sin asignar»",
        22,
        por_defecto=False,
    ),
    ColumnaResultado("subir_a", "Sube a", Aspecto.TEXTO, "Vea «Para subir»", 13, por_defecto=False),
    ColumnaResultado("subir_importe", "Importe para subir", Aspecto.IMPORTE, "De cada compra", 18, por_defecto=False),
    ColumnaResultado(
        "subir_compras", "Compras para subir", Aspecto.ENTERO, "Cuántas hacen falta", 18, por_defecto=False
    ),
    ColumnaResultado(
        "subir_hasta", "Plazo para subir", Aspecto.FECHA, "Hasta qué día vale la propuesta", 16, por_defecto=False
    ),
    ColumnaResultado("compras", "Compras (calc.)", Aspecto.ENTERO, "Días con compra", 14, por_defecto=False),
    ColumnaResultado("recompras", "Recompras", Aspecto.ENTERO, "Compras después de la primera", 11, por_defecto=False),
    ColumnaResultado(
        "importe_neto",
        "Importe neto (calc.)",
        Aspecto.IMPORTE,
        "Bruto menos devoluciones",
        18,
        por_defecto=False,
    ),
    ColumnaResultado(
        "importe_bruto", "Importe bruto (calc.)", Aspecto.IMPORTE, "Suma de compras", 18, por_defecto=False
    ),
    ColumnaResultado(
        "devoluciones",
        "Devoluciones (calc.)",
        Aspecto.IMPORTE,
        "Suma devuelta, en positivo",
        18,
        por_defecto=False,
    ),
    ColumnaResultado(
        "ticket_medio", "Ticket medio", Aspecto.IMPORTE, "Importe neto entre compras", 13, por_defecto=False
    ),
    ColumnaResultado(
        "antiguedad", "Antigüedad (días)", Aspecto.ENTERO, "Desde la primera compra", 16, por_defecto=False
    ),
    ColumnaResultado("ritmo", "Ritmo (días)", Aspecto.ENTERO, "Mediana de días entre compras", 12, por_defecto=False),
    ColumnaResultado(
        "importe_12m", "Neto 12 meses", Aspecto.IMPORTE, "Neto de los últimos 12 meses", 15, por_defecto=False
    ),
    ColumnaResultado(
        "compras_esperadas",
        "Compras esperadas",
        Aspecto.DECIMAL,
        "En los meses del CLV",
        17,
        por_defecto=False,
        necesita=Necesita.MOVIMIENTOS,
    ),
    ColumnaResultado(
        "meses_activos", "Meses activos", Aspecto.ENTERO, "Meses distintos con compra", 13, por_defecto=False
    ),
    ColumnaResultado(
        "categoria_principal",
        "Categoría principal",
        Aspecto.TEXTO,
        "La de más importe",
        20,
        por_defecto=False,
    ),
    ColumnaResultado(
        "numero_categorias", "Nº de categorías", Aspecto.ENTERO, "Categorías distintas", 15, por_defecto=False
    ),
    ColumnaResultado("cuota", "Cuota", Aspecto.PORCENTAJE, "Parte del neto de la cartera", 9, por_defecto=False),
    ColumnaResultado("r", "R", Aspecto.ENTERO, "Puntos de recencia", 5, por_defecto=False),
    ColumnaResultado("f", "F", Aspecto.ENTERO, "Puntos de frecuencia", 5, por_defecto=False),
    ColumnaResultado("m", "M", Aspecto.ENTERO, "Puntos de importe", 5, por_defecto=False),
    ColumnaResultado(
        "segmento_rfm",
        "Segmento RFM",
        Aspecto.TEXTO,
        "Nombre clásico: Campeones, Leales…",
        18,
        por_defecto=False,
    ),
    ColumnaResultado("valor", "Eje valor", Aspecto.ENTERO, "Percentil de valor", 10, por_defecto=False),
    ColumnaResultado("constancia", "Eje constancia", Aspecto.ENTERO, "Percentil de compras", 14, por_defecto=False),
    ColumnaResultado("actividad", "Eje actividad", Aspecto.ENTERO, "Percentil de lo reciente", 13, por_defecto=False),
    ColumnaResultado(
        "potencial",
        "Eje potencial",
        Aspecto.ENTERO,
        "Actividad, potencial dado y tendencia",
        13,
        por_defecto=False,
    ),
    ColumnaResultado(
        "regla",
        "Regla",
        Aspecto.TEXTO,
        "La regla de Configuración que decidió el segmento",
        18,
        por_defecto=False,
    ),
)
