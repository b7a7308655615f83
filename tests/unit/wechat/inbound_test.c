/* Every kind of message and event, as the core gets it. */
#include "world.h"

#define HOURS_48 (48LL * 3600 * 1000)

static struct yx_inbound taken(const char *rest)
{
    struct yx_inbound in;
    world_post_plain(world_xml(rest));
    assert_int_equal(world_take(&in), YX_OK);
    assert_string_equal(in.account, "demo");
    assert_string_equal(in.sender, "oCitizen_1");
    assert_int_equal(in.text_len, strlen(in.text));
    assert_true(in.text_len > 0 && yx_text_valid(in.text, in.text_len));
    assert_true(strlen(in.external_id) >= 1 && strlen(in.external_id) <= 128);
    assert_null(strchr(in.text, '{')); /* a placeholder that nobody filled */
    return in;
}

static struct yx_inbound message(const char *type, const char *rest)
{
    return taken(yx_arena_print(world.arena, "<MsgType><![CDATA[%s]]></MsgType>%s<MsgId>7001</MsgId>", type, rest));
}

static struct yx_inbound event(const char *name, const char *rest)
{
    return taken(yx_arena_print(world.arena, "<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[%s]]></Event>%s",
        name, rest));
}

static void assert_written(const struct yx_inbound *in, const char *text)
{
    assert_null(in->event);
    assert_null(in->answer);
    assert_string_equal(in->text, text);
}

static void assert_happened(const struct yx_inbound *in, const char *name, const char *told, bool answered)
{
    assert_string_equal(in->event, name);
    assert_string_equal(in->text, told);
    assert_true((in->answer != NULL) == answered);
    assert_int_equal(in->receipt.status, YX_RECEIPT_NONE);
    if (in->answer) {
        assert_true(strlen(in->answer) > 0 && strlen(in->answer) <= WECHAT_REPLY_CUT);
        assert_null(strchr(in->answer, '{'));
    }
}

static void assert_window(const struct yx_inbound *in, int64_t open_ms, int sends)
{
    assert_int_equal(in->window.open_ms, open_ms);
    assert_int_equal(in->window.sends, sends);
}

static void text_is_what_was_written(void **state)
{
    (void)state;
    struct yx_inbound in = message("text", "<Content><![CDATA[老板跑了😭\n<b>]]&gt;]]></Content>");
    assert_written(&in, "老板跑了😭\n<b>]]&gt;");
    assert_window(&in, HOURS_48, 5);
    assert_string_equal(in.external_id, "7001");
    assert_null(in.media);
    in = message("text", "<Content>转人工</Content><bizmsgmenuid>101</bizmsgmenuid>");
    assert_written(&in, "转人工");
}

static void text_that_wechat_could_not_pass_on_is_told(void **state)
{
    (void)state;
    struct yx_inbound in = message("text", "<Content><![CDATA[【收到不支持的消息类型，暂无法显示】]]></Content>");
    assert_happened(&in, "unsupported", "（发来微信不支持转发的内容，如表情包、名片）", true);
    assert_window(&in, HOURS_48, 5);
    in = message("text", "<Content></Content>");
    assert_happened(&in, "text", "（发来一条没有文字的消息）", true);
}

static void voice_is_its_recognition(void **state)
{
    (void)state;
    struct yx_inbound in = message("voice", "<MediaId>m1</MediaId><Format>amr</Format><Recognition>工资没发。</Recognition>");
    assert_written(&in, "工资没发。");
    assert_string_equal(in.media, "m1");
    assert_string_equal(in.media_kind, "voice");
    in = message("voice", "<MediaId>m1</MediaId><Format>amr</Format><Recognition></Recognition>");
    assert_happened(&in, "voice", "（发来一段语音，没有识别出文字）", true);
    assert_string_equal(in.media, "m1");
    assert_window(&in, HOURS_48, 5);
}

