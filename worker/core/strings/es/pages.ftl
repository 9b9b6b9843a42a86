# What every page has.
page-error-title = Error:
page-error-summary = Revise lo siguiente
page-step = Paso { $step } de { $of }: { $name }
page-help = Ayuda con esta página
continue = Continuar
password-show = Mostrar la contraseña
password-hide = Ocultar la contraseña
wait-left = { $minutes ->
    [0] Tiempo restante: { $seconds } { $seconds ->
        [one] segundo
       *[other] segundos
    }
    [one] Tiempo restante: 1 minuto y { $seconds } { $seconds ->
        [one] segundo
       *[other] segundos
    }
   *[other] Tiempo restante: { $minutes } minutos y { $seconds } { $seconds ->
        [one] segundo
       *[other] segundos
    }
}
wait-over = La espera terminó. Ya puede intentarlo de nuevo.

# Creating an account: the email address.
step-email = Dirección de correo electrónico
step-password = Contraseña
step-phone = Teléfono
step-personal-key = Clave personal
sign-up-title = Crear una cuenta
sign-up-description = Cree una sola cuenta de { -service } para los servicios en línea de muchas agencias. Solo necesita una dirección de correo electrónico y un teléfono o una aplicación de autenticación.
sign-up-lead = Le enviaremos un mensaje con un enlace para comprobar que la dirección es suya.
sign-up-submit = Enviar el enlace
sign-up-have-account = Ya tengo una cuenta: iniciar sesión
email-label = Dirección de correo electrónico
check-email-title = Revise su correo
check-email-sent = Enviamos un mensaje a { $email }.
check-email-what = Abra el enlace del mensaje para continuar. Sirve una sola vez, durante { $confirmation_link_hours } horas.
check-email-not-there = ¿No ha llegado después de unos minutos? Busque en su carpeta de correo no deseado (spam) y revise la dirección de arriba.
check-email-again = Enviar de nuevo
check-email-other = Usar otra dirección de correo electrónico
confirm-title = Confirme su dirección de correo electrónico
confirm-lead = Presione el botón para confirmar que esta dirección es suya y continuar con su cuenta.
confirm-submit = Confirmar mi dirección de correo electrónico
link-used-title = Este enlace ya se usó
link-used = Su cuenta ya existe. Puede iniciar sesión.
link-expired-title = Este enlace venció
link-expired = Un enlace sirve durante { $confirmation_link_hours } horas. Este es más antiguo.
link-unknown-title = No reconocemos este enlace
link-unknown = Compruebe que abrió el enlace completo de nuestro mensaje más reciente.
link-new = O pida un enlace nuevo:
link-new-submit = Enviar un enlace nuevo
sign-up-gone-title = Empecemos con su dirección de correo electrónico
sign-up-gone = No encontramos ninguna cuenta que haya empezado a crear en este navegador. Si ya había empezado, abra otra vez el enlace de nuestro mensaje o pida uno nuevo.
report-gone-title = Este enlace ya no funciona
report-gone = Este enlace es demasiado antiguo o no está completo. Si todavía quiere avisarnos que no fue usted, escríbanos.

# Creating an account: the password.
password-title = Elija una contraseña
password-confirmed = Usted confirmó { $email }.
new-password-label = Contraseña
new-password-hint = { $password_minimum } caracteres o más. Una buena idea: varias palabras con espacios.
meter-0 = Muy débil
meter-1 = Débil
meter-2 = Regular
meter-3 = Buena
meter-4 = Fuerte
meter-too-short = Demasiado corta: al menos { $password_minimum } caracteres
meter-refused = Demasiado común: no se puede usar
advice-email = Su dirección de correo electrónico es lo primero que otras personas prueban.
advice-common = Es una de las contraseñas más usadas.
advice-similar-to-common = Se parece mucho a una de las contraseñas más usadas.
advice-keyboard = Las teclas vecinas en el teclado son fáciles de adivinar.
advice-repeats = Las letras o palabras repetidas son fáciles de adivinar.
advice-sequence = Las secuencias como abc o 6543 son fáciles de adivinar.
advice-date = Los años y las fechas son fáciles de adivinar.
advice-name = Los nombres son fáciles de adivinar.
advice-single-word = Una sola palabra es fácil de adivinar.
advice-more-words = Agregue una o dos palabras que nadie espere.
advice-substitutions = Escribir @ en lugar de a, o una palabra al revés, no ayuda mucho.
advice-capitals = Las mayúsculas no ayudan mucho.

