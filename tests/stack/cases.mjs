// Cases as citizens file them in tests, by the guest tests/guests/clerk.
export const VALUES = {
  complaint: "subject=wages respondent=某某建筑公司 place=城关镇人民路 what=三个月工资没有发",
  supervisor_report: "agency=城管 issue=fine place=人民路菜市场 time=11月20日上午",
  consultation: "topic=labour what=没签合同能要双倍工资吗",
  legal_aid: "name=申请人甲 phone=13800000000 matter=wages what=包工头拖欠工资 exempt=yes",
  mediation: "dispute=neighbour other_side=邻居 place=城关镇东村 what=宅基地过道被占 wish=恢复过道 phone=13800000000",
};

/** What the clerk answered to a filing: { number, code }. */
export function readFiled(text) {
  const [, number, code] = /编号 (\w+)，查询码 (\S+)，期限/.exec(text) ?? [];
  if (!number) throw new Error(`not filed: ${text}`);
  return { number, code: code === "-" ? null : code };
}

/** A case filed by a visitor: { number, code, id }. */
export async function fileCase(stack, visitor, kind, values = VALUES[kind]) {
  const answer = await visitor.insist(`file ${kind} ${values}`);
  const filed = readFiled(answer.json.reply.text);
  const [row] = await stack.query(`SELECT CAST(id AS TEXT) AS id FROM cases WHERE number = '${filed.number}'`);
  return { ...filed, id: row.id };
}
