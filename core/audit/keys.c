#include <string.h>

#include "audit/chain.h"
#include "config/config.h"

static enum yx_err add_former(const struct yx_config *c, struct yx_faults *faults, struct yx_audit_keys *k)
{
    const char *hex;
    for (size_t i = 0; (hex = yx_config_item(c, "audit.former_keys", i)) != NULL; i++) {
        if (k->count == YX_AUDIT_KEYS_MOST || !yx_audit_unhex(hex, k->publics[k->count], YX_AUDIT_PUBLIC)) {
            yx_config_fault(c, "audit.former_keys", faults, "each must be a public key of 64 hex digits");
            return YX_INVALID;
        }
        k->count++;
    }
    return YX_OK;
}

enum yx_err yx_audit_keys_open(const struct yx_config *c, struct yx_faults *faults, struct yx_audit_keys *k)
{
    size_t len = 0;
    const char *hex = yx_config_secret(c, "audit.key", &len);
    *k = (struct yx_audit_keys){ 0 };
    if (hex != NULL && len > 0) {
        k->signs = yx_audit_key_read(hex, len, &k->key);
        if (!k->signs && len == YX_AUDIT_KEY_HEX) /* another length was said when it was read */
            yx_config_fault(c, "audit.key", faults, "the secret must be 64 hex digits");
        memcpy(k->publics[k->count++], k->key.public, YX_AUDIT_PUBLIC);
    }
    enum yx_err err = add_former(c, faults, k);
    return len > 0 && !k->signs ? YX_INVALID : err;
}
