# Emails, text messages and calls.
confirm-letter-subject = Confirme su dirección de correo electrónico
confirm-letter-why = Usted, o alguien que escribió su dirección, empezó a crear una cuenta de { -service }. Para continuar, abra el enlace y presione el botón de la página que aparece:
confirm-letter-lifetime = El enlace sirve una sola vez, durante { $confirmation_link_hours } horas.
confirm-letter-not-you = Si no fue usted, no haga nada. Sin este enlace no se crea ninguna cuenta.

new-address-letter-subject = Confirme su nueva dirección de correo electrónico
new-address-letter-why = Usted, o alguien que escribió su dirección, quiere usarla para una cuenta de { -service }. Para continuar, abra el enlace y presione el botón de la página que aparece:
new-address-letter-not-you = Si no fue usted, no haga nada. Sin este enlace no cambia nada.

exists-letter-subject = Usted ya tiene una cuenta
exists-letter-why = Alguien intentó usar su dirección de correo electrónico para otra cuenta de { -service }. Usted ya tiene una, así que no cambió nada.
exists-letter-sign-in = Si fue usted, inicie sesión aquí:
exists-letter-password = Si ya no sabe su contraseña, elija una nueva aquí:
exists-letter-not-you = Si no fue usted, puede avisarnos aquí:

reset-required-letter-subject = Su cuenta necesita una contraseña nueva
reset-required-letter-why = Alguien que sabe su contraseña escribió códigos de seguridad equivocados muchas veces. Para protegerle, su cuenta de { -service } no se abre hasta que elija una contraseña nueva.
reset-required-letter-what = Elija una contraseña nueva aquí:

# Notices about the account. What happened is followed by the browser, and by the link that says “this wasn’t me”.
notice-browser = Navegador: { $browser }
notice-you = Si fue usted, no tiene que hacer nada.
notice-not-you = Si no fue usted, abra el enlace y presione el botón de la página que aparece. Así su cuenta se bloquea de inmediato y le enviaremos un enlace para elegir una contraseña nueva:
notice-not-you-undo = Si no fue usted, abra el enlace y presione el botón de la página que aparece. Así su cuenta vuelve a tener esta dirección y se bloquea de inmediato. Le enviaremos un enlace para elegir una contraseña nueva:
notice-lifetime = El enlace sirve durante { $notice_link_days } días.
notice-new-browser-subject = Inicio de sesión desde un navegador nuevo
notice-new-browser-why = Alguien inició sesión en su cuenta de { -service } desde un navegador que no habíamos visto antes.
notice-password-changed-subject = Su contraseña cambió
notice-password-changed-why = La contraseña de su cuenta de { -service } cambió.
notice-password-reset-subject = Su contraseña se restableció
notice-password-reset-why = La contraseña de su cuenta de { -service } se restableció. Se cerraron todas las sesiones.
notice-email-changed-subject = Esta es ahora la dirección de correo electrónico de su cuenta
notice-email-changed-why = La dirección de correo electrónico de su cuenta de { -service } cambió a esta.
notice-email-replaced-subject = La dirección de correo electrónico de su cuenta cambió
notice-email-replaced-why = Su cuenta de { -service } tiene ahora otra dirección de correo electrónico. Ya no puede iniciar sesión con esta.
notice-phone-added-subject = Se agregó un teléfono a su cuenta
notice-phone-added-why = Se agregó un teléfono a su cuenta de { -service }. Desde ahora recibe códigos de seguridad.
notice-phone-replaced-subject = Se reemplazó el teléfono de su cuenta
notice-phone-replaced-why = Un teléfono de su cuenta de { -service } se reemplazó por otro. Desde ahora, los códigos de seguridad van al número nuevo.
notice-phone-removed-subject = Se quitó un teléfono de su cuenta
notice-phone-removed-why = Se quitó un teléfono de su cuenta de { -service }. Ya no recibe códigos de seguridad.
notice-app-added-subject = Se agregó una aplicación de autenticación a su cuenta
notice-app-added-why = Se configuró una aplicación de autenticación para su cuenta de { -service }.
notice-app-removed-subject = Se quitó la aplicación de autenticación de su cuenta
notice-app-removed-why = Se quitó la aplicación de autenticación de su cuenta de { -service }. Sus códigos ya no sirven.
notice-personal-key-renewed-subject = Tiene una clave personal nueva
notice-personal-key-renewed-why = Se creó una clave personal nueva para su cuenta de { -service }. La anterior ya no sirve.

# Lo que hacen los enlaces de los correos, y las líneas al final de cada correo.
letter-confirm = Confirmar esta dirección
letter-sign-in = Iniciar sesión
letter-password = Elegir una contraseña nueva
letter-report = Avisar que no fue usted
letter-not-me = Bloquear mi cuenta
letter-undo = Recuperar esta dirección y bloquear mi cuenta
letter-keep-account = Conservar mi cuenta
letter-because-typed = Recibe este correo porque alguien escribió su dirección en { -service }.
letter-because-account = Recibe este correo porque esta es la dirección de una cuenta de { -service }.
letter-because-former-account = Recibe este correo porque esta era la dirección de una cuenta de { -service }.

# Browsers, in lists and notices.
browser-on-system = { $program } en { $system }
browser-of-system = Un navegador en { $system }
browser-unknown = Un navegador que no conocemos
