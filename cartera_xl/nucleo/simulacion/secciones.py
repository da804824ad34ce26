"""Las secciones de la hoja «Simulación»: las que llena la persona y las que escribe el programa."""

from cartera_xl.nucleo.lienzo import Seccion
from cartera_xl.nucleo.reglas import Segmento

SEGMENTOS = tuple(segmento.value for segmento in Segmento)

HIPOTESIS = Seccion(
    "Hipótesis sobre los ajustes",
    ("Ajuste", "Hoy", "Hipótesis", "Explicación"),
    "Escriba en la columna «Hipótesis» y ejecute «cartera simular». Vacía: no cambia.",
)
BORDES = Seccion(
    "Bordes de las reglas",
    ("Borde", "Hipótesis"),
    "Mueve a la vez todas las reglas que cortan ahí, para que no quede hueco ni solape.",
)
ESFUERZO = Seccion(
    "Esfuerzo",
    ("Segmento", "Contactos al año, hoy", "Contactos, hipótesis", "Horas por contacto"),
    "Supuestos de la casa, 2026: cámbielos por los suyos.",
)
REGLAS_UNA_A_UNA = Seccion(
    "Reglas una a una",
    ("Regla", "Eje", "Condición de hoy", "Hipótesis"),
    "Para cambiar una sola regla. Condiciones: >= 80 | < 50 | 40 a 80 | sin dato",
    minimo=2,
)
POR_SEGMENTO = Seccion(
    "Resultado por segmento",
    (
        "Segmento",
        "Clientes hoy",
        "Clientes después",
        "Neto hoy",
        "Neto después",
        "CLV hoy",
        "CLV después",
        "En riesgo hoy",
        "En riesgo después",
    ),
)
MATRIZ = Seccion("De un segmento (fila) a otro (columna)", ("De", *SEGMENTOS))
RETENER = Seccion("Retener o captar: el primer año", ("Cuenta", "Resultado", "Cómo sale"))
HORAS = Seccion(
    "Horas y coste del esfuerzo, al año", ("Segmento", "Horas hoy", "Horas después", "Coste hoy", "Coste después")
)
LISTA = Seccion("Quién cambia", ("Cliente", "De", "A", "Neto", "CLV con la hipótesis", "En riesgo"))
SECCIONES = (HIPOTESIS, BORDES, ESFUERZO, POR_SEGMENTO, MATRIZ, RETENER, HORAS, REGLAS_UNA_A_UNA, LISTA)
