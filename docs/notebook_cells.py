# %% [markdown]
# # Lookalike in a notebook
#
# This notebook audits the demo archive and looks into it. For an archive of your own, name its
# folders instead. [The Python API](python.md) explains each method.
#
# It needs an extra: `pip install 'lookalike[notebook]'`.

# %%
from pathlib import Path

import lookalike
from lookalike.demo import make_demo

folder = Path("archive")
if not folder.exists():
    make_demo(folder)

# %% [markdown]
# `connect` opens an archive. Here it is that of the embedded server, with its data in a folder of
# its own. With a URL, as in `lookalike.connect("postgresql://ann@db.example.org/images")`, it is a
# database of yours.

# %%
archive = lookalike.connect(data_dir="data")

# %% [markdown]
# `audit` runs all stages. It only reads the image files.

# %%
summary = archive.audit(folder)
summary[["dimension", "value", "images", "duplicates", "duplication_rate"]]

# %% [markdown]
# The clusters whose copies take the most bytes come first.

# %%
archive.clusters(5)

# %% [markdown]
# `gallery` shows the pictures of a cluster, or of the images that a query finds.

# %%
archive.gallery(1, most=4)

# %% [markdown]
# `sql` runs a query. Its result is a pandas DataFrame.

# %%
archive.sql(
    """
    SELECT format, count(*) AS images, count(*) FILTER (WHERE is_duplicate) AS duplicates,
           sum(byte_size)::bigint AS bytes
    FROM image_fact
    WHERE NOT is_missing AND byte_size >= %(least)s
    GROUP BY format ORDER BY bytes DESC
    """,
    least=10_000,
)

# %% [markdown]
# With `arrow=True` the result is an Arrow table, in which exact numbers stay exact.

# %%
print(archive.sql("SELECT * FROM match_precision", arrow=True).schema)

# %% [markdown]
# `find` looks for the picture in a file, which need not be in the archive.

# %%
found = archive.find(folder / "web/coffee-400.jpg")
found.loc[found.is_proven, ["path", "how"]]

# %%
archive.close()
