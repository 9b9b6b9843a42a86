# Por qué no pudo llegar un mensaje y qué hacer.
delivery-landline = Los mensajes de texto no llegan a este número. Reciba el código por llamada.
delivery-opted-out = Este teléfono pidió a su compañía que detuviera nuestros mensajes de texto. Reciba el código por llamada o envíe START al número desde el que le escribimos.
delivery-unreachable-sms = Nuestro último mensaje de texto no llegó a este teléfono. Puede estar apagado o sin señal. Inténtelo otra vez o reciba el código por llamada.
delivery-unreachable-voice = Nuestra última llamada no llegó a este teléfono. Puede estar apagado, ocupado o sin señal. Inténtelo otra vez o reciba el código por mensaje de texto.
delivery-not-a-number = No se puede llegar a nadie en este número. Revise si hay un error.
delivery-country-closed = En este momento no podemos enviar códigos a este país. Use una aplicación de autenticación o su clave personal, si las tiene.
delivery-not-carried = No podemos enviar correo a una dirección de esta forma. Use otra dirección.
delivery-bounced = El correo que enviamos a esta dirección nos fue devuelto, así que por ahora no enviamos nada allí. Revise si hay un error. Si la dirección es correcta, escríbanos.
delivery-complained = Alguien marcó como no deseado el correo que enviamos a esta dirección, así que ya no enviamos nada allí. Si lo quiere otra vez, escríbanos.
