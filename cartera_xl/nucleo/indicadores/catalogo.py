"""Los indicadores que hay: cómo se llaman, en qué se miden y hacia dónde es mejor."""

from cartera_xl.nucleo.indicadores import cuentas
from cartera_xl.nucleo.indicadores import cuentas_aparte as aparte
from cartera_xl.nucleo.indicadores.cuentas import con_compras, con_un_ejercicio, del_cliente
from cartera_xl.nucleo.indicadores.tipos import Indicador, Unidad


def _de_cartera() -> tuple[Indicador, ...]:
    importe, cuenta, parte = Unidad.IMPORTE, Unidad.CUENTA, Unidad.PARTE
    return (
        Indicador("clientes", "Clientes", "Clientes", cuenta, "Fichas que han comprado alguna vez", cuentas.clientes),
        Indicador(
            "potenciales",
            "Potenciales",
            "Potenc.",
            cuenta,
            "Fichas que todavía no han comprado",
            del_cliente(cuentas.potenciales),
        ),
        Indicador(
            "activos",
            "Clientes activos",
            "Activos",
            cuenta,
            "Con alguna compra en los últimos 12 meses",
            con_compras(cuentas.activos),
            otros=("activos 12 meses",),
        ),
        Indicador(
            "nuevos",
            "Clientes nuevos",
            "Nuevos",
            cuenta,
            "Con su primera compra en los últimos 12 meses",
            con_un_ejercicio(cuentas.nuevos),
            otros=("altas",),
        ),
        Indicador("neto", "Neto histórico", "Neto hist.", importe, "Facturado desde siempre", cuentas.neto),
        Indicador(
            "neto_12m",
            "Neto 12 meses",
            "Neto 12 m",
            importe,
            "Facturado en los últimos 12 meses, devoluciones restadas",
            con_compras(cuentas.neto_12m),
            otros=("ventas", "facturacion", "ingresos", "importe neto"),
        ),
        Indicador("cuota", "Cuota", "% neto", parte, "Parte del neto de la cartera", cuentas.cuota),
        Indicador(
            "crecimiento",
            "Crecimiento",
            "Crecim.",
            parte,
            "Neto de los últimos 12 meses contra los 12 anteriores",
            con_compras(cuentas.crecimiento),
        ),
        Indicador(
            "compras_12m",
            "Compras 12 meses",
            "Compras",
            cuenta,
            "Días con compra de cada cliente en los últimos 12 meses",
            con_compras(cuentas.compras_12m),
            otros=("pedidos", "compras"),
        ),
        Indicador(
            "ticket",
            "Ticket medio",
            "Ticket",
            importe,
            "Neto entre compras de los últimos 12 meses; de siempre, sin lista de compras",
            cuentas.ticket,
            otros=("gasto medio", "compra media"),
        ),
        Indicador(
            "en_riesgo",
            "En riesgo",
            "Riesgo",
            cuenta,
            "Valiosos con riesgo alto",
            del_cliente(cuentas.en_riesgo),
            mas_es_mejor=False,
        ),
    )


def _de_valor() -> tuple[Indicador, ...]:
    importe = Unidad.IMPORTE
    return (
        Indicador(
            "clv",
            "CLV",
            "CLV",
            importe,
            "Suma de lo que se espera de los clientes en el plazo de Configuración",
            del_cliente(cuentas.clv_total),
            otros=("clv total", "valor esperado", "valor de vida"),
        ),
        Indicador(
            "clv_medio",
            "CLV medio",
            "CLV medio",
            importe,
            "Lo que se espera de cada cliente",
            del_cliente(cuentas.clv_medio),
            otros=("clv por cliente",),
        ),
        Indicador(
            "valor_historico",
            "CLV histórico",
            "CLV hist.",
            importe,
            "Lo que han dejado hasta hoy: margen por neto de siempre; sin margen conocido, el neto",
            cuentas.valor_historico,
            otros=("clv historico total", "valor historico"),
        ),
        Indicador(
            "valor_historico_medio",
            "CLV histórico medio",
            "Hist. medio",
            importe,
            "Lo mismo, por cliente",
            cuentas.valor_historico_medio,
            otros=("valor historico medio",),
        ),
        Indicador(
            "rentabilidad",
            "Rentabilidad",
            "Rentab.",
            importe,
            "Margen de los últimos 12 meses menos el coste de retener a los activos",
            con_compras(cuentas.rentabilidad),
            otros=("beneficio", "margen"),
        ),
    )


