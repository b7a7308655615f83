// Pictures and files on the citizen's page: chosen, brought over a bad line, refused in words, shown from what was cleaned.
import test, { after, before } from "node:test";
import assert from "node:assert/strict";
import { Stack, until } from "../stack/stack.mjs";
import { pdf, png } from "../stack/files.mjs";
import { answers, desk, field, open, openBrowser, overflow, phone, said, say, sendButton, shot } from "./browser.mjs";

let stack;
let browser;
before(async () => {
  stack = await Stack.start();
  browser = await openBrowser();
}, { timeout: 120_000 });
after(async () => {
  await browser?.close();
  await stack?.stop();
});

/** A true picture, wider than high, with the EXIF of a telephone that was held upright. */
async function photo(page) {
  const base64 = await page.evaluate(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
    const draw = canvas.getContext("2d");
    draw.fillStyle = "#c8d8e8";
    draw.fillRect(0, 0, 640, 480);
    draw.fillStyle = "#8a3b2a";
    draw.fillRect(40, 60, 300, 360);
    draw.fillStyle = "#2a5d8a";
    draw.fillRect(380, 120, 200, 300);
    return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
  });
  const jpeg = Buffer.from(base64, "base64");
  const exif = Buffer.concat([Buffer.from("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", "latin1"), Buffer.from("GPS-SECRET")]);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, (exif.length + 2) >> 8, (exif.length + 2) & 255]), exif]);
  return Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);
}

const input = (page) => page.locator("input[type=file]");
const chips = (page) => page.locator(".attached li");
const shown = (page) => page.locator("#talk article.citizen[data-id] .files li");
const markup = (page) => page.locator("#talk article.citizen[data-id] .files").evaluateAll((lists) => lists.map((list) => list.outerHTML));

test("a picture goes with the words, is shown upright, and tells nobody where it was taken", { timeout: 90_000 }, async () => {
  const context = await phone(browser);
  const page = await open(context, stack.url);
  await input(page).setInputFiles({ name: "门口.jpg", mimeType: "image/jpeg", buffer: await photo(page) });
  await chips(page).getByText("已收到").waitFor();
  assert.equal(await overflow(page), 0);
  await shot(page, "files-attached-phone");
  await say(page, "邻居占用消防通道，这是照片");
  await answers(page).waitFor();
  const picture = shown(page).locator("img");
  await picture.waitFor();
  assert.deepEqual(await picture.evaluate(async (img) => { await img.decode(); return [img.naturalWidth, img.naturalHeight, img.alt]; }), [480, 640, "门口.jpg"]);
  const got = await page.evaluate(async (src) => (await fetch(src)).text(), await picture.getAttribute("src"));
  assert.ok(!got.includes("SECRET"));
  assert.equal(await chips(page).count(), 0);
  const live = await markup(page);
  await picture.scrollIntoViewIfNeeded();
  await shot(page, "files-shown-phone");
  await page.reload();
  await picture.waitFor();
  assert.deepEqual(await markup(page), live, "the page itself brings the same");
  assert.equal(await overflow(page), 0);
  assert.deepEqual(page.complaints, []);
  await context.close();
});

test("files alone are a message, and are offered to be saved under their names", { timeout: 60_000 }, async () => {
  const context = await desk(browser);
  const page = await open(context, stack.url);
  await input(page).setInputFiles([{ name: "合同.pdf", mimeType: "application/pdf", buffer: pdf }, { name: "图.png", mimeType: "image/png", buffer: png({ width: 64, height: 40 }) }]);
  await until("both are there", async () => (await chips(page).getByText("已收到").count()) === 2);
  await sendButton(page).click();
  await answers(page).waitFor();
  assert.deepEqual(await said(page), ["（发来文件）"]);
  assert.match(await answers(page).innerText(), /文件已收到/);
  assert.deepEqual(await page.locator("#talk article.citizen[data-id] .files").evaluate((list) => [...list.children].map((row) => row.innerText.trim())), ["合同.pdf 1 KB", ""]);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "合同.pdf" }).click()]);
  assert.equal(saved.suggestedFilename(), "合同.pdf");
  await shot(page, "files-desk");
  await context.close();
});

test("what is not taken is said at once, and nothing is sent with it", { timeout: 60_000 }, async () => {
  const context = await phone(browser);
  const page = await open(context, stack.url);
  await input(page).setInputFiles([{ name: "假照片.jpg", mimeType: "image/jpeg", buffer: Buffer.from("MZ this is a program") }, { name: "空.pdf", mimeType: "application/pdf", buffer: Buffer.alloc(0) },
    { name: "巨大.png", mimeType: "image/png", buffer: png({ says: [60000, 60000] }) }]);
  await chips(page).getByText("这种文件不能接收").waitFor();
  await chips(page).getByText("空文件").waitFor();
  await chips(page).getByText("图片尺寸太大").waitFor();
  await shot(page, "files-refused-phone");
  await say(page, "看看这些");
  await page.getByText("有文件没有收下").waitFor();
  assert.equal(await field(page).inputValue(), "看看这些", "the words stay");
  assert.deepEqual(await said(page), []);
  for (const name of ["假照片.jpg", "空.pdf", "巨大.png"]) await page.getByRole("button", { name: `去掉 ${name}` }).click();
  await sendButton(page).click();
  await answers(page).waitFor();
  assert.deepEqual(await said(page), ["看看这些"]);
  assert.equal(await overflow(page), 0);
  await context.close();
});

test("over a line that breaks the upload goes on where it was", { timeout: 90_000 }, async () => {
  const context = await desk(browser);
  const page = await open(context, stack.url);
  const made = png({ width: 64, height: 64, more: [["tEXt", Buffer.concat([Buffer.from("x\0"), Buffer.alloc(900_000, 7)])]] });
  const pieces = [];
  await page.route("**/api/files/*?from=*", async (route) => {
    pieces.push(Number(new URL(route.request().url()).searchParams.get("from")));
    if (pieces.length === 2 || pieces.length === 4) await route.abort("connectionreset");
    else await route.continue();
  });
  await page.evaluate((bytes) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "屏幕.png", { type: "image/png" }));
    document.getElementById("text").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, [...made]);
  await chips(page).getByText("网络不稳").waitFor();
  await chips(page).getByText("已收到").waitFor({ timeout: 30_000 });
  const piece = 256 * 1024;
  assert.deepEqual(pieces, [0, piece, piece, 2 * piece, 2 * piece, 3 * piece]);
  await say(page, "截图");
  await shown(page).locator("img").waitFor();
  await context.close();
});

test("a kiosk takes no files of its guests", { timeout: 60_000 }, async () => {
  const context = await desk(browser);
  const page = await open(context, `${stack.url}/?kiosk`);
  await field(page).waitFor();
  assert.equal(await input(page).count(), 0);
  await context.close();
});
