# Dates and times. `$hour` counts to 23, for languages that do.
date = { $day } de { $month } de { $year }
date-and-time = { $date }, { $hour }:{ $minute } UTC
time-am = a. m.
time-pm = p. m.
month-january = enero
month-february = febrero
month-march = marzo
month-april = abril
month-may = mayo
month-june = junio
month-july = julio
month-august = agosto
month-september = septiembre
month-october = octubre
month-november = noviembre
month-december = diciembre
