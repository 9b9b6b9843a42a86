# Emails, text messages and calls.
confirm-letter-subject = Confirm your email address
confirm-letter-why = You, or somebody who typed your address, started to create a { -service } account. To go on, follow the link and press the button on the page that opens:
confirm-letter-lifetime = The link works once, within { $confirmation_link_hours } hours.
confirm-letter-not-you = If it wasn’t you, do nothing. No account is made without this link.

new-address-letter-subject = Confirm your new email address
new-address-letter-why = You, or somebody who typed your address, wants to use it for a { -service } account. To go on, follow the link and press the button on the page that opens:
new-address-letter-not-you = If it wasn’t you, do nothing. Nothing is changed without this link.

exists-letter-subject = You already have an account
exists-letter-why = Somebody tried to use your email address for another { -service } account. You already have one, so nothing was changed.
exists-letter-sign-in = If it was you, sign in here:
exists-letter-password = If you don’t know your password any more, choose a new one here:
exists-letter-not-you = If it wasn’t you, you can tell us here:

reset-required-letter-subject = Your account needs a new password
reset-required-letter-why = Somebody who knows your password entered wrong security codes again and again. To protect you, your { -service } account does not open any more until you choose a new password.
reset-required-letter-what = Choose a new password here:

# Notices about the account. What happened is followed by the browser, and by the link that says “this wasn’t me”.
notice-browser = Browser: { $browser }
notice-you = If it was you, you don’t need to do anything.
notice-not-you = If it wasn’t you, follow the link and press the button on the page that opens. It locks your account at once, and we’ll send you a link to choose a new password:
notice-not-you-undo = If it wasn’t you, follow the link and press the button on the page that opens. It puts this address back, locks your account at once, and we’ll send you a link to choose a new password:
notice-lifetime = The link works for { $notice_link_days } days.
notice-new-browser-subject = Sign-in from a new browser
notice-new-browser-why = Somebody signed in to your { -service } account from a browser that we haven’t seen before.
notice-password-changed-subject = Your password was changed
notice-password-changed-why = The password of your { -service } account was changed.
notice-password-reset-subject = Your password was reset
notice-password-reset-why = The password of your { -service } account was reset. Everybody was signed out.
notice-email-changed-subject = This is now the email address of your account
notice-email-changed-why = The email address of your { -service } account was changed to this one.
notice-email-replaced-subject = The email address of your account was changed
notice-email-replaced-why = Your { -service } account has another email address now. This one doesn’t sign you in any more.
notice-phone-added-subject = A phone was added to your account
notice-phone-added-why = A phone was added to your { -service } account. It gets security codes from now on.
notice-phone-replaced-subject = The phone of your account was replaced
notice-phone-replaced-why = A phone of your { -service } account was replaced by another one. Security codes go to the new number from now on.
notice-phone-removed-subject = A phone was removed from your account
notice-phone-removed-why = A phone was removed from your { -service } account. It gets no more security codes.
notice-app-added-subject = An authenticator app was added to your account
notice-app-added-why = An authenticator app was set up for your { -service } account.
notice-app-removed-subject = The authenticator app was removed from your account
notice-app-removed-why = The authenticator app was removed from your { -service } account. Its codes don’t work any more.
notice-personal-key-renewed-subject = You have a new personal key
notice-personal-key-renewed-why = A new personal key was made for your { -service } account. The old one doesn’t work any more.

# What links in emails do, and the lines below every email.
letter-confirm = Confirm this email address
letter-sign-in = Sign in
letter-password = Choose a new password
letter-report = Report that it wasn’t you
letter-not-me = Lock my account
letter-undo = Put this address back and lock my account
letter-keep-account = Keep my account
letter-because-typed = You get this email because somebody entered your address in { -service }.
letter-because-account = You get this email because this is the address of a { -service } account.
letter-because-former-account = You get this email because this was the address of a { -service } account.

# Browsers, in lists and notices.
browser-on-system = { $program } on { $system }
browser-of-system = A browser on { $system }
browser-unknown = A browser that we don’t know
