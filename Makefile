# The extension alone: make install PG_CONFIG=/path/to/pg_config. There is nothing to compile.
control = sql/extension/lookalike.control
version := $(shell sed -n "s/^default_version *= *'\(.*\)' *$$/\1/p" $(control))
sources := $(sort $(wildcard sql/extension/*.sql))
script = lookalike--$(version).sql
# Every file can run again, so the whole script is also the upgrade from an earlier version.
upgrades = $(foreach earlier,0.1.0 0.2.0 0.3.0,lookalike--$(earlier)--$(version).sql)

MODULEDIR = extension
DATA = $(control)
DATA_built = $(script) $(upgrades)

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
ifeq ($(PGXS),)
$(error cannot run "$(PG_CONFIG)"; name the server's own with PG_CONFIG=/path/to/pg_config)
endif
include $(PGXS)

$(script) $(upgrades): $(sources) $(control)
	cat $(sources) > $@