static void pictures_and_videos_are_told_and_named(void **state)
{
    (void)state;
    struct yx_inbound in = message("image", "<PicUrl>http://a/b</PicUrl><MediaId>m-2_x</MediaId>");
    assert_happened(&in, "image", "（发来一张图片）", true);
    assert_string_equal(in.media, "m-2_x");
    assert_string_equal(in.media_kind, "image");
    static const char *const types[] = { "video", "shortvideo" };
    for (size_t i = 0; i < 2; i++) {
        in = message(types[i], "<MediaId>m3</MediaId><ThumbMediaId>t3</ThumbMediaId>");
        assert_happened(&in, types[i], "（发来一段视频）", true);
        assert_string_equal(in.media, "m3");
        assert_string_equal(in.media_kind, "video");
    }
    in = message("image", "");
    assert_null(in.media);
    assert_null(in.media_kind);
}

static void places_and_links_are_told(void **state)
{
    (void)state;
    struct yx_inbound in = message("location",
        "<Location_X>23.134521</Location_X><Location_Y>113.358803</Location_Y><Scale>20</Scale><Label>人民路1号</Label>");
    assert_happened(&in, "location", "（发来一个位置）人民路1号（纬度 23.134521，经度 113.358803）", true);
    in = message("location", "<Location_X>1</Location_X><Location_Y>2</Location_Y><Label></Label>");
    assert_happened(&in, "location", "（发来一个位置，纬度 1，经度 2）", true);
    in = message("link", "<Title>标题</Title><Description>说明</Description><Url>https://a/b?c</Url>");
    assert_happened(&in, "link", "（发来一个链接）标题 https://a/b?c 说明", true);
}

static void values_for_staff_are_cut_on_a_character(void **state)
{
    (void)state;
    struct yx_buf rest = yx_buf_new(16 << 10);
    yx_buf_text(&rest, "<Title>");
    for (int i = 0; i < 1000; i++)
        yx_buf_text(&rest, "长");
    yx_buf_text(&rest, "</Title><Url>u</Url>");
    struct yx_inbound in = message("link", rest.at);
    assert_int_equal(yx_text_count(in.text), yx_text_count("（发来一个链接） u ") + VALUE_MOST / 3);
    yx_buf_free(&rest);
}

static void following_and_leaving(void **state)
{
    (void)state;
    struct yx_inbound in = event("subscribe", "<EventKey></EventKey>");
    assert_happened(&in, "subscribe", "（关注了公众号）", true);
    assert_non_null(strstr(in.answer, "县法律服务热线"));
    assert_non_null(strstr(in.answer, "转人工"));
    assert_window(&in, 60000, 3);
    in = event("subscribe", "<EventKey>qrscene_village-7</EventKey><Ticket>t</Ticket>");
    assert_happened(&in, "subscribe", "（关注了公众号，来自二维码：village-7）", true);
    in = event("unsubscribe", "<EventKey></EventKey>");
    assert_happened(&in, "unsubscribe", "（取消了关注，此后收不到消息）", false);
    assert_window(&in, -1, 0);
    in = event("SCAN", "<EventKey>village-7</EventKey><Ticket>t</Ticket>");
    assert_happened(&in, "SCAN", "（扫了公众号的二维码：village-7）", true);
    assert_window(&in, 60000, 3);
}

