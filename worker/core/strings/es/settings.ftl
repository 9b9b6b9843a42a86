# The profile page and the settings of a signed-in person.

# The profile page.
account-title = Su cuenta
account-lead = Ha iniciado sesión. Esto es lo que puede ver y cambiar.
account-former = Como restableció su contraseña, su información personal anterior está guardada bajo llave. Su clave personal anterior la abre.
account-former-link = Abrirla o descartarla
account-signing-in = Inicio de sesión
account-email = Dirección de correo electrónico
account-password = Contraseña
account-phone = Teléfono
account-app = Aplicación de autenticación
account-personal-key = Clave personal
account-personal-key-yours = Solo usted la tiene.
account-your-data = Su información
account-information = Información personal
account-information-saved = Guardada y cifrada, para que solo usted pueda abrirla
account-agencies = Agencias conectadas
account-agencies-none = Todavía ninguna
account-data = Copia de sus datos
account-data-what = Todo lo que tenemos sobre usted
account-watch = Vigile su cuenta
account-sessions = Sus sesiones abiertas
account-here-since = Este navegador, desde el { $date }
account-activity = Actividad reciente
account-activity-what = Lo que pasó en los últimos { $activity_days } días
account-end = Si quiere irse
account-delete = Eliminar su cuenta
account-delete-what = Borra la cuenta y todo lo que contiene
account-none = No hay
account-changed-on = Elegida el { $date }
account-set-up-on = Configurada el { $date }
account-made-on = Creada el { $date }
account-change = Cambiar
account-add = Agregar
account-renew = Obtener una nueva
account-see = Ver todo
account-get = Obtenerla
account-delete-link = Eliminar

# The email address.
change-email-title = Cambiar su dirección de correo electrónico
change-email-current = Ahora inicia sesión con { $email }.
change-email-lead = Enviaremos un enlace a la dirección nueva. Nada cambia hasta que lo abra. También avisaremos a la dirección anterior. Desde allí se puede deshacer el cambio durante { $notice_link_days } días.
change-email-label = Nueva dirección de correo electrónico
change-email-same = Esta ya es su dirección de correo electrónico. Escriba otra.
check-new-email-title = Revise su correo nuevo
check-new-email-what = Abra el enlace del mensaje para cambiar su dirección. Sirve una sola vez, durante { $confirmation_link_hours } horas. Hasta entonces, inicie sesión con la anterior.
new-email-title = Confirme su nueva dirección de correo electrónico
new-email-lead = Presione el botón para iniciar sesión en su cuenta con { $email } desde ahora.
new-email-done-title = Su dirección de correo electrónico cambió
new-email-done = Desde ahora, inicie sesión con la dirección nueva. Escribimos a la anterior y a la nueva.
new-email-used-title = Este enlace a una dirección nueva ya se usó
new-email-used = Con él cambió la dirección de correo electrónico de su cuenta. Desde entonces, la dirección cambió otra vez.
new-email-taken-title = Esta dirección de correo electrónico ya es de otra cuenta
new-email-taken = Después de que usted pidió el enlace, alguien creó una cuenta con esta dirección. La cuenta de usted conserva la dirección que tiene.
new-email-unknown-title = Este enlace a una dirección nueva no sirve
new-email-unknown = Tiene más de { $confirmation_link_hours } horas, o usted pidió uno más reciente. No cambió nada.
new-email-account = Ir a su cuenta
new-email-again = Escribir otra vez una dirección nueva

# The password.
change-password-title = Cambiar su contraseña
change-password-lead = Cerraremos todas sus otras sesiones y le daremos una clave personal nueva. La anterior no sirve con una contraseña nueva.
change-password-label = Contraseña nueva
change-password-submit = Guardar la contraseña nueva
key-of-new-password = Su contraseña nueva está lista. Con ella recibe una clave personal nueva. La que tenía antes ya no sirve.
too-many-renewals-title = Espere antes de cambiar esto otra vez
too-many-renewals-why = La contraseña o la clave personal de su cuenta se cambió demasiadas veces. Las dos siguen como quedaron la última vez.

# The personal key.
new-key-title = Obtener una clave personal nueva
new-key-lead = Hágalo si perdió su clave personal o si otra persona pudo haberla visto. La anterior deja de servir de inmediato.
new-key-sessions = Cerraremos todas sus otras sesiones y le avisaremos por correo electrónico.
new-key-submit = Crear una clave personal nueva

# Phones.
phones-title = Sus teléfonos
phones-lead = Cuando inicia sesión, los códigos de seguridad van a estos números.
phones-none = Su cuenta no tiene teléfono. Usted confirma con su aplicación de autenticación.
phone-since = Confirmado el { $date }
phone-new-heading = Usar otro teléfono
phone-new-lead = Tenga a mano el teléfono nuevo. Le enviaremos un código de inmediato. Nada cambia hasta que escriba el código.
phone-place-label = ¿Para qué será el teléfono nuevo?
phone-replaces = Reemplazar el { $phone }
phone-second = Como segundo teléfono
phone-second-hint = Usted elige entre los dos cada vez que inicia sesión.
phone-place-missing = Elija qué teléfono reemplaza el nuevo. Una cuenta tiene { $phones } teléfonos como máximo.
phone-is-yours = Este teléfono ya es uno de los suyos. Escriba otro número.
phone-remove-heading = Quitar un teléfono
phone-remove-lead = Un teléfono que quite ya no recibirá códigos de seguridad. Le avisaremos por correo electrónico.
phone-remove-submit = Quitar el { $phone }
phone-last = Este teléfono es su única forma de recibir códigos de seguridad. Para quitarlo, agregue primero otro teléfono o una aplicación de autenticación.
phone-code-title = Escriba el código de su teléfono nuevo
phone-code-until = Su cuenta sigue como está hasta que escriba el código.
phone-added = El teléfono nuevo está listo. Desde ahora, los códigos de seguridad van a ese número.
phone-removed = Quitamos el teléfono. Ya no recibirá códigos de seguridad.
phone-changed-meanwhile = Mientras tanto, sus teléfonos cambiaron en otra ventana. Así están ahora.
