// The account's menu: three buttons, five below each, judged as menu/create does.
import { ApiError } from "./errors.mjs";

const KEY_TYPES = ["click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select"];
const longer = (text, bytes) => Buffer.byteLength(text ?? "") > bytes;

function judge(button, nameBytes) {
  if (typeof button?.name !== "string" || button.name === "" || longer(button.name, nameBytes)) throw new ApiError(40018);
}

function judgeLeaf(button, nameBytes) {
  judge(button, nameBytes);
  if (button.type === "view") {
    if (!/^https?:\/\/./.test(button.url ?? "") || longer(button.url, 1024)) throw new ApiError(40020);
  } else if (KEY_TYPES.includes(button.type)) {
    if (!button.key || longer(button.key, 128)) throw new ApiError(40019);
  } else throw new ApiError(40017);
}

/** A name is of 16 bytes at most on top, of 60 below. */
export function judgeMenu(menu) {
  const top = menu?.button;
  if (!Array.isArray(top) || top.length < 1 || top.length > 3) throw new ApiError(40016);
  for (const button of top) {
    const below = button?.sub_button ?? [];
    if (below.length === 0) { judgeLeaf(button, 16); continue; }
    judge(button, 16);
    if (!Array.isArray(below) || below.length > 5) throw new ApiError(40023);
    for (const leaf of below) judgeLeaf(leaf, 60);
  }
  return top;
}