static void menu_buttons(void **state)
{
    (void)state;
    struct yx_inbound in = event("CLICK", "<EventKey>怎么申请法律援助</EventKey>");
    assert_written(&in, "怎么申请法律援助");
    assert_window(&in, 60000, 3);
    in = event("CLICK", "<EventKey></EventKey>");
    assert_happened(&in, "CLICK", "（点了菜单）", true);
    in = event("VIEW", "<EventKey>https://a/b</EventKey><MenuId>1</MenuId>");
    assert_happened(&in, "VIEW", "（从菜单打开了：https://a/b）", false);
    assert_window(&in, 0, 0);
    in = event("view_miniprogram", "<EventKey>pages/a</EventKey>");
    assert_happened(&in, "view_miniprogram", "（从菜单打开了：pages/a）", false);
    static const char scan[] = "<EventKey>k</EventKey><ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>12</ScanResult></ScanCodeInfo>";
    in = event("scancode_push", scan);
    assert_happened(&in, "scancode_push", "（扫了一个码：12）", false);
    assert_window(&in, 60000, 3);
    in = event("scancode_waitmsg", scan);
    assert_happened(&in, "scancode_waitmsg", "（扫了一个码：12）", true);
    static const char *const pictures[] = { "pic_sysphoto", "pic_photo_or_album", "pic_weixin" };
    for (size_t i = 0; i < 3; i++) {
        in = event(pictures[i], "<EventKey>k</EventKey><SendPicsInfo><Count>1</Count></SendPicsInfo>");
        assert_happened(&in, pictures[i], "（从菜单选了图片，图片随后单独发来）", false);
    }
    in = event("location_select", "<EventKey>k</EventKey><SendLocationInfo><Label>x</Label></SendLocationInfo>");
    assert_happened(&in, "location_select", "（从菜单选了位置，位置随后单独发来）", false);
}

static void what_the_platform_tells(void **state)
{
    (void)state;
    struct yx_inbound in = event("LOCATION", "<Latitude>23.1</Latitude><Longitude>113.2</Longitude><Precision>119</Precision>");
    assert_happened(&in, "LOCATION", "（微信上报了所在位置，纬度 23.1，经度 113.2，精度 119 米）", false);
    assert_window(&in, 0, 0);
    in = event("MASSSENDJOBFINISH", "<MsgID>1000001625</MsgID><Status>send success</Status><SentCount>75</SentCount><ErrorCount>5</ErrorCount>");
    assert_happened(&in, "MASSSENDJOBFINISH", "（群发结果：send success，成功 75，失败 5）", false);
    in = event("kf_create_session", "<KfAccount>a@b</KfAccount>");
    assert_happened(&in, "kf_create_session", "（微信客服 a@b 接入了会话）", false);
    in = event("kf_close_session", "<KfAccount>a@b</KfAccount>");
    assert_happened(&in, "kf_close_session", "（微信客服 a@b 结束了会话）", false);
    in = event("kf_switch_session", "<FromKfAccount>a@b</FromKfAccount><ToKfAccount>c@d</ToKfAccount>");
    assert_happened(&in, "kf_switch_session", "（微信客服会话从 a@b 转给了 c@d）", false);
}

static void consents_are_counted(void **state)
{
    (void)state;
    struct yx_inbound in = event("subscribe_msg_popup_event", "<SubscribeMsgPopupEvent>"
        "<List><TemplateId>a</TemplateId><SubscribeStatusString>accept</SubscribeStatusString><PopupScene>2</PopupScene></List>"
        "<List><TemplateId>b</TemplateId><SubscribeStatusString>reject</SubscribeStatusString><PopupScene>2</PopupScene></List>"
        "<List><TemplateId>c</TemplateId><SubscribeStatusString>accept</SubscribeStatusString><PopupScene>2</PopupScene></List>"
        "</SubscribeMsgPopupEvent>");
    assert_happened(&in, "subscribe_msg_popup_event", "（订阅消息的意愿有变化：同意 2 项，拒绝 1 项）", false);
    in = event("subscribe_msg_change_event", "<SubscribeMsgChangeEvent><List><TemplateId>a</TemplateId>"
        "<SubscribeStatusString>reject</SubscribeStatusString></List></SubscribeMsgChangeEvent>");
    assert_happened(&in, "subscribe_msg_change_event", "（订阅消息的意愿有变化：同意 0 项，拒绝 1 项）", false);
}

static void assert_receipt(const struct yx_inbound *in, enum yx_receipt_status status, const char *id, const char *reason)
{
    assert_int_equal(in->receipt.status, status);
    assert_int_equal(in->receipt.letter, 0);
    assert_string_equal(in->receipt.platform_id, id);
    assert_true((in->receipt.reason == NULL) == (reason == NULL));
    if (reason)
        assert_string_equal(in->receipt.reason, reason);
}

