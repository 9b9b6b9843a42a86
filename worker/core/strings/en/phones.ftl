# A phone number and its country.
phone-country-label = Country of the phone
phone-hint = As you write it in that country, or with + and the country code.
phone-wrong = No phone has this number. Check the digits after the country code.
phone-not-of = This is not a phone number of the chosen country ({ $country }). Check its digits, or choose another country above.
phone-contradiction = The country of this number is { $number }, and you chose { $country }. Change the one that is wrong.
phone-extension = We can’t dial an extension. Enter the number of a phone that you can answer.
phone-costs-extra = Calls to this number cost extra, so we send no codes there. Enter the number of a mobile phone or a landline.
phone-toll-free = This is a toll-free number, which takes no codes from us. Enter the number of a mobile phone or a landline.
phone-company = This number belongs to a company and not to one phone. Enter the number of a phone that you can answer.
phone-forwarded = This number forwards calls at extra cost, so we send no codes there. Enter the number of the phone itself.
phone-pager = This is a pager, which can’t take a code. Enter the number of a mobile phone or a landline.
phone-voicemail = This number leads to a mailbox for messages. Enter the number of the phone itself.
phone-no-country = This is a satellite phone, or a number of no country. We can’t reach those from everywhere, and each call is very expensive. Enter another phone. If you have none, use an authenticator app.

# Waits because of a phone number.
number-codes-why = We have sent as many codes to this phone number as we may for now: { $number_codes_in_hour } within an hour, or { $number_codes_in_day } within 24 hours. This protects people from being called again and again.
number-codes-what = You can go on at once with another phone number, or with an authenticator app.
own-number-codes-why = We have sent as many codes to this phone number as we may for now: { $own_number_codes_in_hour } within an hour, or { $own_number_codes_in_day } within 24 hours. The newest one works for { $security_code_minutes } minutes after it was sent.
own-number-codes-what = You can go on at once with your other phone or your authenticator app, if you have set one up. If not, your personal key works now.
country-codes-why = We are sending unusually many codes to phones in this phone’s country, so we have to pause there. It has nothing to do with you or your account.
country-codes-what = An authenticator app works as always, if you have set one up. So does your personal key. If you are creating an account, you can use an app in place of the phone.
letters-why = Many emails to this address were asked for, by you or by somebody else. We send at most { $letters_in_hour } within an hour and { $letters_in_day } within 24 hours. Look for the newest one in your inbox and your spam folder: it may still work.
wait-left-hours = { $hours ->
    [one] 1 hour
   *[other] { $hours } hours
} and { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
} left
