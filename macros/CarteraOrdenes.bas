Attribute VB_Name = "CarteraOrdenes"
Option Explicit
Option Private Module

' Lo que hace un botón de la cinta: avisar en la barra de estado, llamar a Python y decir qué ha pasado si no se puede.

Private Const MODULO_DE_PYTHON As String = "cartera_xl.excel.macros"
Private Const INSTALE As String = "Ejecute en un terminal «cartera excel instalar», o avise a quien se lo instaló."
Private Const DIAGNOSTIQUE As String = "Ejecute en un terminal «cartera excel diagnostico», o avise a quien se lo instaló."

Private enMarcha As Boolean

Public Sub EjecutarOrden(ByVal orden As String, ByVal boton As String, ByVal progreso As String, _
    ByVal cambiaResultados As Boolean)
    Dim falta As String
    If enMarcha Then Exit Sub
    On Error GoTo Fallo
    If ActiveWorkbook Is Nothing Then
        Avisar boton, "No hay ningún libro abierto.", "esta ventana de Excel", _
            "Abra su libro. Si está en Vista protegida, pulse antes Habilitar edición."
        Exit Sub
    End If
    Application.StatusBar = progreso
    falta = FaltaPython()
    If falta <> "" Then
        Application.StatusBar = False
        Avisar boton, falta, "archivo «" & GetConfigFilePath() & "»", INSTALE
        Exit Sub
    End If
    enMarcha = True
    LlamarAPython "import " & MODULO_DE_PYTHON & "; " & MODULO_DE_PYTHON & ".run('" & orden & "')"
    enMarcha = False
    If cambiaResultados And Not EsMac() Then ActualizarFunciones ActiveWorkbook
    ' En Mac Python sigue trabajando cuando se llega aquí, y quita el aviso al terminar.
    If EsMac() Then Application.StatusBar = progreso Else Application.StatusBar = False
    Exit Sub
Fallo:
    AvisarDelFallo boton, Err.Number, Err.Description
End Sub

Private Sub LlamarAPython(ByVal codigo As String)
    If EsMac() Then
        RunPython codigo
    ElseIf EnServidor() Then
        XLPy.SetAttr XLPy.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
        XLPy.Exec codigo
    Else
        RunPython codigo
    End If
End Sub

Private Sub AvisarDelFallo(ByVal boton As String, ByVal numero As Long, ByVal detalle As String)
    On Error Resume Next
    enMarcha = False
    Application.StatusBar = False
    Avisar boton, CausaDelFallo(numero, detalle), _
        "al llamar a Python. Detalle: «" & UltimaLinea(detalle) & "» (error " & numero & ").", DIAGNOSTIQUE
End Sub

Private Sub Avisar(ByVal boton As String, ByVal que As String, ByVal donde As String, ByVal remedio As String)
    MsgBox "No se ha podido ejecutar «" & boton & "»." & vbNewLine & vbNewLine & _
        que & vbNewLine & vbNewLine & _
        "Dónde: " & donde & vbNewLine & vbNewLine & _
        "Qué hacer: " & remedio, vbExclamation, TITULO_DEL_AVISO
End Sub
