# Forgotten password.
sign-in-reset = Su contraseña nueva está lista. Inicie sesión con ella.
locked-by-owner-why = Bloqueamos su cuenta porque, desde el correo de usted, alguien nos avisó que no fue usted quien hizo un cambio o inició sesión. La cuenta no se abre hasta que elija una contraseña nueva.
reset-required-link = Elegir una contraseña nueva
reset-title = Elija una contraseña nueva
reset-lead = Escriba su dirección de correo electrónico. Si la tenemos registrada, le enviaremos un enlace.
reset-need = También necesita su teléfono, su aplicación de autenticación o su clave personal.
reset-submit = Enviar el enlace
reset-sign-in = Sé mi contraseña: iniciar sesión
reset-again = Pedir un enlace nuevo
reset-again-submit = Enviar un enlace nuevo
reset-check-email-title = Busque nuestro mensaje
reset-check-email-sent = Si tenemos registrada la dirección { $email }, le enviamos un mensaje.
reset-check-email-what = Abra el enlace del mensaje para continuar. Sirve una sola vez, durante { $reset_link_minutes } minutos. Solo sirve el enlace más reciente.
reset-check-email-not-there = ¿No ha llegado después de unos minutos? Busque en su carpeta de correo no deseado (spam) y revise la dirección de arriba. Quizás usó otra. Si el correo que enviamos a esta dirección se marcó como spam, quizás solo enviemos enlaces si los pide en un navegador donde ya haya iniciado sesión. Si el correo nos fue devuelto, quizás no enviemos nada: escríbanos.
reset-gone-title = Este restablecimiento ya no está en curso
reset-gone = No encontramos ningún restablecimiento de contraseña que haya empezado en este navegador. El enlace sirve durante { $reset_link_minutes } minutos, en un solo navegador, y solo sirve el más reciente. Ábralo otra vez o pida uno nuevo.

# The new password.
reset-password-title = Escriba una contraseña nueva
reset-password-lead = Es para la cuenta de { $email }. Después tendrá que confirmar que es usted. Solo entonces la contraseña nueva entra en vigor.
reset-password-label = Contraseña nueva
reset-choices-title = Espere antes de elegir otra vez
reset-choices-why = Probó demasiadas contraseñas nuevas seguidas.
reset-link-used-title = Este enlace ya se usó
reset-link-used = Su contraseña nueva ya está lista. Inicie sesión con ella o pida otro enlace.
reset-link-expired-title = Este enlace ya no sirve
reset-link-expired = Un enlace sirve durante { $reset_link_minutes } minutos, y solo sirve el más reciente. Su contraseña sigue como estaba.
reset-link-unknown-title = No reconocemos este enlace

# Confirming the reset.
reset-method-lead = Su contraseña nueva entra en vigor cuando confirme que es usted. Entonces se cerrarán todas sus sesiones.
reset-method-warning = ¿Ha guardado información personal, como su fecha de nacimiento? Con su clave personal, la información sigue abierta. Con un código, queda bajo llave hasta que escriba esa clave personal. Si perdió la clave, nadie puede abrirla y tendrá que escribir la información de nuevo.
reset-locked-title = Códigos equivocados: espere
reset-locked-why = Se escribió un código de seguridad o una clave personal equivocada { $wrong_codes } veces. Para proteger su cuenta, nadie puede confirmar nada durante { $lockout_minutes } minutos.
reset-wait-what = Su contraseña anterior sigue como estaba. Cuando termine la espera, continúe aquí. Si para entonces su enlace tiene más de { $reset_link_minutes } minutos, pida uno nuevo.
reset-wait-back = Continuar
reset-no-phone = Sin ellos no podemos darle una contraseña nueva. No tenemos otra forma de saber que es usted.
reset-key-why = Su clave personal es correcta. Esta clave nueva la reemplaza. Su contraseña nueva entra en vigor cuando guarde la clave y continúe. Hasta entonces sirven su contraseña y su clave personal anteriores.

# Messages.
reset-letter-subject = Elija una contraseña nueva
reset-letter-why = Usted, o alguien que escribió su dirección, pidió una contraseña nueva para su cuenta de { -service }. Para elegirla, abra este enlace:
reset-letter-lifetime = El enlace sirve una sola vez, durante { $reset_link_minutes } minutos. Solo sirve el enlace más reciente.
reset-letter-not-you = Si no fue usted, no haga nada. Su contraseña sigue como está.
locked-letter-subject = Su cuenta está bloqueada
locked-letter-why = Usted nos avisó que no hizo algo que pasó en su cuenta de { -service }. La bloqueamos y cerramos todas las sesiones.
locked-letter-what = Para abrirla, elija una contraseña nueva aquí:
locked-letter-later = Si el enlace es demasiado antiguo, pida uno nuevo en la página de inicio de sesión. La cuenta sigue bloqueada hasta entonces.

# “This wasn’t me.”
not-me-title = ¿No fue usted?
not-me-lead = Presione el botón para bloquear su cuenta de inmediato. Se cerrarán todas las sesiones y nadie podrá iniciar sesión.
not-me-restores = Su cuenta vuelve a tener esta dirección de correo electrónico.
not-me-then = Le enviaremos un enlace para elegir una contraseña nueva. Con eso se abre su cuenta otra vez.
not-me-submit = No fui yo: bloquear mi cuenta
not-me-submit-restore = No fui yo: recuperar mi dirección y bloquear mi cuenta
not-me-was-you = Si fue usted, cierre esta página. No cambia nada.
not-me-done-title = Su cuenta está bloqueada
not-me-done = Su cuenta está bloqueada y todas las sesiones están cerradas.
not-me-done-restored = Su cuenta tiene otra vez su dirección de correo electrónico.
not-me-done-what = Le enviamos un mensaje con un enlace para elegir una contraseña nueva. Cuando la elija, su cuenta se abrirá otra vez.
not-me-done-taken = No pudimos recuperar su dirección de correo electrónico porque ahora la tiene otra cuenta. Por favor, contáctenos.
not-me-used-title = Esto ya se hizo
not-me-used = Este enlace ya se usó y su cuenta se bloqueó. Si sigue bloqueada, elija una contraseña nueva para abrirla.
not-me-expired-title = Este enlace es demasiado antiguo
not-me-expired = El enlace servía durante { $notice_link_days } días. Si cree que otra persona usa su cuenta, elija una contraseña nueva. Así se cierran todas las sesiones.
not-me-unknown-title = No reconocemos este aviso
