# Forgotten password.
sign-in-reset = Your new password is set. Sign in with it.
locked-by-owner-why = Your account was locked because somebody told us from your email that a change or a sign-in wasn’t yours. It does not open until you choose a new password.
reset-required-link = Choose a new password
reset-title = Choose a new password
reset-lead = Enter your email address. If it is on file, we’ll send you a link.
reset-need = You also need your phone, your authenticator app or your personal key.
reset-submit = Send the link
reset-sign-in = I know my password: sign in
reset-again = Ask for a new link
reset-again-submit = Send a new link
reset-check-email-title = Look for our message
reset-check-email-sent = If { $email } is on file, we sent a message to it.
reset-check-email-what = Open the link in it to go on. It works once, within { $reset_link_minutes } minutes. Only the newest link works.
reset-check-email-not-there = Nothing there after a few minutes? Look in your spam folder, and check the address above. Perhaps you used another one. If our mail to this address was marked as spam before, we may send links only if you ask in a browser that you signed in with before. If our mail came back to us, we may send nothing there: write to us.
reset-gone-title = This reset is over
reset-gone = We find no password reset that you began in this browser. The link works for { $reset_link_minutes } minutes, in one browser, and only the newest one works. Open it again, or get a new one.

# The new password.
reset-password-title = Enter a new password
reset-password-lead = This is for the account of { $email }. Next, you confirm that it’s you. Only then does the new password count.
reset-password-label = New password
reset-choices-title = Please wait before you choose again
reset-choices-why = You have tried too many new passwords in a row.
reset-link-used-title = This link was used
reset-link-used = Your new password is set already. Sign in with it, or get another link.
reset-link-expired-title = This link does not work any more
reset-link-expired = A link works for { $reset_link_minutes } minutes, and only the newest one works. Your password is as it was.
reset-link-unknown-title = We don’t know this link

# Confirming the reset.
reset-method-lead = Your new password counts as soon as you have confirmed that it’s you. Then you are signed out everywhere.
reset-method-warning = If you have saved personal information, such as your birth date: your personal key keeps it open. With a code it stays locked until you enter that personal key later. If the key is lost, nobody can open it, and you have to enter the information again.
reset-locked-title = Wrong codes: please wait
reset-locked-why = A wrong security code or personal key was entered { $wrong_codes } times. To protect your account, nobody can confirm anything for { $lockout_minutes } minutes.
reset-wait-what = Your old password is as it was. When the time is over, go on here. If your link is older than { $reset_link_minutes } minutes by then, ask for a new one.
reset-wait-back = Go on
reset-no-phone = Without them we can’t set a new password: we have no other way to know that it’s you.
reset-key-why = Your personal key is right. This new one takes its place. Your new password counts when you have saved it and go on. Until then, your old password and your old personal key still work.

# Messages.
reset-letter-subject = Choose a new password
reset-letter-why = You, or somebody who typed your address, asked for a new password for your { -service } account. To choose one, open this link:
reset-letter-lifetime = The link works once, within { $reset_link_minutes } minutes. Only the newest link works.
reset-letter-not-you = If it wasn’t you, do nothing. Your password stays as it is.
locked-letter-subject = Your account is locked
locked-letter-why = You told us that you didn’t do something that happened in your { -service } account. We have locked it and signed everybody out.
locked-letter-what = To open it, choose a new password here:
locked-letter-later = If the link is too old, ask for a new one on the sign-in page. The account stays locked until then.

# “This wasn’t me.”
not-me-title = Wasn’t this you?
not-me-lead = Press the button to lock your account at once. Everybody is signed out, and nobody can sign in.
not-me-restores = Your account gets this email address back.
not-me-then = We’ll send you a link to choose a new password. That opens your account again.
not-me-submit = It wasn’t me: lock my account
not-me-submit-restore = It wasn’t me: put my address back and lock my account
not-me-was-you = If it was you, close this page. Nothing is changed.
not-me-done-title = Your account is locked
not-me-done = Your account is locked, and everybody is signed out.
not-me-done-restored = Your email address was put back.
not-me-done-what = We sent you a message with a link to choose a new password. Your account opens again when that is done.
not-me-done-taken = We could not put your email address back, because another account has it now. Please contact us.
not-me-used-title = This was done already
not-me-used = This link was used, and your account was locked. If it is still locked, choose a new password to open it.
not-me-expired-title = This link is too old
not-me-expired = The link worked for { $notice_link_days } days. If you think that somebody else uses your account, choose a new password: that signs everybody out.
not-me-unknown-title = We don’t know this notice
