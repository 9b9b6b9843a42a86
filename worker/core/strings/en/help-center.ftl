# What stands around the articles, besides the words in content/en/site.toml: the same in the service's own pages.
search-box-label = Search the help center
search-box-submit = Search
reader-helpful = Was this helpful?
reader-helpful-yes = Yes
reader-helpful-no = No
reader-ask = Ask a question
reader-ask-title = Write to us
reader-ask-text = Send your question or your feedback with our form. You don’t need an account for it.
reader-ask-link = Write a message
help-untranslated = This page isn’t translated yet, so it is in English.
reader-updated = Last updated:
reader-edit = Suggest a change to this page
reader-address = The address of this page:
reader-more = All about “{ $name }”
reader-feed = Changes to the help center
