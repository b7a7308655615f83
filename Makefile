# Yixian. One file, no recursion into folders. `make help` lists what can be asked for.
# A new folder under plugins/ or channels/ is a new guest; nothing here is edited for it.
# What a line shows of its compiler: a word and a file; V=1 shows all of it.

MODE   ?= release
BUILD  ?= build/$(MODE)
ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(MODE),fuzz)
CC := clang
endif
Q = $(if $(V),,@)
again = $(MAKE) --no-print-directory $(if $(V),,-s)
said = $(if $(V),,@printf '  %-4s %s\n' $(1) $(2))
PREFIX ?= /usr/local
PORT   ?= 8080
PHONE_PORT ?= 8090
VAR    ?= var
FUZZ_SECONDS ?= 10
LIBDIR  = $(PREFIX)/lib/yixian
DATADIR = $(PREFIX)/share/yixian

VERSION := 0.1.0
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror
CPPFLAGS += -D_GNU_SOURCE -DYX_VERSION='"$(VERSION)"' -DYX_LIBDIR='"$(LIBDIR)"' -DYX_DATADIR='"$(DATADIR)"' \
	-Icore -I. -I$(BUILD)/gen
CFLAGS  += -std=c17 $(WARN) -fvisibility=hidden -fPIC -g -fno-omit-frame-pointer
LIBS    := -lfcgi -lsqlite3 -ljansson -lpcre2-8 -lyaml -lutf8proc -lsodium -lcurl -lcrypto -lz -lmagic -lseccomp -lm -ldl -lpthread

CFLAGS_release := -O2 -D_FORTIFY_SOURCE=2 -fstack-protector-strong
CFLAGS_asan    := -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined
CFLAGS_tsan    := -O1 -fsanitize=thread
# clang's -Wconversion says more than gcc's, for which the code is written
CFLAGS_fuzz    := -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -Wno-error
CFLAGS  += $(CFLAGS_$(MODE))
LDFLAGS += $(filter -fsanitize%,$(CFLAGS_$(MODE))) -Wl,--as-needed
LDFLAGS_release := -Wl,-z,relro,-z,now
LDFLAGS += $(LDFLAGS_$(MODE))

