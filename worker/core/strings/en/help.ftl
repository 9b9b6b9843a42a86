# Help where it is needed.
why = Why? { $title }
new-tab = (opens in a new tab)
page-help-whole = Read the whole answer