def _de_fidelidad() -> tuple[Indicador, ...]:
    importe, parte = Unidad.IMPORTE, Unidad.PARTE
    return (
        Indicador(
            "retencion",
            "Retención",
            "Retención",
            parte,
            "De quienes compraron en los 12 meses anteriores, los que han vuelto en los últimos 12",
            con_un_ejercicio(cuentas.retencion),
            otros=("tasa de retencion",),
        ),
        Indicador(
            "abandono",
            "Abandono",
            "Abandono",
            parte,
            "De quienes compraron en los 12 meses anteriores, los que no han vuelto",
            con_un_ejercicio(cuentas.abandono),
            mas_es_mejor=False,
            otros=("tasa de abandono", "churn"),
        ),
        Indicador(
            "inactivos",
            "Inactivos",
            "Inactivos",
            parte,
            "Clientes en ciclo Inactivo",
            del_cliente(cuentas.inactivos),
            mas_es_mejor=False,
        ),
        Indicador(
            "primera",
            "Neto de primera compra",
            "1.ª compra",
            importe,
            "Facturado en 12 meses el día en que cada cliente se estrenó",
            con_un_ejercicio(cuentas.neto_de_primera),
        ),
        Indicador(
            "recompra",
            "Neto de recompra",
            "Recompra",
            importe,
            "El resto del neto de 12 meses: de quien ya era cliente",
            con_un_ejercicio(cuentas.neto_de_recompra),
        ),
        Indicador(
            "cuota_recompra",
            "Cuota de recompra",
            "% recompra",
            parte,
            "Parte del neto de 12 meses que viene de quien ya era cliente",
            con_un_ejercicio(cuentas.cuota_de_recompra),
            otros=("recurrencia", "ingreso recurrente"),
        ),
        Indicador(
            "csat",
            "Satisfacción",
            "Satisf.",
            Unidad.NOTA,
            "Media de la columna Satisfacción, en su escala",
            del_cliente(cuentas.csat),
            otros=("csat", "nps"),
        ),
        Indicador(
            "contestan",
            "Clientes con satisfacción anotada",
            "Contestan",
            parte,
            "Parte de los clientes de los que se sabe la satisfacción",
            del_cliente(cuentas.contestan),
        ),
    )


def _de_captacion() -> tuple[Indicador, ...]:
    importe, parte = Unidad.IMPORTE, Unidad.PARTE
    return (
        Indicador(
            "conversion",
            "Conversión",
            "Conversión",
            parte,
            "Parte de las fichas que ya son clientes",
            del_cliente(cuentas.conversion),
            otros=("tasa de conversion",),
        ),
        Indicador(
            "gasto",
            "Gasto de captación",
            "Gasto",
            importe,
            "Lo escrito en la hoja «Gasto de captación»",
            del_cliente(aparte.gasto_de_captacion),
            mas_es_mejor=False,
        ),
        Indicador(
            "captados",
            "Clientes captados",
            "Captados",
            Unidad.CUENTA,
            "Clientes nuevos que casan con alguna línea de gasto",
            del_cliente(aparte.captados),
        ),
        Indicador(
            "cac",
            "CAC",
            "CAC",
            importe,
            "Coste de captar a un cliente: gasto entre captados",
            del_cliente(aparte.cac),
            mas_es_mejor=False,
            otros=("coste de captacion", "coste de adquisicion", "coste por adquisicion"),
        ),
        Indicador(
            "clv_cac",
            "CLV entre CAC",
            "CLV/CAC",
            Unidad.VECES,
            "Veces que lo esperado de un cliente captado paga lo que costó",
            del_cliente(aparte.clv_por_cac),
            otros=("clv cac", "clv por cac"),
        ),
        Indicador(
            "respuesta",
            "Tiempo de respuesta",
            "Respuesta",
            Unidad.HORAS,
            "Horas hasta contestar una consulta; la del medio",
            del_cliente(aparte.horas_de_respuesta),
            mas_es_mejor=False,
            otros=("horas de respuesta", "respuesta mediana"),
        ),
        Indicador(
            "en_plazo",
            "Respuestas en plazo",
            "En plazo",
            parte,
            "Consultas contestadas dentro de las horas de Configuración",
            del_cliente(aparte.respuesta_en_plazo),
            otros=("respuesta en plazo",),
        ),
    )


INDICADORES: tuple[Indicador, ...] = (*_de_cartera(), *_de_valor(), *_de_fidelidad(), *_de_captacion())
