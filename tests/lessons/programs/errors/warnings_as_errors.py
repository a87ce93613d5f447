import warnings

warnings.simplefilter("error")
try:
    warnings.warn("now an error", UserWarning)
except UserWarning as error:
    print("caught", error)
warnings.warn("uncaught", RuntimeWarning)
