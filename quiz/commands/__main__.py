"""`python -m quiz.commands`, where the console script is not installed."""

from quiz.commands import main

if __name__ == "__main__":
    main(prog_name="role-fit")
