#include "files/look.h"

void yx_sink_put(struct yx_sink *sink, const void *at, size_t len)
{
    if (!sink->failed && len > 0)
        sink->failed = !sink->put(sink->arg, at, len);
}

enum yx_file_reason yx_picture_size(uint32_t width, uint32_t height)
{
    if (width == 0 || height == 0)
        return YX_REASON_BROKEN;
    if (width > YX_PICTURE_SIDE_MOST || height > YX_PICTURE_SIDE_MOST)
        return YX_REASON_PIXELS;
    return (uint64_t)width * height > YX_PICTURE_AREA_MOST ? YX_REASON_PIXELS : YX_REASON_FINE;
}
