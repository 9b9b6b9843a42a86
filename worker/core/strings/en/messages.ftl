# Emails, text messages and calls.
confirm-letter-subject = Confirm your email address
confirm-letter-why = You, or somebody who typed your address, started to create a { -service } account. To go on, open this link and press the button on the page:
confirm-letter-lifetime = The link works once, within { $confirmation_link_hours } hours.
confirm-letter-not-you = If it wasn’t you, do nothing. No account is made without this link.

exists-letter-subject = You already have an account
exists-letter-why = Somebody tried to create a { -service } account with your email address. You already have one, so nothing was changed.
exists-letter-sign-in = If it was you, sign in here:
exists-letter-password = If you don’t know your password any more, here is what to do:
exists-letter-not-you = If it wasn’t you, you can tell us here:

reset-required-letter-subject = Your account needs a new password
reset-required-letter-why = Somebody who knows your password entered wrong security codes again and again. To protect you, your { -service } account does not open any more until you choose a new password.
reset-required-letter-what = How to choose a new password:

code-letter-sms = { $code } is your { -service } security code. It works once, within { $security_code_minutes } minutes. Never tell it to anyone.
code-letter-voice = Hello. This is { -service }. Your security code is: { $code }. Once more: { $code }. It works once, within { $security_code_minutes } minutes.
