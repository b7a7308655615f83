#include "config/config.h"

/* Every option of the house, in the order in which it is documented. */
const struct yx_option yx_core_options[] = {
    { "house.name", YX_TEXT, .dflt = "法律服务热线", .min = 1, .max = 60,
      .text = "The name of the hotline, as citizens read it." },
    { "house.area", YX_TEXT, .dflt = "", .max = 60, .text = "The county it speaks for." },
    { "house.phone", YX_TEXT, .dflt = "", .max = 60, .text = "The telephone number with people behind it." },
    { "house.hours", YX_TEXT, .dflt = "", .max = 200, .text = "When people are there, as a sentence." },
    { "house.icp", YX_TEXT, .dflt = "", .max = 60, .text = "The registration number of the site (ICP)." },

    { "paths.var", YX_PATH, .dflt = ".", .text = "The folder of all that changes." },
    { "paths.guests", YX_PATH, .dflt = YX_LIBDIR "/guests",
      .text = "The folder with plugins/NAME.so and channels/NAME.so." },
    { "paths.data", YX_PATH, .dflt = YX_DATADIR, .text = "The folder of what the house ships: texts, triggers, articles." },
    { "paths.county", YX_PATH, .dflt = "",
      .text = "A folder laid out like paths.data with what this county says otherwise: texts, triggers, commands; empty: none." },
    { "paths.secrets", YX_PATH, .dflt = "secrets",
      .text = "The folder of secrets that a guest looks for by name (an account's token)." },

    { "gate.socket", YX_PATH, .dflt = "gate.sock", .text = "The unix socket where nginx finds the gate." },
    { "gate.threads", YX_INT, .dflt = "72", .min = 1, .max = 512, .unit = "threads",
      .text = "Threads of one gate; more than nginx keeps connections." },
    { "gate.processes", YX_INT, .dflt = "1", .min = 1, .max = 16, .unit = "processes", .text = "Gates beside each other." },
    { "gate.slow_max", YX_INT, .dflt = "4", .min = 1, .max = 64, .unit = "requests",
      .text = "Slow requests (login, uploads) at the same time." },
    { "gate.stall_ms", YX_INT, .dflt = "10000", .min = 100, .max = 120000, .unit = "ms",
      .text = "A connection that stands still longer is dropped." },
    { "gate.turn_limit_s", YX_INT, .dflt = "30", .min = 1, .max = 600, .unit = "s",
      .text = "A turn that takes longer ends its process, which is started anew." },
    { "gate.rate_per_minute", YX_INT, .dflt = "30", .min = 1, .max = 6000, .unit = "messages",
      .text = "Messages that one sender may write in a minute, in the long run." },
    { "gate.rate_burst", YX_INT, .dflt = "15", .min = 1, .max = 1000, .unit = "messages",
      .text = "Messages that one sender may write at once." },

    { "log.level", YX_ENUM, .dflt = "info", .choices = "debug info warn error", .text = "The least level that is printed." },

    { "store.path", YX_PATH, .dflt = "yixian.db", .text = "The database." },
    { "store.readers", YX_INT, .dflt = "4", .min = 1, .max = 64, .unit = "connections",
      .text = "Connections that read, in each process." },

    { "outbox.push_socket", YX_PATH, .dflt = "run/push.sock", .roles = YX_ROLE_POST,
      .text = "The unix socket of nginx to which news for pages is published." },
    { "outbox.flights", YX_INT, .dflt = "32", .min = 1, .max = 256, .unit = "letters",
      .text = "Letters under way at the same time." },
    { "outbox.retry_max", YX_INT, .dflt = "24", .min = 0, .max = 50, .unit = "tries",
      .text = "Give up on a letter after this many tries; 24 take about seven hours." },
    { "outbox.retry_first_ms", YX_INT, .dflt = "1000", .min = 10, .max = 600000, .unit = "ms",
      .text = "Wait so long before the second try, then twice as long each time, 30 minutes at most." },
    { "outbox.rest_minutes", YX_INT, .dflt = "30", .min = 1, .max = 1440, .unit = "minutes",
      .text = "An account that was refused as a whole rests so long before it is tried again." },
    { "outbox.alert_webhook", YX_TEXT, .dflt = "", .max = 500, .roles = YX_ROLE_POST,
      .text = "A URL that is told by POST (JSON) when an account rests or a letter is given up; empty: none." },
    { "outbox.alert_command", YX_TEXT, .dflt = "", .max = 500, .roles = YX_ROLE_POST,
      .text = "A command (sh -c) that reads the same as a text from its input, to send a mail; empty: none." },
    { "outbox.media_max_mb", YX_INT, .dflt = "10", .min = 1, .max = 100, .unit = "MB",
      .text = "The largest picture, voice or file of a message that is fetched." },
    { "outbox.media_room_mb", YX_INT, .dflt = "2000", .min = 1, .max = 1000000, .unit = "MB",
      .text = "The room that all of them together may take." },

    { "desk.assign", YX_ENUM, .dflt = "claim", .choices = "claim round_robin",
      .text = "Whether staff take waiting conversations themselves, or are given them in turn as far as they have room." },
    { "desk.lease_s", YX_INT, .dflt = "90", .min = 5, .max = 3600, .unit = "s",
      .text = "A conversation whose owner's page says nothing for so long goes back to the queue." },
    { "desk.rating_hours", YX_INT, .dflt = "24", .min = 0, .max = 168, .unit = "hours",
      .text = "How long citizens may answer how a service was; 0: they are not asked." },

    { "cases.key", YX_SECRET, .dflt = "", .min = 32, .roles = YX_ROLE_GATE | YX_ROLE_POST,
      .text = "Hashes and seals the secret codes of cases: at least 32 random bytes; without it no code is issued; changed, "
              "no code that was issued before fits any more." },

    { "kb.index", YX_PATH, .dflt = "kb.idx", .text = "The compiled knowledge base (yixian kb build)." },

    { "guests.plugins", YX_LIST, .dflt = "consult, hours", .max = 32, .text = "The plugins, by the names of their folders." },
    { "guests.channels", YX_LIST, .dflt = "web", .max = 32, .text = "The channels, by the names of their folders." },
    { 0 },
};
