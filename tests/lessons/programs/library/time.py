import time
from datetime import date, timedelta

start = time.time()
time.sleep(0.001)
elapsed = time.time() - start
print(
    elapsed > 0,
    elapsed < 60,
    time.perf_counter() > 0,
    isinstance(time.time(), float),
    time.monotonic() <= time.monotonic(),
)
print(
    date(2024, 2, 28) + timedelta(days=2),
    timedelta(seconds=3661),
    (date(2024, 3, 1) - date(2024, 1, 1)).days,
    date(2024, 1, 5).strftime("%d.%m.%y"),
)
print(f"{elapsed * 0:.2f} s", "took {:.1f}".format(0.04))
