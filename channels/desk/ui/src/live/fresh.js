// A page that was open while a newer house was installed asks for parts that are there no more: it loads itself anew, which
// loses nothing. Cut off, it stays as it is.
import { router } from "../router.js";
import { tellError } from "../parts/frame/tell.js";
import { Refused } from "../api/http.js";
import { t } from "../words/texts.js";

const mine = new URL(import.meta.url).pathname;

async function isNewer() {
  const response = await fetch("/desk/", { cache: "no-store" }).catch(() => null);
  return response?.ok === true && !(await response.text()).includes(mine);
}

export function startFresh() {
  router.onError(async (error, to) => {
    if (!(await isNewer())) return tellError(new Refused(0, "offline", t("error.offline")));
    location.hash = `#${to.fullPath}`;
    location.reload();
  });
}
