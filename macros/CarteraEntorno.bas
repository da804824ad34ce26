Attribute VB_Name = "CarteraEntorno"
Option Explicit
Option Private Module

' Dónde se está ejecutando y qué falta para poder llamar a Python.

Public Const TITULO_DEL_AVISO As String = "Cartera"
Private Const NOMBRE_DEL_COMPLEMENTO As String = "cartera.xlam"
Private Const LETRAS_DEL_DETALLE As Long = 300

Public Function EsMac() As Boolean
    EsMac = InStr(1, Application.OperatingSystem, "Mac", vbTextCompare) > 0
End Function

' Verdadero si Python queda en marcha de una llamada a la siguiente: es mucho más rápido.
Public Function EnServidor() As Boolean
    EnServidor = CBool(GetConfig("USE UDF SERVER", "True"))
End Function

Public Function ComplementoAbierto() As Boolean
    Dim complemento As Workbook
    On Error Resume Next
    Set complemento = Workbooks(NOMBRE_DEL_COMPLEMENTO)
    ComplementoAbierto = Not complemento Is Nothing
End Function

' Lo que impide llamar a Python, en una frase; vacío si nada lo impide.
Public Function FaltaPython() As String
    Dim interprete As String
    If Not FileExists(GetConfigFilePath()) Then
        FaltaPython = "Falta el archivo de ajustes de Cartera para este usuario."
        Exit Function
    End If
    If EsMac() Then
        interprete = GetConfig("INTERPRETER_MAC", "")
    Else
        interprete = GetConfig("INTERPRETER_WIN", "")
    End If
    If interprete = "" Then
        FaltaPython = "El archivo de ajustes no dice dónde está Python."
    ElseIf Not EsMac() Then
        If Not FileExists(interprete) Then FaltaPython = "No se encuentra Python en «" & interprete & "»."
    End If
End Function

' La causa probable de un error de VBA al llamar a Python, en una frase.
Public Function CausaDelFallo(ByVal numero As Long, ByVal detalle As String) As String
    If numero = 48 Or numero = 53 Or InStr(1, detalle, "xlwings64", vbTextCompare) > 0 _
        Or InStr(1, detalle, "xlwings32", vbTextCompare) > 0 Then
        CausaDelFallo = "No se ha podido cargar la biblioteca que une Excel y Python: falta, o no es de esta versión."
    ElseIf numero = 1000 Then
        CausaDelFallo = "Windows no ha dejado arrancar Python: suele ser una directiva de la empresa o el antivirus."
    ElseIf numero = 13 Or numero = 62 Then
        CausaDelFallo = "El archivo de ajustes de Cartera no se entiende: quizá alguien lo ha cambiado a mano."
    ElseIf numero = 429 Then
        CausaDelFallo = "Windows no ha dejado usar un componente de automatización: suele ser una directiva de la empresa."
    Else
        CausaDelFallo = "Python se ha detenido con un error que no se esperaba."
    End If
End Function

' La última línea con texto de un error de Python, que es la que dice qué ha pasado.
Public Function UltimaLinea(ByVal texto As String) As String
    Dim lineas() As String
    Dim i As Long
    lineas = Split(Replace(texto, vbCr, vbLf), vbLf)
    For i = UBound(lineas) To 0 Step -1
        If Trim$(lineas(i)) <> "" Then
            UltimaLinea = Left$(Trim$(lineas(i)), LETRAS_DEL_DETALLE)
            Exit Function
        End If
    Next i
End Function
