import sys
import warnings

print(sys.version_info[0], sys.maxsize > 2**32, sys.float_info.epsilon)
print("to stderr", file=sys.stderr)
sys.stdout.write("written\n")
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    warnings.warn("careful")
    warnings.warn("old", DeprecationWarning)
print(len(caught), caught[0].message, caught[1].category.__name__)
warnings.warn("shown", RuntimeWarning)
warnings.filterwarnings("ignore")
warnings.warn("hidden")
print("flush", flush=True)
print(1, 2, sep="", end="!\n")
sys.exit(3)
