# The extension alone: make install PG_CONFIG=/path/to/pg_config. There is nothing to compile.
control = sql/extension/lookalike.control
version := $(shell sed -n "s/^default_version *= *'\(.*\)' *$$/\1/p" $(control))
sources := $(sort $(wildcard sql/extension/*.sql))
script = lookalike--$(version).sql

MODULEDIR = extension
DATA = $(control)
DATA_built = $(script)

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
ifeq ($(PGXS),)
$(error cannot run "$(PG_CONFIG)"; name the server's own with PG_CONFIG=/path/to/pg_config)
endif
include $(PGXS)

$(script): $(sources) $(control)
	cat $(sources) > $@
