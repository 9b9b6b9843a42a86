# Un número de teléfono y su país.
phone-country-label = País del teléfono
phone-hint = Como se escribe en ese país, o con + y el código del país.
phone-wrong = Ningún teléfono tiene este número. Revise los dígitos después del código del país.
phone-not-of = Este número no es del país elegido ({ $country }). Revise los dígitos o elija otro país arriba.
phone-contradiction = El país de este número es { $number }, y usted eligió { $country }. Corrija el que esté mal.
phone-extension = No podemos marcar una extensión. Escriba el número de un teléfono que usted pueda contestar.
phone-costs-extra = Las llamadas a este número tienen un costo adicional, así que no enviamos códigos allí. Escriba el número de un celular o de un teléfono fijo.
phone-toll-free = Este número es de llamada gratis y no recibe nuestros códigos. Escriba el número de un celular o de un teléfono fijo.
phone-company = Este número es de una empresa y no de un solo teléfono. Escriba el número de un teléfono que usted pueda contestar.
phone-forwarded = Este número desvía las llamadas con un costo adicional, así que no enviamos códigos allí. Escriba el número del propio teléfono.
phone-pager = Este número es de un buscapersonas, que no puede recibir códigos. Escriba el número de un celular o de un teléfono fijo.
phone-voicemail = Este número lleva a un buzón de voz. Escriba el número del propio teléfono.
phone-no-country = Este número es de un teléfono satelital o no es de ningún país. No se puede llamar desde todas partes, y cada llamada es muy cara. Escriba el número de otro teléfono. Si no tiene otro, use una aplicación de autenticación.

# Esperas por un número de teléfono.
number-codes-why = Por ahora no podemos enviar más códigos a este número de teléfono. El límite es de { $number_codes_in_hour } en una hora y { $number_codes_in_day } en 24 horas. Así protegemos a las personas de las llamadas repetidas.
number-codes-what = Puede seguir ahora mismo con otro número de teléfono o con una aplicación de autenticación.
own-number-codes-why = Por ahora no podemos enviar más códigos a este número de teléfono. El límite es de { $own_number_codes_in_hour } en una hora y { $own_number_codes_in_day } en 24 horas. El código más reciente sirve durante { $security_code_minutes } minutos desde que lo enviamos.
own-number-codes-what = Puede seguir ahora mismo con su otro teléfono o con su aplicación de autenticación, si los configuró. Si no, su clave personal sirve ahora.
country-codes-why = Estamos enviando una cantidad inusual de códigos a teléfonos del país de este teléfono, así que tenemos que hacer una pausa allí. No tiene que ver con usted ni con su cuenta.
country-codes-what = Su aplicación de autenticación funciona como siempre, si la configuró. También su clave personal. Si está creando una cuenta, puede usar una aplicación en lugar del teléfono.
letters-why = Alguien, usted u otra persona, pidió muchos correos para esta dirección. Enviamos como máximo { $letters_in_hour } en una hora y { $letters_in_day } en 24 horas. Busque el más reciente en su bandeja de entrada y en su carpeta de correo no deseado (spam): es posible que aún sirva.
wait-left-hours = Tiempo restante: { $hours ->
    [one] 1 hora
   *[other] { $hours } horas
} y { $minutes ->
    [one] 1 minuto
   *[other] { $minutes } minutos
}
