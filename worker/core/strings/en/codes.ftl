# Security codes: what the messages say, and what the page says of them. Text messages have no letters that would make two
# messages of one: a test counts. “Message 2” begins the second text, and the page says that it does.
code-message = Message { $number }
code-from-again = { $label } from { -service }
code-sms-sign-in = { $from }: { $code } is your code to sign in.
code-sms-confirm-number = { $from }: { $code } is your code to confirm this number.
code-sms-reset-password = { $from }: { $code } is your code to set a new password.
code-sms-delete-account = { $from }: { $code } is your code to delete your account.
code-sms-lifetime = Works once, for { $security_code_minutes } minutes.
code-sms-secret = Never tell it to anyone.

code-voice-sign-in = Hello. This is { -service }. Your security code to sign in is:
code-voice-confirm-number = Hello. This is { -service }. Your security code to confirm this number is:
code-voice-reset-password = Hello. This is { -service }. Your security code to set a new password is:
code-voice-delete-account = Hello. This is { -service }. Your security code to delete your account is:
code-voice-again = Once more, your code is:
code-voice-lifetime = It works once, within { $security_code_minutes } minutes. Never tell it to anyone. Goodbye.

code-newest-sms = Use the text message that begins with “{ $label }”. Only its code works here.
code-newest-voice = Only the code that we say in this call works here.
code-sent-ago = { $minutes ->
    [0] Sent less than a minute ago.
    [one] Sent { $minutes } minute ago.
   *[other] Sent { $minutes } minutes ago.
}
code-sent-at = Sent at { $time }.
