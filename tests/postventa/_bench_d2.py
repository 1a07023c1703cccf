import time, datetime as dt, statistics as st, pytest, cProfile, pstats
from tests.factories import *
from tests.warranties.sold import sold
from postventa.documents.certificate import certificate
@pytest.mark.django_db
def test_b(paper):
    GuaranteeFactory()
    u = sold(dt.date(2026,11,13))
    certificate(u, NOW, "es")
    ms=[]
    for n in range(12):
        t=time.process_time(); w=time.perf_counter(); certificate(u, NOW, "es"); ms.append(((time.process_time()-t)*1000,(time.perf_counter()-w)*1000))
    print("cpu ms", round(st.median(m[0] for m in ms)), "wall ms", round(st.median(m[1] for m in ms)), "min wall", round(min(m[1] for m in ms)))
    from warranties.passport import passport
    t=time.perf_counter(); passport(u, NOW); print("passport ms", (time.perf_counter()-t)*1000)
    pr=cProfile.Profile(); pr.enable(); certificate(u, NOW, "es"); pr.disable()
    pstats.Stats(pr).sort_stats("cumtime").print_stats(32)
