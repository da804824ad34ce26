Attribute VB_Name = "CarteraFunciones"
Option Explicit

' Lo escribe «python -m macros.build» a partir del registro de funciones y órdenes: no se edita a mano.

Public Function CARTERA_PUNTUACION(datos As Variant, _
    Optional compras As Variant, _
    Optional importe As Variant, _
    Optional primera As Variant, _
    Optional corte As Variant) As Variant
    If IsMissing(compras) Then compras = Empty
    If IsMissing(importe) Then importe = Empty
    If IsMissing(primera) Then primera = Empty
    If IsMissing(corte) Then corte = Empty
    CARTERA_PUNTUACION = Calcular("CARTERA_PUNTUACION", Array(datos, compras, importe, primera, corte), True)
End Function

Public Function CARTERA_SEGMENTO(datos As Variant, _
    Optional compras As Variant, _
    Optional importe As Variant, _
    Optional primera As Variant, _
    Optional corte As Variant) As Variant
    If IsMissing(compras) Then compras = Empty
    If IsMissing(importe) Then importe = Empty
    If IsMissing(primera) Then primera = Empty
    If IsMissing(corte) Then corte = Empty
    CARTERA_SEGMENTO = Calcular("CARTERA_SEGMENTO", Array(datos, compras, importe, primera, corte), True)
End Function

Public Function CARTERA_RANGO(datos As Variant, _
    Optional compras As Variant, _
    Optional importe As Variant, _
    Optional primera As Variant, _
    Optional corte As Variant) As Variant
    If IsMissing(compras) Then compras = Empty
    If IsMissing(importe) Then importe = Empty
    If IsMissing(primera) Then primera = Empty
    If IsMissing(corte) Then corte = Empty
    CARTERA_RANGO = Calcular("CARTERA_RANGO", Array(datos, compras, importe, primera, corte), True)
End Function

Public Function CARTERA_RFM(datos As Variant, _
    Optional compras As Variant, _
    Optional importe As Variant, _
    Optional primera As Variant, _
    Optional corte As Variant) As Variant
    If IsMissing(compras) Then compras = Empty
    If IsMissing(importe) Then importe = Empty
    If IsMissing(primera) Then primera = Empty
    If IsMissing(corte) Then corte = Empty
    CARTERA_RFM = Calcular("CARTERA_RFM", Array(datos, compras, importe, primera, corte), True)
End Function

Public Function CARTERA_CICLO(datos As Variant, _
    Optional compras As Variant, _
    Optional importe As Variant, _
    Optional primera As Variant, _
    Optional corte As Variant) As Variant
    If IsMissing(compras) Then compras = Empty
    If IsMissing(importe) Then importe = Empty
    If IsMissing(primera) Then primera = Empty
    If IsMissing(corte) Then corte = Empty
    CARTERA_CICLO = Calcular("CARTERA_CICLO", Array(datos, compras, importe, primera, corte), True)
End Function

Public Function CARTERA_ABC(datos As Variant, _
    Optional compras As Variant, _
    Optional importe As Variant, _
    Optional primera As Variant, _
    Optional corte As Variant) As Variant
    If IsMissing(compras) Then compras = Empty
    If IsMissing(importe) Then importe = Empty
    If IsMissing(primera) Then primera = Empty
    If IsMissing(corte) Then corte = Empty
    CARTERA_ABC = Calcular("CARTERA_ABC", Array(datos, compras, importe, primera, corte), True)
End Function

Public Function CARTERA_CLV(datos As Variant, _
    Optional compras As Variant, _
    Optional importe As Variant, _
    Optional primera As Variant, _
    Optional corte As Variant) As Variant
    If IsMissing(compras) Then compras = Empty
    If IsMissing(importe) Then importe = Empty
    If IsMissing(primera) Then primera = Empty
    If IsMissing(corte) Then corte = Empty
    CARTERA_CLV = Calcular("CARTERA_CLV", Array(datos, compras, importe, primera, corte), True)
End Function

Public Function CARTERA_RIESGO(datos As Variant, _
    Optional compras As Variant, _
    Optional importe As Variant, _
    Optional primera As Variant, _
    Optional corte As Variant) As Variant
    If IsMissing(compras) Then compras = Empty
    If IsMissing(importe) Then importe = Empty
    If IsMissing(primera) Then primera = Empty
    If IsMissing(corte) Then corte = Empty
    CARTERA_RIESGO = Calcular("CARTERA_RIESGO", Array(datos, compras, importe, primera, corte), True)
End Function

Public Function CARTERA_PORQUE(datos As Variant, _
    Optional compras As Variant, _
    Optional importe As Variant, _
    Optional primera As Variant, _
    Optional corte As Variant) As Variant
    If IsMissing(compras) Then compras = Empty
    If IsMissing(importe) Then importe = Empty
    If IsMissing(primera) Then primera = Empty
    If IsMissing(corte) Then corte = Empty
    CARTERA_PORQUE = Calcular("CARTERA_PORQUE", Array(datos, compras, importe, primera, corte), True)
End Function

Public Function CARTERA_GENERACION(nacimiento As Variant) As Variant
    CARTERA_GENERACION = Calcular("CARTERA_GENERACION", Array(nacimiento), False)
End Function

Public Function CARTERA_VALIDA_ID(identificador As Variant, _
    Optional pais As Variant) As Variant
    If IsMissing(pais) Then pais = Empty
    CARTERA_VALIDA_ID = Calcular("CARTERA_VALIDA_ID", Array(identificador, pais), True)
End Function
