# What every page has.
page-error-title = Error:
page-error-summary = Please check this
page-step = Step { $step } of { $of }: { $name }
page-help = Help with this page
continue = Continue
password-show = Show password
password-hide = Hide password
wait-left = { $minutes ->
    [0] { $seconds } { $seconds ->
        [one] second
       *[other] seconds
    } left
    [one] 1 minute and { $seconds } { $seconds ->
        [one] second
       *[other] seconds
    } left
   *[other] { $minutes } minutes and { $seconds } { $seconds ->
        [one] second
       *[other] seconds
    } left
}
wait-over = The wait is over. You can try again now.

# Creating an account: the email address.
step-email = Email address
step-password = Password
step-phone = Phone
step-personal-key = Personal key
sign-up-title = Create an account
sign-up-description = Create one { -service } account for the online services of many agencies. All you need is an email address and a phone or an authenticator app.
sign-up-lead = We’ll send you a message with a link, to make sure that the address is yours.
sign-up-submit = Send the link
sign-up-have-account = I already have an account: sign in
email-label = Email address
check-email-title = Check your email
check-email-sent = We sent a message to { $email }.
check-email-what = Open the link in it to go on. It works once, within { $confirmation_link_hours } hours.
check-email-not-there = Nothing there after a few minutes? Look in your spam folder, and check the address above.
check-email-again = Send again
check-email-other = Use another email address
confirm-title = Confirm your email address
confirm-lead = Press the button to confirm that this email address is yours, and go on with your account.
confirm-submit = Confirm my email address
link-used-title = This link was used already
link-used = Your account exists. You can sign in.
link-expired-title = This link has expired
link-expired = A link works for { $confirmation_link_hours } hours. This one is older.
link-unknown-title = We don’t know this link
link-unknown = Make sure that you opened the whole link from our newest message to you.
link-new = Or get a new link:
link-new-submit = Send a new link
sign-up-gone-title = Let’s start with your email address
sign-up-gone = We find no account that you began to create in this browser. If you began before, open the link in our message to you again, or get a new one.
report-gone-title = This link doesn’t work any more
report-gone = This link is too old or not complete. If you still want to tell us that it wasn’t you, write to us.

# Creating an account: the password.
password-title = Choose a password
password-confirmed = You confirmed { $email }.
new-password-label = Password
new-password-hint = { $password_minimum } characters or more. Several words with spaces make a good one.
meter-0 = Very weak
meter-1 = Weak
meter-2 = Fair
meter-3 = Good
meter-4 = Strong
meter-too-short = Too short: at least { $password_minimum } characters
meter-refused = Too common to be used
advice-email = Your email address is the first thing that others try.
advice-common = It is one of the passwords that people use most.
advice-similar-to-common = It is much like one of the passwords that people use most.
advice-keyboard = Keys that lie next to each other are easy to guess.
advice-repeats = Repeated letters or words are easy to guess.
advice-sequence = Sequences like abc or 6543 are easy to guess.
advice-date = Years and dates are easy to guess.
advice-name = Names are easy to guess.
advice-single-word = One word alone is easy to guess.
advice-more-words = Add a word or two that nobody would expect.
advice-substitutions = Writing @ for a, or a word backward, does not help much.
advice-capitals = Capital letters do not help much.

# Creating an account: the phone.
phone-title = Add your phone
phone-lead = Each time you sign in, we’ll send a security code to this phone. A mobile phone or a landline will do.
phone-label = Phone number
method-label = How should we send the code?
method-sms = Text message
method-sms-hint = To a mobile phone
method-voice = Phone call
method-voice-hint = To a mobile phone or a landline
method-choose = How do you want to confirm it’s you?
method-which-phone = Which phone?
method-totp = Authenticator app
method-totp-hint = A code that the app shows
method-personal-key = Personal key
method-personal-key-hint = If you don’t have your phone
send-code = Send the code
code-title = Enter your security code
code-sent-sms = We send your code to { $phone } by text message.
code-sent-voice = We call { $phone } and tell you the code.
code-label = Security code
code-hint = { $security_code_digits } digits. It works once, within { $security_code_minutes } minutes.
tries-left = { $left ->
    [one] You have 1 try before you have to wait.
   *[other] You have { $left } tries before you have to wait.
}
code-submit = Submit
code-not-there = No code? We can send you a new one. The old one stops working then.
code-again-sms = Send a new code by text message
code-again-voice = Call me with a new code
code-other-number = Use another phone number

# The personal key.
key-title = Save your personal key
key-lead = If you ever don’t have your phone, this key lets you in. We show it only now.
key-where = Write it down, print it or download it, and keep it away from your phone.
key-copy = Copy
key-copied = Copied
key-print = Print
key-download = Download
key-file =
    Your { -service } personal key: { $key }
    Keep it in a safe place, away from your phone. It lets you in once.
key-type-label = Type your personal key
key-type-hint = This makes sure that you have it. Capital letters and dashes don’t matter.
key-saved = I have saved it and can’t type it now
key-replaced = You have a new personal key. The one that you had before does not work any more.

# Signing in.
sign-in-title = Sign in
sign-in-description = Sign in to your { -service } account with your email address, your password and a security code.
sign-in-submit = Sign in
sign-in-forgot = I don’t know my password
sign-in-forgot-email = I don’t know my email address
sign-in-no-account = Create an account
sign-in-idle = You were signed out because this browser was not used for { $session_idle_minutes } minutes. That protects you if you walk away.
sign-in-too-old = You were signed out because a session lasts at most { $session_hours } hours.
sign-in-again = Please start again with your password. Your last sign-in is already over, or took too long.
sign-in-first = Please sign in first.
password-label = Password
method-title = Confirm that it’s you
method-lead = Codes go to { $phone }.
other-way-link = Confirm in another way
app-link = Use my authenticator app
app-title = Enter the code from your app
app-lead = Open your authenticator app. It shows a new code every { $authenticator_step_seconds } seconds.
app-code-hint = The { $security_code_digits } digits that the app shows for { -service }
personal-key-link = Use my personal key
no-phone-link = I have neither my phone nor my personal key
personal-key-title = Enter your personal key
personal-key-lead = It works once. Right after, you’ll get a new one.
personal-key-label = Personal key
personal-key-hint = { $personal_key_length } letters and digits. Capital letters and dashes don’t matter.
no-phone-title = Without your phone and your personal key
no-phone-later = The simplest way is to come back when you have your phone with you.
no-phone-key = Or look for your newest personal key: { $personal_key_length } letters and digits. You got one when you created your account, and a new one each time you used a key or changed your password.
no-phone-new = If both are lost, create a new account with another email address. You may have to prove again who you are.
no-phone-urgent = Is it urgent, such as an application under way? Contact the agency that you are dealing with directly.

no-phone-sign-up = Create a new account

# Signed in.
sign-out = Sign out
time-out-title = Are you still there?
time-out-why = You’ll be signed out soon because this browser was not used for a while.
time-out-stay = Stay signed in
signed-out-title = You are signed out
signed-out = Your session has ended.
signed-out-shared = On a computer that others use, close the browser too.
signed-out-sign-in = Sign in again

# Reporting a sign-up with one’s address.
report-title = Report that it wasn’t you
report-lead = Somebody tried to use your email address for another account. Your account was not changed. Press the button to tell us that it wasn’t you.
report-submit = It wasn’t me
report-done-title = Thank you for telling us
report-done = We have noted it. Your account is as it was.
report-advice = If you think that somebody knows your password, or reads your email, change both passwords.
