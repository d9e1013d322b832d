"""The resident's page on a phone: a light page and its JSON API, without any session on the laptop."""
