/* The WeChat channel as one piece, so that tests reach what its files keep to themselves. */
#ifndef WECHAT_WHOLE_H
#define WECHAT_WHOLE_H

#include "channels/wechat/account.c"
#include "channels/wechat/call.c"
#include "channels/wechat/command.c"
#include "channels/wechat/crypt.c"
#include "channels/wechat/encode.c"
#include "channels/wechat/inbound.c"
#include "channels/wechat/kinds.c"
#include "channels/wechat/media.c"
#include "channels/wechat/menu.c"
#include "channels/wechat/send.c"
#include "channels/wechat/signature.c"
#include "channels/wechat/template.c"
#include "channels/wechat/token.c"
#include "channels/wechat/verdict.c"
#include "channels/wechat/verify.c"
#include "channels/wechat/wechat.c"
#include "channels/wechat/xml.c"

#endif
