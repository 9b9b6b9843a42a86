# Por qué no pudo llegar un mensaje y qué hacer.
delivery-late = Su código tarda más de lo normal: por ahora el mensaje no sale. Seguimos intentándolo. No tiene que esperar: pídalo de la otra manera, por mensaje de texto o por llamada, o use su aplicación de autenticación o su clave personal.
delivery-landline = Los mensajes de texto no llegan a este número. Reciba el código por llamada.
delivery-opted-out = Este teléfono pidió a su compañía que detuviera nuestros mensajes de texto. Reciba el código por llamada. O envíe START al número desde el que le escribimos y luego pida el código otra vez.
delivery-unreachable-sms = Nuestro último mensaje de texto no llegó a este teléfono. Puede estar apagado o sin señal. Inténtelo otra vez o reciba el código por llamada.
delivery-unreachable-voice = Nuestra última llamada no llegó a este teléfono. Puede estar apagado, ocupado o sin señal. Inténtelo otra vez o reciba el código por mensaje de texto.
delivery-lost-sms = Nuestro último mensaje de texto se perdió antes de llegar a este teléfono. El teléfono no es la causa. Reciba el código por llamada o pida otro mensaje de texto. Si su cuenta tiene una aplicación de autenticación o una clave personal, puede usarla en su lugar.
delivery-lost-voice = Nuestra última llamada falló antes de llegar a este teléfono. El teléfono no es la causa. Reciba el código por mensaje de texto o pida otra llamada. Si su cuenta tiene una aplicación de autenticación o una clave personal, puede usarla en su lugar.
delivery-not-a-number = No se puede contactar con nadie en este número. Revise si hay un error.
delivery-not-a-number-any-more = Ya no se puede contactar con nadie en este número. Use su otro teléfono, su aplicación de autenticación o su clave personal. Cuando haya iniciado sesión, cambie su número de teléfono.
delivery-country-closed = En este momento no podemos enviar códigos a este país. Use un teléfono de otro país o una aplicación de autenticación.
delivery-country-closed-now = En este momento no podemos enviar códigos a este país. Use su otro teléfono si es de otro país, su aplicación de autenticación o su clave personal.
delivery-title = No podemos escribirle a esta dirección
delivery-not-carried = No podemos enviar correo a { $email }: tiene letras que nuestro servicio de correo no acepta. Use otra dirección.
delivery-lost-title = Nuestro correo se perdió
delivery-lost-email = El último correo que enviamos a { $email } se perdió en el camino. La dirección no es la causa. Pida que se lo enviemos otra vez. Si se pierde de nuevo, escríbanos.
delivery-bounced = El correo que enviamos a { $email } nos fue devuelto, así que por ahora no enviamos nada allí. Revise si hay un error. Si la dirección es correcta, escríbanos.
delivery-complained = Alguien marcó como no deseado el correo que enviamos a { $email }, así que ya no enviamos enlaces allí. Si los quiere otra vez, escríbanos.

# Lo que se dice a quien tiene la cuenta sobre su propia dirección.
delivery-own-bounced = El { $date }, el correo que enviamos a { $email } nos fue devuelto. Por ahora no enviamos nada allí, así que no podemos avisarle si pasa algo con su cuenta. Si no puede recibir correo en esa dirección, cámbiela. Si funciona, pida que le escribamos allí otra vez.
delivery-own-complained = El { $date }, el correo que enviamos a { $email } se marcó como no deseado. Todavía le avisamos allí si pasa algo con su cuenta. Pero si olvida su contraseña, solo le enviamos un enlace allí si lo pide en un navegador donde ya haya iniciado sesión. Si fue un error, o si no fue usted, pida que le escribamos allí otra vez.
delivery-own-resume = Enviar correo allí otra vez
delivery-own-resumed = Volvemos a enviar correo a su dirección. Si nos lo devuelven de nuevo, esta página se lo dirá.
too-many-resumptions-title = Espere antes de intentarlo otra vez
too-many-resumptions-why = El correo a su dirección nos fue devuelto una y otra vez, o se marcó como no deseado. Puede pedir { $mail_resumptions } veces en 24 horas que lo enviemos otra vez. Revise si su buzón funciona o cambie su dirección.
