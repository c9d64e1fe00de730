from ombud.webapp.cli import main

main()
