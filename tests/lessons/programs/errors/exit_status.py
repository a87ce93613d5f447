import sys

print("working")
if len(sys.argv) > 5:
    print("never")
raise SystemExit("stopped on purpose")
