// N plausible Chinese articles as JSON lines, the same for the same N: what the
// benchmark compiles (`node generate_articles.mjs 10000 > x.jsonl`, then
// `yixian kb build --from x.jsonl --out x.idx`). Its own word lists, no real texts.
// With --questions it prints M questions instead, {id, text}, 15 to 20 characters long.
const who = '老板 房东 邻居 丈夫 妻子 村委会 单位 公司 工头 包工头 中介 物业 亲戚 朋友 同事 医院 学校 商家 开发商 保险公司 房客 司机 合伙人 婆婆 岳父 兄弟 债主 担保人 快递员 平台'.split(' ');
const act = '拖欠 扣下 不给 不退 不赔 占了 强拆 少算 毁坏 卖掉 转走 隐瞒 拒绝支付 不承认 抵赖 收回 出租 抵押 私分 截留 克扣 挪用 涨价 停掉 解除 撕毁'.split(' ');
const what = '工资 押金 房租 补偿款 宅基地 承包地 抚养费 赡养费 彩礼 借款 货款 医药费 误工费 加班费 社保 公积金 房产证 遗产 存款 征地款 青苗费 订金 保险金 奖金 年终奖 车辆 合同 欠条 定金 违约金'.split(' ');
const how = '怎么办 找谁 能起诉吗 合法吗 怎么要回来 要什么证据 多久能解决 能报警吗 去哪里投诉 要不要请律师 有没有时效 怎么算 能不能赔 归谁管 可以仲裁吗'.split(' ');
const place = '工地 县城 村里 镇上 厂里 小区 市场 网上 学校 医院 外地 老家 门口 路上 店里 车间 田头 宿舍 菜市场 仓库'.split(' ');
const step = '先把合同、收据和聊天记录保存好 到当地劳动监察大队投诉 拨打12348咨询法律援助 向人民法院起诉 申请劳动仲裁 请村人民调解委员会调解 向公安机关报案 拨打12345反映 要求对方出具书面说明 申请财产保全 准备身份证和户口本复印件 找证人写下书面证言 向市场监督管理局举报 在一年之内提出申请 对结果不服的可以申请行政复议 到不动产登记中心查档 请司法鉴定机构出具意见 到信访部门登记'.split(' ');
const law = '甲乙丙丁戊己庚辛壬癸'.split('').map((c) => `${c}事条例`);
// Six hundred characters make twenty thousand invented words (names, places, goods), few of
// them often and most of them seldom, as in any language: without them every list of
// postings would be long, which no real collection has.
const han = Array.from({ length: 600 }, (_, i) => String.fromCodePoint(0x4e00 + ((i * 4591) % 20000)));
const words = Array.from({ length: 20000 }, (_, i) => han[(i * 7919) % 600] + han[(i * 104729 + Math.floor(i / 600)) % 600]);

let seed = 20240501;
const next = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 4294967296;
const pick = (list) => list[Math.floor(next() ** 1.5 * list.length)]; // the first ones more often
const name = () => words[Math.floor(words.length ** next()) - 1]; // Zipf: rank × frequency is constant
const title = () => `${pick(place)}的${pick(who)}${pick(act)}${pick(what)}，${pick(how)}？`;
const sentence = () => `${name()}${pick(who)}${name()}${pick(act)}${name()}${name()}${pick(what)}${name()}，${name()}${name()}。`;

function article(i) {
  const asks = Array.from({ length: 6 }, () => `${name()}${pick(who)}${pick(act)}${pick(what)}${pick(how)}`);
  const body = Array.from({ length: 6 + Math.floor(next() * 8) }, sentence);
  body.push(`${pick(step)}，${pick(step)}。`);
  body.push(`依据《${pick(law)}》第${1 + Math.floor(next() * 300)}条。${name()}${name()}。`);
  return { id: `bench-${i}`, title: title(), keywords: asks.join('\n'), text: body.join('\n') };
}

const question = (i) => ({ id: `q${i}`, text: `${pick(place)}${pick(who)}${pick(act)}我的${pick(what)}${name()}，${pick(how)}` });

const [count, flag] = process.argv.slice(2);
if (!/^[1-9]\d{0,6}$/.test(count ?? '') || (flag !== undefined && flag !== '--questions')) {
  console.error('usage: node generate_articles.mjs N [--questions]');
  process.exit(2);
}
const make = flag ? question : article;
if (flag) seed += 1;
let lines = [];
for (let i = 0; i < Number(count); i++) {
  lines.push(JSON.stringify(make(i)));
  if (lines.length === 1000 || i === Number(count) - 1) {
    process.stdout.write(lines.join('\n') + '\n');
    lines = [];
  }
}
