# Why a message could not arrive, and what to do.
delivery-late = Your code is taking longer than usual: the message doesn’t get through yet. We go on trying. You don’t have to wait: get it the other way, by text message or by call, or use your authenticator app or your personal key.
delivery-landline = Text messages don’t reach this number. Get the code by call instead.
delivery-opted-out = This phone has told its carrier to stop our text messages. Get the code by call. Or text START to the number that our messages came from, then ask for the code again.
delivery-unreachable-sms = Our last text message didn’t reach this phone. It may be off, or without a signal. Try again, or get the code by call.
delivery-unreachable-voice = Our last call didn’t reach this phone. It may be off, busy, or without a signal. Try again, or get the code by text message.
delivery-lost-sms = Our last text message got lost before it reached this phone. The phone is not the cause. Get the code by call, or ask for another text message. If your account has an authenticator app or a personal key, you can use that instead.
delivery-lost-voice = Our last call failed before it reached this phone. The phone is not the cause. Get the code by text message, or ask for another call. If your account has an authenticator app or a personal key, you can use that instead.
delivery-not-a-number = Nobody can be reached at this number. Look for a typing error.
delivery-not-a-number-any-more = Nobody can be reached at this number any more. Use your other phone, your authenticator app or your personal key. Once you are signed in, change your phone number.
delivery-country-closed = We can’t send codes to this country right now. Use a phone of another country, or an authenticator app.
delivery-country-closed-now = We can’t send codes to this country right now. Use your other phone if it is of another country, your authenticator app or your personal key.
delivery-title = We can’t reach this address
delivery-not-carried = We can’t send mail to { $email }: it has letters that our mail service doesn’t take. Use another address.
delivery-lost-title = Our mail got lost
delivery-lost-email = Our last mail to { $email } got lost on the way. The address is not the cause. Have it sent again. If it gets lost once more, write to us.
delivery-bounced = Our mail to { $email } came back to us, so we don’t send any there for now. Look for a typing error. If the address is right, write to us.
delivery-complained = Somebody marked our mail to { $email } as unwanted, so we don’t send links there. If you want them again, write to us.

# What an account’s owner is told of their own address.
delivery-own-bounced = On { $date }, our mail to { $email } came back to us. We don’t send any there now, so you don’t hear from us if something happens to your account. If you can’t get mail there, change your address. If it works, have us send mail there again.
delivery-own-complained = On { $date }, our mail to { $email } was marked as unwanted. We still tell you there if something happens to your account. But if you forget your password, we send a link there only if you ask in a browser that you signed in with before. If that was a mistake, or wasn’t you, have us send mail there again.
delivery-own-resume = Send mail there again
delivery-own-resumed = We send mail to your address again. If it comes back once more, this page says so.
too-many-resumptions-title = Please wait before you try this again
too-many-resumptions-why = Mail to your address came back again and again, or was marked as unwanted. You can have us send it again { $mail_resumptions } times within 24 hours. Look whether your mailbox works, or change your address.
