/* What concerns the whole house: yixian check (its work is in check.c), yixian version. */
#include "command/house.h"
#include "yx_channel.h"
#include "yx_plugin.h"

static int version(const struct yx_call *call)
{
    if (yx_call_has(call, "--json"))
        printf("{\"version\": \"%s\", \"plugin_abi\": %d, \"channel_abi\": %d}\n", YX_VERSION,
            YX_PLUGIN_ABI_NUMBER, YX_CHANNEL_ABI_NUMBER);
    else
        printf("yixian %s (plugin ABI %d, channel ABI %d)\n", YX_VERSION, YX_PLUGIN_ABI_NUMBER,
            YX_CHANNEL_ABI_NUMBER);
    return YX_EXIT_DONE;
}

static const struct yx_flag check_flags[] = {
    YX_FLAG_CONFIG,
    { "--options", NULL, "print every option with its default, as a commented configuration" },
    { "--json", NULL, "for programs" },
    { 0 },
};

static const struct yx_flag version_flags[] = {
    { "--json", NULL, "for programs" },
    { 0 },
};

const struct yx_command yx_commands_house[] = {
    { "check", "read everything and say what is wrong", NULL, 0, 0, check_flags, yx_command_check },
    { "version", "which version this is", NULL, 0, 0, version_flags, version },
    { 0 },
};
