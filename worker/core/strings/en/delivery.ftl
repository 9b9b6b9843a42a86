# Why a message could not arrive, and what to do.
delivery-landline = Text messages don’t reach this number. Get the code by call instead.
delivery-opted-out = This phone has told its carrier to stop our text messages. Get the code by call, or text START to the number that our messages came from.
delivery-unreachable-sms = Our last text message didn’t reach this phone. It may be off, or without a signal. Try again, or get the code by call.
delivery-unreachable-voice = Our last call didn’t reach this phone. It may be off, busy, or without a signal. Try again, or get the code by text message.
delivery-not-a-number = Nobody can be reached at this number. Look for a typing error.
delivery-country-closed = We can’t send codes to this country right now. Use an authenticator app or your personal key if you have one.
delivery-not-carried = We can’t send mail to an address of this form. Use another address.
delivery-bounced = Mail to this address came back to us, so we don’t send any there for now. Look for a typing error. If the address is right, write to us.
delivery-complained = Somebody marked our mail to this address as unwanted, so we don’t send any there. If you want it again, write to us.
