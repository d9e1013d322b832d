# -*- coding: utf-8 -*-
"""Set up and run Cartoquartier: ``python3 start.py``; set up and test it: ``python3 start.py test``.

This file is written so that any Python can read it, to answer an old one with a sentence instead of a syntax error.
The work is in ``mapping/bootstrap``, which like this file uses the standard library only.
"""

import sys

if sys.version_info < (3, 11):
    sys.stderr.write(
        "Python 3.11 ou plus récent est nécessaire ; vous avez Python %d.%d : installez-en un depuis "
        "https://www.python.org/downloads/ puis relancez la même commande avec lui.\n"
        % (sys.version_info[0], sys.version_info[1])
    )
    sys.exit(1)

from mapping.bootstrap.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