# Creating an account: the phone.
phone-title = Agregue su teléfono
phone-lead = Cada vez que inicie sesión, enviaremos un código de seguridad a este teléfono. Puede ser un celular o un teléfono fijo.
phone-label = Número de teléfono
method-label = ¿Cómo quiere recibir el código?
method-sms = Mensaje de texto
method-sms-hint = A un celular
method-voice = Llamada
method-voice-hint = A un celular o a un teléfono fijo
method-choose = ¿Cómo quiere confirmar que es usted?
method-which-phone = ¿Qué teléfono?
method-totp = Aplicación de autenticación
method-totp-hint = Un código que muestra la aplicación
method-personal-key = Clave personal
method-personal-key-hint = Si no tiene su teléfono
send-code = Enviar el código
code-title = Escriba su código de seguridad
code-sent-sms = Le enviamos el código al { $phone } por mensaje de texto.
code-sent-voice = Llamamos al { $phone } para decirle el código.
code-label = Código de seguridad
code-hint = { $security_code_digits } dígitos. Sirve una sola vez, durante { $security_code_minutes } minutos.
tries-left = { $left ->
    [one] Le queda 1 intento antes de tener que esperar.
   *[other] Le quedan { $left } intentos antes de tener que esperar.
}
code-submit = Enviar
code-not-there = ¿No llegó el código? Podemos enviarle uno nuevo. El anterior dejará de servir.
code-again-sms = Enviar un código nuevo por mensaje de texto
code-again-voice = Recibir un código nuevo por llamada
code-other-number = Usar otro número de teléfono

# The personal key.
key-title = Guarde su clave personal
key-lead = Si algún día no tiene su teléfono, esta clave le permite entrar. Solo la mostramos ahora.
key-where = Anótela, imprímala o descárguela. Guárdela lejos de su teléfono.
key-copy = Copiar
key-copied = Copiada
key-print = Imprimir
key-download = Descargar
key-file =
    Su clave personal de { -service }: { $key }
    Guárdela en un lugar seguro, lejos de su teléfono. Le permite entrar una sola vez.
key-type-label = Escriba su clave personal
key-type-hint = Así comprobamos que la tiene. No importan las mayúsculas ni los guiones.
key-saved = La guardé y no puedo escribirla ahora
key-replaced = Tiene una clave personal nueva. La que tenía antes ya no sirve.

# Signing in.
sign-in-title = Iniciar sesión
sign-in-description = Inicie sesión en su cuenta de { -service } con su dirección de correo electrónico, su contraseña y un código de seguridad.
sign-in-submit = Iniciar sesión
sign-in-forgot = No sé mi contraseña
sign-in-forgot-email = No sé mi dirección de correo electrónico
sign-in-no-account = Crear una cuenta
sign-in-idle = Cerramos su sesión porque este navegador no se usó durante { $session_idle_minutes } minutos. Así le protegemos si se aleja del dispositivo.
sign-in-too-old = Cerramos su sesión porque una sesión dura { $session_hours } horas como máximo.
sign-in-again = Empiece de nuevo con su contraseña. Su último inicio de sesión ya terminó o tardó demasiado.
sign-in-first = Primero inicie sesión.
password-label = Contraseña
method-title = Confirme que es usted
method-lead = Los códigos van al { $phone }.
other-way-link = Confirmar de otra manera
app-link = Usar mi aplicación de autenticación
app-title = Escriba el código de su aplicación
app-lead = Abra su aplicación de autenticación. Muestra un código nuevo cada { $authenticator_step_seconds } segundos.
app-code-hint = Los { $security_code_digits } dígitos que la aplicación muestra para { -service }
personal-key-link = Usar mi clave personal
no-phone-link = No tengo ni mi teléfono ni mi clave personal
personal-key-title = Escriba su clave personal
personal-key-lead = Sirve una sola vez. Enseguida le daremos una nueva.
personal-key-label = Clave personal
personal-key-hint = { $personal_key_length } letras y dígitos. No importan las mayúsculas ni los guiones.
no-phone-title = Sin su teléfono y sin su clave personal
no-phone-later = Lo más sencillo es volver cuando tenga su teléfono.
no-phone-key = O busque su clave personal más reciente. Son { $personal_key_length } letras y dígitos. Recibió una cuando creó su cuenta y una nueva cada vez que usó una clave o cambió su contraseña.
no-phone-new = Si perdió los dos, cree una cuenta nueva con otra dirección de correo electrónico. Es posible que tenga que volver a demostrar quién es.
no-phone-urgent = ¿Es urgente, por ejemplo por una solicitud en curso? Comuníquese directamente con la agencia que lleva su trámite.

no-phone-sign-up = Crear una cuenta nueva

# Signed in.
sign-out = Cerrar la sesión
time-out-title = ¿Sigue ahí?
time-out-why = Pronto cerraremos su sesión porque este navegador no se ha usado por un rato.
time-out-stay = Seguir con la sesión abierta
signed-out-title = Su sesión está cerrada
signed-out = Su sesión terminó.
signed-out-shared = Si otras personas usan esta computadora, cierre también el navegador.
signed-out-sign-in = Iniciar sesión de nuevo

# Reporting a sign-up with one’s address.
report-title = Avisar que no fue usted
report-lead = Alguien intentó usar su dirección de correo electrónico para otra cuenta. La cuenta de usted no cambió. Presione el botón para avisarnos que no fue usted.
report-submit = No fui yo
report-done-title = Gracias por avisarnos
report-done = Lo hemos anotado. Su cuenta sigue como estaba.
report-advice = Si cree que alguien sabe su contraseña o lee su correo, cambie las dos contraseñas.
