Attribute VB_Name = "CarteraCalculo"
Option Explicit
Option Private Module

' Lo que hace una función de la hoja: reunir los valores de las celdas y preguntar a Python, que no toca el libro.

Private Const MODULO_DE_PYTHON As String = "cartera_xl.excel.xlwings_functions"
Private Const PREFIJO As String = "CARTERA_"
Private Const SEGUNDOS_SIN_INSISTIR As Long = 30
Private Const EN_MAC As String = "En Mac no hay funciones: use los botones de Cartera"
Private Const EN_EL_ASISTENTE As String = "Se calcula al aceptar"
Private Const SIN_PYTHON As String = "Sin conexión con Python: pulse Cartera > Diagnóstico"
Private Const VARIAS_ZONAS As String = "Elija un solo rango, sin saltos"
Private Const ERROR_VARIAS_ZONAS As Long = 20001

Private haRespondido As Boolean
Private falloEn As Date

' La respuesta de Python a una función. Nunca deja salir un error de VBA: si no se puede, un texto corto.
Public Function Calcular(ByVal funcion As String, ByVal argumentos As Variant, ByVal conLibro As Boolean) As Variant
    On Error GoTo Fallo
    If EsMac() Then
        Calcular = EN_MAC
    ElseIf EnElAsistente() Then
        Calcular = EN_EL_ASISTENTE
    ElseIf HaFalladoHacePoco() Then
        Calcular = SIN_PYTHON
    ElseIf Not HayPython() Then
        Calcular = SIN_PYTHON
    Else
        Calcular = ConErrores(XLPy.CallUDF(MODULO_DE_PYTHON, funcion, Valores(argumentos, conLibro)))
        haRespondido = True
    End If
    Exit Function
Fallo:
    If Err.Number = ERROR_VARIAS_ZONAS Then
        Calcular = VARIAS_ZONAS
    Else
        falloEn = Now
        Calcular = SIN_PYTHON
    End If
End Function

' Python no puede enviar un error de Excel: envía su texto, y aquí vuelve a ser el error, que SI.ERROR sabe ver.
Private Function ConErrores(ByVal celdas As Variant) As Variant
    Dim i As Long
    Dim j As Long
    If Not IsArray(celdas) Then
        ConErrores = ComoError(celdas)
        Exit Function
    End If
    If EsUnaFila(celdas) Then
        For i = LBound(celdas) To UBound(celdas)
            celdas(i) = ComoError(celdas(i))
        Next i
    Else
        For i = LBound(celdas, 1) To UBound(celdas, 1)
            For j = LBound(celdas, 2) To UBound(celdas, 2)
                celdas(i, j) = ComoError(celdas(i, j))
            Next j
        Next i
    End If
    ConErrores = celdas
End Function

Private Function ComoError(ByVal celda As Variant) As Variant
    ComoError = celda
    If VarType(celda) <> vbString Then Exit Function
    Select Case celda
        Case "#NULL!": ComoError = CVErr(2000)
        Case "#DIV/0!": ComoError = CVErr(2007)
        Case "#VALUE!": ComoError = CVErr(2015)
        Case "#REF!": ComoError = CVErr(2023)
        Case "#NAME?": ComoError = CVErr(2029)
        Case "#NUM!": ComoError = CVErr(2036)
        Case "#N/A": ComoError = CVErr(2042)
    End Select
End Function

Private Function EsUnaFila(ByVal celdas As Variant) As Boolean
    Dim n As Long
    EsUnaFila = True
    On Error Resume Next
    n = UBound(celdas, 2)
    EsUnaFila = Err.Number <> 0
End Function

' Los ajustes solo se miran hasta la primera respuesta: son archivos, y una hoja llama mucho.
Private Function HayPython() As Boolean
    HayPython = haRespondido
    If Not HayPython Then HayPython = FaltaPython() = ""
End Function

' Tras un fallo no se insiste en cada celda: cada intento de arrancar Python puede tardar un minuto.
Private Function HaFalladoHacePoco() As Boolean
    HaFalladoHacePoco = falloEn > 0 And (Now - falloEn) * 86400 < SEGUNDOS_SIN_INSISTIR
End Function

' Mientras se rellenan los argumentos en el asistente, Excel llama a la función con cada tecla.
Private Function EnElAsistente() As Boolean
    On Error Resume Next
    EnElAsistente = Not Application.CommandBars("Standard").Controls(1).Enabled
End Function

