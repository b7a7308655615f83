// The pages. Which of them somebody is offered follows their roles; what they may do the house decides.
import { createRouter, createWebHashHistory } from "vue-router";
import WorkbenchPage from "./pages/WorkbenchPage.vue";

export const pages = [
  { path: "/", name: "workbench", roles: ["agent", "lead"], component: WorkbenchPage },
  { path: "/talk/:id(\\d+)", name: "talk", within: "workbench", component: WorkbenchPage },
  { path: "/board", name: "board", roles: ["lead"], component: () => import("./pages/BoardPage.vue") },
  { path: "/canned", name: "canned", roles: ["lead"], component: () => import("./pages/CannedPage.vue") },
  { path: "/staff", name: "staff", roles: ["lead", "administrator"], component: () => import("./pages/StaffPage.vue") },
  { path: "/teams", name: "teams", roles: ["lead", "administrator"], component: () => import("./pages/TeamsPage.vue") },
  { path: "/hours", name: "hours", roles: ["lead", "administrator"], component: () => import("./pages/HoursPage.vue") },
  { path: "/acts", name: "acts", roles: ["auditor"], component: () => import("./pages/ActsPage.vue") },
  { path: "/account", name: "account", component: () => import("./pages/AccountPage.vue") },
];

export const router = createRouter({
  history: createWebHashHistory("/desk/"),
  routes: [...pages.map(({ path, name, component, within }) => ({ path, name, component, meta: { within: within ?? name } })),
    { path: "/:other(.*)*", redirect: "/" }],
});
