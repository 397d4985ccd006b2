"""What is claimed about speed, runnable; `make bench` runs every bench_*.py."""
