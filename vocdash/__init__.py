"""vocdash: where along our customers' whole journey do we let them down, who owns it, and did what we changed help?"""

__version__ = "0.1.0"