core_src    := $(shell find core kb -name '*.c' | sort)
core_obj    := $(core_src:%.c=$(BUILD)/%.o)
lib_obj     := $(filter-out $(BUILD)/core/main.o,$(core_obj))
# The other form of FastCGI, to measure it in the whole program (tests/bench/fcgi_epoll.c)
ifeq ($(FCGI_FORM),epoll)
lib_obj     := $(lib_obj:%/core/gate/fcgi.o=%/tests/bench/fcgi_epoll.o)
endif
guests      := $(patsubst %/,%,$(sort $(dir $(wildcard plugins/*/*.c channels/*/*.c))))
guest_so    := $(guests:%=$(BUILD)/guests/%.so)
unit_src    := $(shell find tests/unit -name '*_test.c' | sort)
unit_bin    := $(unit_src:%.c=$(BUILD)/%)
# What a guest needs beside the house's own libraries.
LIBS_channels/wechat := -lcrypto -lexpat
LIBS_channels/sms := -lsodium
guest_libs  := $(foreach g,$(guests),$(LIBS_$(g)))
test_guests := $(sort $(patsubst %/,%,$(dir $(wildcard tests/guests/*/*.c))))
test_so     := $(test_guests:tests/guests/%=$(BUILD)/tests/guests/plugins/%.so)
fuzz_bin    := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/fuzz/*_fuzz.c)))

.PHONY: all program pages run demo test unit talks stack web stub asan tsan fuzz lint format bench install clean help
all: program pages ## build the program, its guests and the desk's pages
program: $(BUILD)/yixian $(guest_so) ## the program and its guests alone, without Node (also MODE=asan, tsan)

$(BUILD)/libyixian.a: $(lib_obj)
	@rm -f $@
	$(Q)ar rcs $@ $^

# Guests call what core/yx.h declares: YX_API symbols, and nothing else is visible.
$(BUILD)/yixian: $(BUILD)/core/main.o $(BUILD)/libyixian.a
	$(call said,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -rdynamic -o $@ $< -Wl,--whole-archive $(BUILD)/libyixian.a -Wl,--no-whole-archive $(LIBS)

# Other flags (another PREFIX lies in them, too) make other objects: this file changes with them.
flags := $(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS)
$(BUILD)/gen/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','"'"',$(flags))' | cmp -s - $@ || printf '%s\n' '$(subst ','"'"',$(flags))' > $@
FORCE:

$(BUILD)/%.o: %.c $(BUILD)/gen/flags | $(BUILD)/gen/simplified.inc $(BUILD)/gen/migrations.inc
	@mkdir -p $(@D)
	$(call said,CC,$@)
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

define guest_rule
$(BUILD)/guests/$(1).so: $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)/*.c))
	@mkdir -p $$(@D)
	$$(call said,LINK,$$@)
	$$(Q)$$(CC) $(CFLAGS) $(LDFLAGS) -shared -o $$@ $$^ $(LIBS) $(LIBS_$(1))
endef
$(foreach g,$(guests),$(eval $(call guest_rule,$(g))))

# Traditional → simplified: the first target of each row of OpenCC's table.
$(BUILD)/gen/simplified.inc: tools/simplified.awk
	@mkdir -p $(@D)
	$(Q)opencc_dict -i /usr/share/opencc/TSCharacters.ocd2 -f ocd2 -t text -o $(@D)/simplified.txt
	$(Q)LC_ALL=C awk -f $< $(@D)/simplified.txt | LC_ALL=C sort > $@

# The schema: core/store/sql/NNNN_name.sql as bytes inside the program.
migrations := $(sort $(wildcard core/store/sql/*.sql))
$(BUILD)/gen/migrations.inc: $(migrations) tools/embed-sql
	@mkdir -p $(@D)
	$(Q)sh tools/embed-sql $(migrations) > $@.new && mv $@.new $@
$(BUILD)/core/store/migrate.o: $(BUILD)/gen/migrations.inc

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libyixian.a
	$(call said,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/libyixian.a -lcmocka $(LIBS) $(guest_libs)
$(BUILD)/tests/unit/%.o: CPPFLAGS += -Itests/unit

unit: $(unit_bin) ## the unit tests
	@for t in $^; do $(TEST_ENV) $$t || exit 1; done

# Guests that only tests load: one that crashes, one that echoes, one of another ABI.
define test_guest_rule
$(BUILD)/tests/guests/plugins/$(notdir $(1)).so: $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)/*.c))
	@mkdir -p $$(@D)
	$$(call said,LINK,$$@)
	$$(Q)$$(CC) $$(CFLAGS) $$(LDFLAGS) -shared -o $$@ $$^
endef
$(foreach g,$(test_guests),$(eval $(call test_guest_rule,$(g))))

# ---- what runs the house, and tests it from outside ----

# The desk's pages, built from source: what they are made of, what they are made with.
desk_ui     := $(BUILD)/desk-ui
desk_src    := $(shell find channels/desk/ui -name node_modules -prune -o -type f ! -name '*.md' -print | sort) \
	channels/desk/texts/zh-CN.yaml
desk_stamp  := channels/desk/ui/node_modules/.package-lock.json
$(desk_stamp): channels/desk/ui/package.json channels/desk/ui/package-lock.json
	$(call said,NPM,channels/desk/ui/package-lock.json)
	$(Q)cd channels/desk/ui && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
$(desk_ui)/index.html: $(desk_src) $(desk_stamp)
	$(call said,VITE,$@)
	$(Q)cd channels/desk/ui && DESK_UI='$(abspath $(desk_ui))' node node_modules/vite/bin/vite.js build --logLevel warn

pages: $(desk_ui)/index.html ## build the desk's pages (Node and npm)

run: ## install what is missing, build, and run a house on http://127.0.0.1:PORT in the folder VAR
	@tools/packages build run
	@$(again) -j"$$(nproc)" all
	@PORT='$(PORT)' VAR='$(VAR)' BUILD='$(BUILD)' exec tools/run

demo: ## the same, with WeChat's servers, a carrier behind Kannel, and phones on http://127.0.0.1:PHONE_PORT
	@tools/packages build run demo
	@$(again) -j"$$(nproc)" all
	@PORT='$(PORT)' PHONE_PORT='$(PHONE_PORT)' VAR='$(VAR)' BUILD='$(BUILD)' exec tools/run

test: ## install what is missing, build, and run every test: units, talks, the stack, the pages
	@tools/packages build run test
	@$(again) -j"$$(nproc)" all unit
	@$(again) stub talks stack web

npm_stamp := tests/node_modules/.package-lock.json
$(npm_stamp): tests/package.json tests/package-lock.json
	$(call said,NPM,tests/package-lock.json)
	$(Q)cd tests && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# Sanitizers end a process at their first finding; the tests read what they wrote.
TEST_ENV := ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1 UBSAN_OPTIONS=print_stacktrace=1 \
	TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
from_outside := $(TEST_ENV) BUILD='$(BUILD)' MODE='$(MODE)'

talks: program $(test_so) $(npm_stamp) ## the conversations of tests/talk against the real stack
	@$(from_outside) node tests/talk/run.mjs

stack: program $(test_so) $(npm_stamp) ## bad input, crashes, restarts, full disks: tests/stack
	@$(from_outside) node tests/run.mjs tests/stack

web: all $(test_so) $(npm_stamp) ## the pages in Chromium: tests/web
	@$(from_outside) node tests/run.mjs tests/web

stub: $(npm_stamp) ## the outside world that tests play: tests/stub
	@node tests/run.mjs tests/stub/wechat/tests

asan tsan: ## units and talks with a sanitizer
	@tools/packages build run test
	@$(again) -j"$$(nproc)" MODE=$@ program unit
	@$(again) MODE=$@ talks

# Built wholly with clang, into a folder of its own.
fuzz: ## every decoder against random bytes, FUZZ_SECONDS=10 each
	@tools/packages build fuzz
	@$(again) -j"$$(nproc)" MODE=fuzz fuzz-built
	@FUZZ_SECONDS='$(FUZZ_SECONDS)' tools/fuzz build/fuzz

.PHONY: fuzz-built
fuzz-built: $(fuzz_bin)
$(BUILD)/tests/fuzz/%_fuzz: $(BUILD)/tests/fuzz/%_fuzz.o $(BUILD)/libyixian.a
	$(call said,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $< $(BUILD)/libyixian.a $(LIBS) $(guest_libs)

c_files := $(shell find core kb plugins channels tests -name node_modules -prune -o -name '*.[ch]' -print 2>/dev/null | sort)

lint: ## clang-tidy, cppcheck, who includes what, what the program exports
	@tools/packages build lint
	@$(again) -j"$$(nproc)" program
	@BUILD='$(BUILD)' tools/lint all $(CPPFLAGS)

format: ## clang-format on all C
	@tools/packages lint
	@clang-format -i $(c_files)

bench: ## messages a second, latencies and memory beside nginx and a bare hello
	@tools/packages build run bench
	@$(again) -j"$$(nproc)" program bench-built
	@BUILD='$(BUILD)' node tests/bench/run.mjs

.PRECIOUS: $(BUILD)/tests/%.o # objects of tests are kept for the next build
peer_stamp := tests/bench/node_modules/.package-lock.json
.PHONY: bench-built
bench-built: $(BUILD)/tests/bench/form_hello $(test_so) $(npm_stamp) $(peer_stamp)

# What the peer in Node runs on: compiled here, some minutes, once. The bench goes on without it.
$(peer_stamp): tests/bench/package.json tests/bench/package-lock.json
	$(call said,NPM,tests/bench/package-lock.json)
	$(Q)cd tests/bench && npm ci --build-from-source --no-audit --no-fund --loglevel=error || \
		echo 'bench: the packages of the peer in Node cannot be installed or built; it is left out' >&2
	@mkdir -p $(@D) && touch $@

$(BUILD)/tests/bench/%: $(BUILD)/tests/bench/%.o $(BUILD)/libyixian.a
	$(call said,LINK,$@)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/libyixian.a $(LIBS)
# Both forms of FastCGI behind the same nginx, by hand: make bench-forms
.PHONY: bench-forms
bench-forms: $(BUILD)/tests/bench/form_hello $(BUILD)/tests/bench/form_hello_epoll
	@tests/bench/forms $^
$(BUILD)/tests/bench/form_hello_epoll: $(BUILD)/tests/bench/form_hello.o $(BUILD)/tests/bench/fcgi_epoll.o $(BUILD)/libyixian.a
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)
# Works a second of the store alone, by hand: make bench-store
.PHONY: bench-store
bench-store: $(BUILD)/tests/bench/store_bench
	$<
# How long a chain of 100,000 entries takes to seal and to verify, by hand: make bench-audit
.PHONY: bench-audit
bench-audit: $(BUILD)/tests/bench/audit_bench
	$<

# What the house ships beside the program: everything that is not C and not for us.
data_files := $(shell find core plugins channels kb -path channels/desk/ui -prune -o -type f ! -name '*.[ch]' ! -name 'README*.md' ! -name '*.sql' -print | sort)

install: all ## binary, guests, data, the desk's pages and nginx's template into DESTDIR PREFIX
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(LIBDIR)/guests $(DESTDIR)$(DATADIR)/nginx
	install -m 755 $(BUILD)/yixian $(DESTDIR)$(PREFIX)/bin/yixian
	@for so in $(guests); do install -D -m 644 $(BUILD)/guests/$$so.so $(DESTDIR)$(LIBDIR)/guests/$$so.so || exit 1; done
	@for f in $(data_files); do install -D -m 644 $$f $(DESTDIR)$(DATADIR)/$$f || exit 1; done
	@cd $(desk_ui) && find . -type f | while read -r f; do install -D -m 644 "$$f" "$(DESTDIR)$(DATADIR)/desk-ui/$$f" || exit 1; done
	install -m 755 nginx/render $(DESTDIR)$(DATADIR)/nginx/render
	chmod 755 $(DESTDIR)$(DATADIR)/channels/sms/kannel/render
	install -m 644 nginx/yixian.conf.in nginx/errors.tsv $(DESTDIR)$(DATADIR)/nginx/

clean: ## remove what was built
	rm -rf build

help: ## this list
	@awk -F ':.*## ' '/^[a-z][a-z ]*:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
