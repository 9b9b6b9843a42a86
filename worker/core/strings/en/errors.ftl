# What is wrong with a field: what happened, and what to do now.
email-missing = Enter your email address.
email-wrong = Enter an email address such as name@example.com.
password-missing = Enter your password.
new-password-missing = Enter a password.
new-password-short = Use at least { $password_minimum } characters. Spaces count.
new-password-long = Use at most { $password_maximum } characters.
new-password-refused = This password is too easy to guess. Choose another one.
phone-missing = Enter your phone number.
phone-landline = This number is a landline, which gets no text messages. Choose a phone call.
method-missing = Choose how to get your code.
code-missing = Enter the security code.
code-not-a-code = Enter the { $security_code_digits } digits of the code that we sent you.
code-wrong = This code is wrong. { $left ->
    [one] You have 1 try left.
   *[other] You have { $left } tries left.
}
code-expired = This code does not work any more: it was used, or it is older than { $security_code_minutes } minutes. Send a new one below. { $left ->
    [one] You have 1 try left.
   *[other] You have { $left } tries left.
}
app-code-wrong = This code is wrong. Check that your phone shows the right time. { $left ->
    [one] You have 1 try left.
   *[other] You have { $left } tries left.
}
app-code-used = This code was used already. Wait until the app shows the next one. { $left ->
    [one] You have 1 try left.
   *[other] You have { $left } tries left.
}
key-type-missing = Type your personal key, or say below that you have saved it.
key-type-wrong = That is not the key shown above. Check what you wrote down.
personal-key-missing = Enter your personal key.
personal-key-not-a-key = A personal key has { $personal_key_length } letters and digits. Check what you typed.
personal-key-wrong = This personal key is wrong. { $left ->
    [one] You have 1 try left.
   *[other] You have { $left } tries left.
}
sign-in-wrong = The email address or the password is wrong. Check both.

# Waits.
locked-title = You were signed out
locked-why = A wrong security code or personal key was entered { $wrong_codes } times. To protect your account, nobody can sign in for { $lockout_minutes } minutes.
locked-what = Nothing else has changed. Come back when the time is over, and ask for a new code.
locked-sign-in = Sign in again
locked-sign-up-title = Please wait before you try again
locked-sign-up-why = A wrong code was entered { $wrong_codes } times. You can go on in { $lockout_minutes } minutes. Then ask for a new code. Nothing that you entered is lost.
locked-sign-up-back = Go on
too-many-passwords-title = Please wait before you try again
too-many-passwords-why = A wrong password was entered too often. To protect you, no password is checked for now.
too-many-passwords-what = If you don’t know your password any more, the wait is a good time to read what to do.
too-many-links-title = Please wait before you ask again
too-many-links-why = We send at most { $link_requests } links to one address within { $link_request_minutes } minutes. Look for the newest message in your inbox and your spam folder.
too-many-links-again = Ask for a new link
too-many-codes-title = Please wait for your next code
too-many-codes-why = We send at most { $security_code_requests } codes within { $security_code_request_minutes } minutes. The newest one still works for { $security_code_minutes } minutes after it was sent.
too-many-codes-what = If you are signing in, go back and use your authenticator app or your personal key: you don’t have to wait. If you are creating an account, you can use an app in place of the phone.
network-why = Very many codes or links were asked for from your network, perhaps by other people. We have to pause there. You can go on when the time is over, or now from another network.
too-many-codes-back = Go back
reset-required-title = You need a new password
reset-required-why = Wrong security codes were entered again and again by somebody who knows your password. To protect you, your account does not open until you choose a new password.
reset-required-what = We have sent you an email about it.

# Problems.
problem-sign-in = Sign in
problem-help = Go to the help center
problem-contact = Contact us
problem-bad-request-title = We couldn’t read this
problem-bad-request = We couldn’t read what your browser sent. Nothing was changed. Open the page again and fill in the form once more.
problem-forbidden-title = This form has expired
problem-forbidden = The browser was closed after the form was opened, it doesn’t keep our cookies, or the form came from another site. Nothing was changed. Open the page again and fill it in once more.
problem-not-found-title = We can’t find this page
problem-not-found = The address may be mistyped, or the page has moved.
problem-method-title = This page can’t be used that way
problem-method = Open the page from the start and try again.
problem-too-large-title = That was too long
problem-too-large = Your browser sent more than a form of ours can hold. Go back and shorten it.
problem-unavailable-title = We can’t do this right now
problem-unavailable = Something of ours is not working. Nothing was changed. Please try again in a minute.
