Attribute VB_Name = "CarteraCinta"
Option Explicit

' Lo escribe «python -m macros.build» a partir del registro de funciones y órdenes: no se edita a mano.

Public Sub Cartera_comprobar_datos()
    EjecutarOrden "comprobar_datos", "Comprobar datos", "Comprobando los datos…", False
End Sub

Public Sub CarteraCinta_comprobar_datos(control As IRibbonControl)
    Cartera_comprobar_datos
End Sub

Public Sub Cartera_recalcular_segmentos()
    EjecutarOrden "recalcular_segmentos", "Recalcular segmentos", "Recalculando segmentos…", True
End Sub

Public Sub CarteraCinta_recalcular_segmentos(control As IRibbonControl)
    Cartera_recalcular_segmentos
End Sub

Public Sub Cartera_por_que()
    EjecutarOrden "por_que", "¿Por qué este segmento?", "Buscando por qué…", False
End Sub

Public Sub CarteraCinta_por_que(control As IRibbonControl)
    Cartera_por_que
End Sub

Public Sub Cartera_deshacer_recalculo()
    EjecutarOrden "deshacer_recalculo", "Deshacer último recálculo", "Deshaciendo el último recálculo…", True
End Sub

Public Sub CarteraCinta_deshacer_recalculo(control As IRibbonControl)
    Cartera_deshacer_recalculo
End Sub

Public Sub Cartera_informe_pdf()
    EjecutarOrden "informe_pdf", "Informe PDF", "Preparando el informe…", False
End Sub

Public Sub CarteraCinta_informe_pdf(control As IRibbonControl)
    Cartera_informe_pdf
End Sub

Public Sub Cartera_enviar_informes()
    EjecutarOrden "enviar_informes", "Enviar informes", "Preparando los informes…", False
End Sub

Public Sub CarteraCinta_enviar_informes(control As IRibbonControl)
    Cartera_enviar_informes
End Sub

Public Sub Cartera_configuracion()
    EjecutarOrden "configuracion", "Configuración", "Abriendo la configuración…", False
End Sub

Public Sub CarteraCinta_configuracion(control As IRibbonControl)
    Cartera_configuracion
End Sub

Public Sub Cartera_ayuda()
    EjecutarOrden "ayuda", "Ayuda", "Abriendo la ayuda…", False
End Sub

Public Sub CarteraCinta_ayuda(control As IRibbonControl)
    Cartera_ayuda
End Sub

Public Sub Cartera_diagnostico()
    EjecutarOrden "diagnostico", "Diagnóstico", "Comprobando la instalación…", False
End Sub

Public Sub CarteraCinta_diagnostico(control As IRibbonControl)
    Cartera_diagnostico
End Sub

' La pestaña de un libro con macros no se enseña si el complemento ya pone la suya.
Public Sub CarteraCinta_visible(control As IRibbonControl, ByRef visible As Variant)
    visible = Not ComplementoAbierto()
End Sub
