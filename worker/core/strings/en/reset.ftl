# Forgotten password.
sign-in-reset = Your new password is set. Sign in with it.
locked-by-owner-why = Your account was locked because somebody told us from your email that a change or a sign-in wasn’t you. It does not open until you choose a new password.
reset-required-link = Choose a new password
