// The real stack with WeChat's servers beside it: the account `demo`, whose secrets tools/prepare has drawn.
import path from "node:path";
import { Stack } from "./stack.mjs";
import { readAccount } from "../stub/wechat/account.mjs";
import { Wechat } from "../stub/wechat/wechat.mjs";

export const TEMPLATES = { demo_notice: "咨询回复提醒" };

/**
 * account: { mode, certified } as WeChat sees it, and the house is told the same; limits: of the stub's calls;
 * the rest as for Stack.start. Returns { stack, wechat, phone, stop }.
 */
export async function startWechatHouse({ account = {}, limits, start = true, ...options } = {}) {
  const stack = await Stack.start({ ...options, start: false });
  let wechat;
  try {
    const known = await readAccount(path.join(stack.folder, "secrets"), "demo", account);
    wechat = await Wechat.start({ account: known, gate: `${stack.url}/wechat/demo`, limits, templates: TEMPLATES });
    await stack.configure((c) => { Object.assign(c.channels.wechat, { api: wechat.url, certified: known.certified ? ["demo"] : [] }); });
    if (start) {
      stack.serve();
      stack.nginx();
      await stack.ready();
    }
  } catch (error) {
    await wechat?.stop();
    await stack.stop({ judge: false });
    throw error;
  }
  const stop = async (how) => {
    try { await stack.stop(how); } finally { await wechat.stop(); }
  };
  return { stack, wechat, phone: (name) => wechat.phone(name), stop };
}