static void results_are_receipts(void **state)
{
    (void)state;
    struct yx_inbound in = event("TEMPLATESENDJOBFINISH", "<MsgID>200163836</MsgID><Status>success</Status>");
    assert_receipt(&in, YX_RECEIPT_DELIVERED, "200163836", NULL);
    in = event("TEMPLATESENDJOBFINISH", "<MsgID>200163840</MsgID><Status>failed:user block</Status>");
    assert_receipt(&in, YX_RECEIPT_FAILED, "200163840", "对方拒收");
    in = event("TEMPLATESENDJOBFINISH", "<MsgID>200163840</MsgID><Status>failed: system failed</Status>");
    assert_receipt(&in, YX_RECEIPT_FAILED, "200163840", "微信未能送达");
    static const char sent[] = "<SubscribeMsgSentEvent><List><TemplateId>a</TemplateId><MsgID>1700827132819554304</MsgID>"
        "<ErrorCode>%s</ErrorCode><ErrorStatus>%s</ErrorStatus></List></SubscribeMsgSentEvent>";
    in = event("subscribe_msg_sent_event", yx_arena_print(world.arena, sent, "0", "success"));
    assert_receipt(&in, YX_RECEIPT_DELIVERED, "1700827132819554304", NULL);
    in = event("subscribe_msg_sent_event", yx_arena_print(world.arena, sent, "43101", "user refuse"));
    assert_receipt(&in, YX_RECEIPT_FAILED, "1700827132819554304", "微信未能送达");
    in = event("TEMPLATESENDJOBFINISH", "<MsgId>200163836</MsgId><Status>success</Status>"); /* not their spelling */
    assert_happened(&in, "TEMPLATESENDJOBFINISH", "（微信报告了一条通知的结果，没有说明是哪一条）", false);
}

static void unknown_ones_are_kept(void **state)
{
    (void)state;
    struct yx_inbound in = message("hologram", "<HoloId>1</HoloId>");
    assert_happened(&in, "unknown", "（收到一种未知类型的消息：hologram）", true);
    assert_window(&in, HOURS_48, 5);
    in = event("user_info_modified", "<OpenID>o</OpenID>");
    assert_happened(&in, "unknown", "（收到一种未知类型的消息：user_info_modified）", false);
    in = event("Subscribe", ""); /* names are case-sensitive */
    assert_string_equal(in.event, "unknown");
    in = event("scan", "");
    assert_string_equal(in.event, "unknown");
}

static void events_are_named_by_all_that_tells_them_apart(void **state)
{
    (void)state;
    const char *one = event("CLICK", "<EventKey>a</EventKey>").external_id;
    assert_string_equal(event("CLICK", "<EventKey>a</EventKey>").external_id, one);
    assert_string_not_equal(event("CLICK", "<EventKey>b</EventKey>").external_id, one);
    assert_string_not_equal(event("VIEW", "<EventKey>a</EventKey>").external_id, one);
    assert_string_not_equal(event("TEMPLATESENDJOBFINISH", "<MsgID>1</MsgID><Status>success</Status>").external_id,
        event("TEMPLATESENDJOBFINISH", "<MsgID>2</MsgID><Status>success</Status>").external_id);
}

static void refuse_all(const char *const *bad, size_t count)
{
    struct yx_inbound in;
    for (size_t i = 0; i < count; i++) {
        world_post_plain(bad[i]);
        if (world_take(&in) != YX_INVALID || world.resp.status != 400)
            fail_msg("taken: %s", bad[i]);
    }
}

#define TO "<ToUserName>gh_1</ToUserName>"
#define FROM "<FromUserName>o1</FromUserName>"
#define AT "<CreateTime>1700000000</CreateTime>"
#define TEXT "<MsgType>text</MsgType><Content>a</Content>"
#define ID "<MsgId>1</MsgId>"

