from typing import Any
from lookalike.database import connect
import time
def test_explore(site, page, logins) -> None:
    with connect(site.database) as c:
        for r in c.execute("SELECT image_id, path, class, disposition, is_guarded, cluster_id, is_last_copy FROM lookalike.image_fact ORDER BY path"): print(r)
        for r in c.execute("SELECT image_id, guard, reason FROM lookalike_detail.guarded_image ORDER BY path"): print(r)
        c.execute("CREATE TABLE public.object (id text, title text, date text, file text)")
        c.execute("INSERT INTO public.object VALUES ('PH-0001','Cat named Chelsea','1974','chelsea/chelsea.png'),('PH-0002','香港咖啡','4 May 1923','coffee/coffee.png')")
        c.execute("""SELECT lookalike.import_entries('museum','SELECT * FROM public.object','{"external_id":"id","title":"title","date":"date","file":"file"}')""")
        print(c.execute("SELECT lookalike.link_entries()").fetchall())
        for w,b in (("chel","path"),("chelsea/","path"),("chelsea","title"),("咖啡","title"),("PH 0001","entry"),("1920s","date"),("museum:PH-0002","entry")):
            print(w,b,c.execute("SELECT image_id, path, external_id, title, date, images FROM lookalike.search_archive(%s,%s,5)",(w,b)).fetchall())
    page.set_default_timeout(20000); site.enter(page)
    for name, url in (("search","/search"),("hits","/search?q=chel&by=path"),("title","/search?q=chelsea&by=title"),("plans","/plans"),("plan_new","/plans/new"),("holds","/holds"),("hold_new","/holds/new"),("image","/image/3"),("bad","/search?q=nonsense&by=date")):
        t=time.time(); a=page.goto(site.url+url); print(name, a.status, round(time.time()-t,3))
        print(page.inner_text("body")[:300 if a.status<400 else 2000])
        page.screenshot(path=f"/tmp/w/governing-shots/{name}.png", full_page=True)
    t=time.time()
    page.goto(site.url+"/search")
    page.set_input_files("#picture", str(site.folder/"coffee"/"coffee crop-35-%.png"))  if False else page.set_input_files("#picture", str(next((site.folder/"coffee").glob("*crop*"))))
    page.click("form.picture button")
    page.wait_for_selector("ol.pictures")
    print("find", round(time.time()-t,2)); print(page.inner_text("main"))
    page.screenshot(path="/tmp/w/governing-shots/found.png", full_page=True)
    t=time.time()
    page.set_input_files("#picture", str(next((site.folder/"rocket").glob("*mirror*"))))
    page.click("form.picture button")
    page.wait_for_function("document.querySelector('h1').innerText.includes('rocket')")
    print("find 2", round(time.time()-t,2))
