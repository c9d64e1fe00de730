"""The daily mail: what could wait, in one mail a day to each who has an account. What cannot wait never comes here."""