static void refuses_messages_that_lack_what_they_must_have(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "", "x", "<xml/>", "<xml>" FROM AT TEXT ID "</xml>", "<xml>" TO AT TEXT ID "</xml>",
        "<xml>" TO FROM TEXT ID "</xml>", "<xml>" TO FROM AT ID "</xml>", "<xml>" TO FROM AT TEXT "</xml>",
        "<xml>" TO FROM AT TEXT "<MsgId></MsgId></xml>", "<xml>" TO FROM AT TEXT "<MsgId>-1</MsgId></xml>",
        "<xml>" TO FROM AT TEXT "<MsgId>1 OR 1</MsgId></xml>",
        "<xml>" TO FROM AT TEXT "<MsgId>123456789012345678901234567890123</MsgId></xml>",
        "<xml>" TO FROM AT "<MsgType>hologram</MsgType></xml>",
        "<xml>" TO FROM AT "<MsgType>event</MsgType></xml>",
        "<xml>" TO "<FromUserName>o 1</FromUserName>" AT TEXT ID "</xml>",
        "<xml>" TO "<FromUserName>市民</FromUserName>" AT TEXT ID "</xml>",
        "<xml>" TO FROM "<CreateTime>0</CreateTime>" TEXT ID "</xml>",
        "<xml>" TO FROM "<CreateTime>1700000000000</CreateTime>" TEXT ID "</xml>",
        "<xml>" TO FROM "<CreateTime>-1</CreateTime>" TEXT ID "</xml>",
        "<xml>" TO FROM "<CreateTime>now</CreateTime>" TEXT ID "</xml>",
        "<xml>" TO FROM "<CreateTime></CreateTime>" TEXT ID "</xml>",
        "<xml><a>" TO FROM AT TEXT ID "</a></xml>",
        "<!DOCTYPE xml [<!ENTITY a \"b\">]><xml>" TO FROM AT TEXT ID "</xml>",
    };
    refuse_all(bad, sizeof bad / sizeof *bad);
}

static void refuses_long_names(void **state)
{
    (void)state;
    char from[130], *media = yx_arena_get(world.arena, 258);
    memset(from, 'o', 129);
    from[129] = '\0';
    memset(media, 'm', 257);
    const char *const bad[] = {
        yx_arena_print(world.arena, "<xml>" TO "<FromUserName>%s</FromUserName>" AT TEXT ID "</xml>", from),
        yx_arena_print(world.arena, "<xml>" TO FROM AT "<MsgType>image</MsgType><MediaId>%s</MediaId>" ID "</xml>", media),
    };
    refuse_all(bad, 2);
}

static void refuses_a_body_with_nul(void **state)
{
    (void)state;
    static const char body[] = "<xml>" TO FROM AT "<MsgType>text</MsgType><Content>a\0b</Content>" ID "</xml>";
    struct yx_inbound in;
    world_request(YX_POST, "demo", world_query("demo", "1700000000"), body, sizeof body - 1);
    assert_int_equal(world_take(&in), YX_INVALID);
    assert_int_equal(world.resp.status, 400);
    world_post_plain("<xml>" TO FROM AT TEXT ID "</xml>");
    assert_int_equal(world_take(&in), YX_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        W(text_is_what_was_written), W(text_that_wechat_could_not_pass_on_is_told), W(voice_is_its_recognition),
        W(pictures_and_videos_are_told_and_named), W(places_and_links_are_told), W(values_for_staff_are_cut_on_a_character),
        W(following_and_leaving), W(menu_buttons), W(what_the_platform_tells), W(consents_are_counted),
        W(results_are_receipts), W(unknown_ones_are_kept), W(events_are_named_by_all_that_tells_them_apart),
        W(refuses_messages_that_lack_what_they_must_have), W(refuses_long_names), W(refuses_a_body_with_nul),
    };
    return cmocka_run_group_tests_name("wechat/inbound", tests, NULL, NULL);
}
