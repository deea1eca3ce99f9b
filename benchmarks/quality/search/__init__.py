"""Does a search find what is there?"""
