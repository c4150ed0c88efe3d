"""The parts behind `data/generate.py`: chance, customers and what happens to them, what they answer, what they write."""
