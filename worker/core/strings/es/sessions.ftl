# Signed-in browsers (ST-7).
sessions-title = Sus sesiones abiertas
sessions-lead = Su cuenta tiene ahora una sesión abierta en estos navegadores. Si cierra una sesión, termina de inmediato.
sessions-this = Este navegador
sessions-others = Otros navegadores
sessions-no-others = No hay sesiones abiertas en otros navegadores.
sessions-browser = Navegador
sessions-since = Inicio de sesión
sessions-last-seen = Último uso
sessions-place = Lugar
sessions-end-this = Cerrar la sesión aquí
sessions-end = Cerrar la sesión: { $browser }
sessions-all-others = Todas a la vez
sessions-end-others = Cerrar la sesión en todos los demás navegadores
sessions-ended = La sesión en ese navegador está cerrada.
sessions-others-ended = Las sesiones en todos los demás navegadores están cerradas.
sessions-gone = La sesión en ese navegador ya estaba cerrada.
sessions-not-you = ¿No reconoce alguna? Ciérrela y luego cambie su contraseña. El nombre de un navegador es el que él mismo da. El lugar es solo aproximado.

# Recent activity (ST-1).
activity-title = Actividad reciente
activity-lead = Esto es lo que pasó en su cuenta en los últimos { $activity_days } días, empezando por lo más nuevo. Después se borra. Esta página muestra { $shown } entradas como máximo.
activity-with-browser = { $event }: { $browser }
activity-not-you = ¿Hay algo aquí que usted no hizo? Cierre la sesión en los demás navegadores y cambie su contraseña.
activity-change-password = Cambiar su contraseña
activity-created = Se creó la cuenta
activity-signed-in-code = Inicio de sesión con un código de seguridad
activity-signed-in-app = Inicio de sesión con la aplicación de autenticación
activity-signed-in-key = Inicio de sesión con la clave personal
activity-locked-wrong-codes = Bloqueo temporal por códigos equivocados
activity-signed-out-wrong-passwords = Cierre de sesión por contraseñas equivocadas
activity-password-changed = Se cambió la contraseña
activity-password-reset = Se restableció la contraseña
activity-email-change-asked = Se pidió cambiar la dirección de correo electrónico
activity-email-changed = Se cambió la dirección de correo electrónico
activity-email-restored = Se recuperó la dirección de correo electrónico anterior
activity-phone-added = Se agregó un teléfono
activity-phone-removed = Se quitó un teléfono
activity-app-added = Se configuró la aplicación de autenticación
activity-app-removed = Se quitó la aplicación de autenticación
activity-personal-key-renewed = Se creó una clave personal nueva
activity-information-saved = Se guardó información personal
activity-information-erased = Se borró la información personal
activity-information-opened = Se abrió información personal anterior
activity-session-ended = Se cerró la sesión en otro navegador
activity-other-sessions-ended = Se cerró la sesión en todos los demás navegadores
activity-locked-by-owner = Usted bloqueó la cuenta (“no fui yo”)
activity-deletion-asked = Se pidió eliminar la cuenta
activity-deletion-cancelled = Se canceló la eliminación de la cuenta
activity-data-copied = Se descargó una copia de sus datos
activity-mail-resumed = Se reanudó el envío de correo a su dirección

# The longest time of a session (SI-8).
time-out-absolute-why = Pronto cerraremos su sesión. Una sesión dura { $session_hours } horas como máximo, haga lo que haga.
time-out-absolute-what = Termine lo que está haciendo ahora. Luego inicie sesión de nuevo para continuar.
time-out-longest = Puede tener la sesión abierta { $session_hours } horas como máximo en total.
