// A citizen as the house names them: a masked number, or six digits that stand for who has none.
import { plain } from "./plain.js";
import { t } from "./texts.js";

export const whoWords = (who) => (/^[0-9a-f]{6}$/.test(who) ? t("who.code", { code: who }) : plain(who));
