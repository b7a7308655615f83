# Yixian. One file, no recursion. `make help` lists what can be asked for.
# A new folder under plugins/ or channels/ is a new guest; nothing here is edited for it.

MODE   ?= release
BUILD  ?= build/$(MODE)
ifeq ($(origin CC),default)
CC := gcc
endif
PREFIX ?= /usr/local
LIBDIR  = $(PREFIX)/lib/yixian
DATADIR = $(PREFIX)/share/yixian

VERSION := 0.1.0
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
CPPFLAGS += -D_GNU_SOURCE -DYX_VERSION='"$(VERSION)"' -DYX_LIBDIR='"$(LIBDIR)"' -DYX_DATADIR='"$(DATADIR)"' \
	-Icore -I. -I$(BUILD)/gen
CFLAGS  += -std=c17 $(WARN) -fvisibility=hidden -fPIC -g -fno-omit-frame-pointer
LIBS    := -lfcgi -lsqlite3 -ljansson -lpcre2-8 -lyaml -lutf8proc -lsodium -lz -lm -ldl -lpthread

CFLAGS_release := -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong
CFLAGS_asan    := -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined
CFLAGS_tsan    := -O1 -fsanitize=thread
CFLAGS  += $(CFLAGS_$(MODE))
LDFLAGS += $(filter -fsanitize%,$(CFLAGS_$(MODE)))
LDFLAGS_release := -Wl,-z,relro,-z,now
LDFLAGS += $(LDFLAGS_$(MODE))

core_src    := $(shell find core kb -name '*.c' | sort)
core_obj    := $(core_src:%.c=$(BUILD)/%.o)
lib_obj     := $(filter-out $(BUILD)/core/main.o,$(core_obj))
guests      := $(patsubst %/,%,$(sort $(dir $(wildcard plugins/*/*.c channels/*/*.c))))
guest_so    := $(guests:%=$(BUILD)/guests/%.so)
unit_src    := $(shell find tests/unit -name '*_test.c' | sort)
unit_bin    := $(unit_src:%.c=$(BUILD)/%)

.PHONY: all clean unit help
all: $(BUILD)/yixian $(guest_so)

$(BUILD)/libyixian.a: $(lib_obj)
	@rm -f $@
	@ar rcs $@ $^

# Guests call what core/yx.h declares: YX_API symbols, and nothing else is visible.
$(BUILD)/yixian: $(BUILD)/core/main.o $(BUILD)/libyixian.a
	$(CC) $(CFLAGS) $(LDFLAGS) -rdynamic -o $@ $< -Wl,--whole-archive $(BUILD)/libyixian.a -Wl,--no-whole-archive $(LIBS)

$(BUILD)/%.o: %.c | $(BUILD)/gen/simplified.inc $(BUILD)/gen/migrations.inc
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

define guest_rule
$(BUILD)/guests/$(1).so: $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)/*.c))
	@mkdir -p $$(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -shared -o $$@ $$^ $(LIBS)
endef
$(foreach g,$(guests),$(eval $(call guest_rule,$(g))))

# Traditional → simplified: the first target of each row of OpenCC's table.
$(BUILD)/gen/simplified.inc: tools/simplified.awk
	@mkdir -p $(@D)
	opencc_dict -i /usr/share/opencc/TSCharacters.ocd2 -f ocd2 -t text -o $(@D)/simplified.txt
	LC_ALL=C awk -f $< $(@D)/simplified.txt | LC_ALL=C sort > $@

# The schema: core/store/sql/NNNN_name.sql as bytes inside the program.
migrations := $(sort $(wildcard core/store/sql/*.sql))
$(BUILD)/gen/migrations.inc: $(migrations) tools/embed-sql
	@mkdir -p $(@D)
	sh tools/embed-sql $(migrations) > $@.new && mv $@.new $@
$(BUILD)/core/store/migrate.o: $(BUILD)/gen/migrations.inc

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libyixian.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/libyixian.a -lcmocka $(LIBS)
$(BUILD)/tests/unit/%.o: CPPFLAGS += -Itests/unit

unit: $(unit_bin)
	@for t in $^; do $$t || exit 1; done

# Works a second of the store alone, by hand: make bench-store
$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(BUILD)/libyixian.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/libyixian.a $(LIBS)
.PHONY: bench-store
bench-store: $(BUILD)/tests/bench/store_bench
	$<

clean:
	rm -rf build

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
