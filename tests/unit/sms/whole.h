/* The channel for text messages as one piece, so that tests reach what its files keep to themselves. */
#ifndef SMS_WHOLE_H
#define SMS_WHOLE_H

#include "channels/sms/charset.c"
#include "channels/sms/encode.c"
#include "channels/sms/gateway.c"
#include "channels/sms/inbound.c"
#include "channels/sms/number.c"
#include "channels/sms/parts.c"
#include "channels/sms/report.c"
#include "channels/sms/send.c"
#include "channels/sms/sms.c"
#include "channels/sms/verdict.c"

#endif
