// The desk's pages begin here; App.vue decides between signing in and working.
import { createApp } from "vue";
import "element-plus/theme-chalk/base.css";
import "element-plus/theme-chalk/dark/css-vars.css";
import "./styles/desk.css";
import App from "./App.vue";
import { router } from "./router.js";
import { startFresh } from "./live/fresh.js";
import { startSettings } from "./state/settings.js";
import { forgetOldDrafts } from "./state/drafts.js";
import { learnTexts } from "./state/session.js";

startSettings();
startFresh();
forgetOldDrafts();
learnTexts().catch(() => { /* the built-in words are whole */ });
createApp(App).use(router).mount("#desk");