Private Function Valores(ByVal argumentos As Variant, ByVal conLibro As Boolean) As Variant
    Dim todos() As Variant
    Dim nombres As Variant
    Dim libro As Workbook
    Dim n As Long
    Dim i As Long
    n = UBound(argumentos) + 1
    nombres = HojasPropias()
    If conLibro Then
        ReDim todos(0 To n + UBound(nombres))
    Else
        ReDim todos(0 To n - 1)
    End If
    For i = 0 To n - 1
        todos(i) = Valor(argumentos(i))
    Next i
    If conLibro Then
        Set libro = LibroDeLaFormula()
        For i = 0 To UBound(nombres)
            todos(n + i) = ValoresDeHoja(libro, CStr(nombres(i)))
        Next i
    End If
    Valores = todos
End Function

' El valor de un argumento: de un rango, sus celdas, con las fechas como fechas.
Private Function Valor(ByVal argumento As Variant) As Variant
    If IsObject(argumento) Then
        Valor = ValorDeRango(argumento)
    Else
        Valor = argumento
    End If
End Function

Private Function ValorDeRango(ByVal rango As Range) As Variant
    If rango.Areas.Count > 1 Then Err.Raise ERROR_VARIAS_ZONAS
    ValorDeRango = HastaDondeHayDatos(rango).Value
End Function

' Una columna entera (A:A) se corta en la última fila usada; cualquier otro rango se deja como está.
Private Function HastaDondeHayDatos(ByVal rango As Range) As Range
    Set HastaDondeHayDatos = rango
    If rango.Rows.Count < rango.Worksheet.Rows.Count Then Exit Function
    With rango.Worksheet.UsedRange
        Set HastaDondeHayDatos = rango.Resize(.Row + .Rows.Count - 1, rango.Columns.Count)
    End With
End Function

Private Function LibroDeLaFormula() As Workbook
    On Error Resume Next
    Set LibroDeLaFormula = Application.Caller.Worksheet.Parent
    If LibroDeLaFormula Is Nothing Then Set LibroDeLaFormula = ActiveWorkbook
End Function

' Las celdas de una hoja propia desde A1; vacío si el libro no la tiene.
Private Function ValoresDeHoja(ByVal libro As Workbook, ByVal nombre As String) As Variant
    Dim hoja As Worksheet
    Dim columnas As Long
    Set hoja = HojaDeNombre(libro, nombre & " (Cartera)")
    If hoja Is Nothing Then Set hoja = HojaDeNombre(libro, nombre)
    If hoja Is Nothing Then Exit Function
    With hoja.UsedRange
        columnas = .Column + .Columns.Count - 1
        ' Con dos columnas por lo menos, una hoja de una sola celda también llega como cuadro.
        If columnas < 2 Then columnas = 2
        ValoresDeHoja = hoja.Range(hoja.Cells(1, 1), hoja.Cells(.Row + .Rows.Count - 1, columnas)).Value
    End With
End Function

Private Function HojaDeNombre(ByVal libro As Workbook, ByVal nombre As String) As Worksheet
    Dim hoja As Worksheet
    For Each hoja In libro.Worksheets
        If StrComp(hoja.Name, nombre, vbTextCompare) = 0 Then
            Set HojaDeNombre = hoja
            Exit Function
        End If
    Next hoja
End Function

' Vuelve a calcular las celdas con funciones nuestras: dependen del último recálculo, y Excel no lo sabe.
Public Sub ActualizarFunciones(ByVal libro As Workbook)
    Dim hoja As Worksheet
    On Error Resume Next
    For Each hoja In libro.Worksheets
        MarcarFunciones hoja.UsedRange.SpecialCells(xlCellTypeFormulas)
    Next hoja
    If Application.Calculation = xlCalculationAutomatic Then Application.Calculate
End Sub

Private Sub MarcarFunciones(ByVal formulas As Range)
    Dim zona As Range
    Dim textos As Variant
    Dim i As Long
    Dim j As Long
    For Each zona In formulas.Areas
        textos = zona.Formula
        If Not IsArray(textos) Then
            If EsNuestra(textos) Then zona.Cells(1, 1).Dirty
        Else
            For i = 1 To UBound(textos, 1)
                For j = 1 To UBound(textos, 2)
                    If EsNuestra(textos(i, j)) Then zona.Cells(i, j).Dirty
                Next j
            Next i
        End If
    Next zona
End Sub

Private Function EsNuestra(ByVal formula As String) As Boolean
    EsNuestra = InStr(1, formula, PREFIJO, vbTextCompare) > 0
End Function

' La ayuda de una función en el asistente de Excel. Devuelve falso si Excel no lo permite todavía.
Public Function Describir(ByVal funcion As String, ByVal ayuda As String, ByVal argumentos As Variant) As Boolean
    On Error GoTo Fallo
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & funcion, Description:=ayuda, _
        Category:=CATEGORIA, ArgumentDescriptions:=argumentos
    Describir = True
Fallo:
End Function
