#include "serve/wake.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "serve/listeners.h"
#include "unit.h"

static void a_datagram_arrives_and_a_strange_one_is_passed_over(void **state)
{
    (void)state;
    char *folder = unit_folder();
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    const unsigned char who[YX_CONTACT_BYTES] = { 1, 2, 3 };
    struct yx_wake wake;
    enum yx_err err;
    snprintf(address.sun_path, sizeof address.sun_path, "%s/post.sock", folder);
    int fd = yx_wake_bind(address.sun_path, &err);
    assert_int_equal(err, YX_OK);
    assert_false(yx_wake_hear(fd, &wake));
    yx_wake_aim(address.sun_path);
    int stranger = socket(AF_UNIX, SOCK_DGRAM, 0);
    assert_int_equal(sendto(stranger, "hello", 5, 0, (struct sockaddr *)&address, sizeof address), 5);
    yx_wake_tell(YX_WAKE_NEWS, 7, 8, who);
    assert_true(yx_wake_hear(fd, &wake));
    assert_int_equal(wake.kind, YX_WAKE_NEWS);
    assert_int_equal(wake.message, 8);
    assert_memory_equal(wake.who, who, sizeof who);
    assert_false(yx_wake_hear(fd, &wake));
    close(fd);
    for (int i = 0; i < 1000; i++)
        yx_wake_tell(YX_WAKE_OUTBOX, 0, 0, NULL); /* nobody there: it does not wait */
    close(stranger);
    unit_remove(folder);
}

static void listeners_are_known_for_two_hours(void **state)
{
    (void)state;
    int fd;
    struct yx_shared *shared;
    unsigned char who[YX_CONTACT_BYTES] = { 9, 9, 9, 9, 9, 9, 9, 9, 5 }, other[YX_CONTACT_BYTES] = { 8 };
    int64_t now_ms = 1795000000000;
    assert_false(yx_listeners_has(who, now_ms));
    assert_int_equal(yx_shared_new(&fd, &shared), YX_OK);
    yx_listeners_attach(shared);
    yx_listeners_add(who, now_ms);
    assert_true(yx_listeners_has(who, now_ms));
    assert_false(yx_listeners_has(other, now_ms));
    assert_true(yx_listeners_has(who, now_ms + 119 * 60000));
    assert_false(yx_listeners_has(who, now_ms + 122 * 60000));
    for (unsigned i = 0; i < 8; i++) { /* more than there is room for in one row: the newest stay */
        who[7] = (unsigned char)(100 + i);
        yx_listeners_add(who, now_ms + (int64_t)i * 60000);
    }
    assert_true(yx_listeners_has(who, now_ms + 8 * 60000));
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_datagram_arrives_and_a_strange_one_is_passed_over),
        cmocka_unit_test(listeners_are_known_for_two_hours),
    };
    return cmocka_run_group_tests_name("serve/wake", tests, NULL, NULL);
}
