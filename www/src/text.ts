// Everything that the application and the edge service say, in both languages. Plugins bring their own words along.

import type { Lang, Words } from './engine/catalogue.ts';

const texts = {
  title: { zh: 'Aftersight 售后洞察', en: 'Aftersight' },
  tagline: { zh: '数据只在本机计算，一行也不离开这个页面', en: 'Everything is computed here: no row leaves this page' },
  language: { zh: 'English', en: '中文' },

  // Files
  dropTitle: { zh: '把售后导出文件拖到这里', en: 'Drop your exports here' },
  dropHint: {
    zh: '订单、退款、售后单、物流、评价等导出文件（CSV、XLSX、ODS、JSON、NDJSON、Parquet、邮件，以及 gzip、zip 压缩包），可一次放入多个；也可打开已有的 results.json',
    en: 'Orders, refunds, tickets, logistics, surveys as CSV, XLSX, ODS, JSON, NDJSON, Parquet or mail, packed by gzip or zip if you like, several at once; or an existing results.json',
  },
  choose: { zh: '选择文件', en: 'Choose files' },
  another: { zh: '换一批文件', en: 'Other files' },
  several: { zh: '{count} 个文件：{names}', en: '{count} files: {names}' },

  everything: { zh: '全部', en: 'everything' },
  save: { zh: '下载 results.json', en: 'Download results.json' },

  // Files that were not recognised
  unknownTitle: { zh: '有文件没有认出来', en: 'Some files were not recognised' },
  unknownHint: {
    zh: '按文件里的列名没有认出它是哪张表。请选择它是什么表，并告诉我们各列的含义；只需对应用得到的列。',
    en: 'By its column names a file is no table that we know. Choose what it is and say what its columns mean; those that matter will do.',
  },
  unknownColumns: { zh: '文件里的列：{columns}', en: 'Columns of the file: {columns}' },
  unknownSheet: { zh: '{file} · 工作表 {sheet}', en: '{file} · sheet {sheet}' },
  unknownNearest: { zh: '与“{table}”最接近，认出了：{columns}', en: 'Nearest is “{table}”; recognised: {columns}' },
  unknownNothing: { zh: '没有一列是我们认识的。', en: 'None of its columns is known to us.' },
  whichTable: { zh: '这是哪张表', en: 'Which table is it' },
  leaveOut: { zh: '不用这个文件', en: 'Leave this file out' },
  ownColumn: { zh: '保留原名', en: 'Keep its own name' },
  columnMeaning: { zh: '各列的含义', en: 'What its columns mean' },
  needsMet: { zh: '必需的列已齐。', en: 'All that it needs is there.' },
  needsOpen: { zh: '还缺：{sets}', en: 'Still missing: {sets}' },
  allOf: { zh: ' + ', en: ' + ' },
  orElse: { zh: '，或 ', en: ', or ' },
  analyse: { zh: '按此分析', en: 'Analyse' },
  chosenTables: { zh: '自己指定的文件（{count}）', en: 'Files that you settled ({count})' },
  nothingLeft: { zh: '所有文件都不用了：请至少为一个文件选择表。', en: 'No file is left: choose a table for at least one.' },

  // While it runs, and when it does not
  loading: { zh: '正在读取文件……', en: 'Reading the files…' },
  running: { zh: '正在运行：{plugin}', en: 'Running: {plugin}' },
  refused: { zh: '无法运行', en: 'It cannot run' },
  crashed: { zh: '程序出错，已经重新启动。请换一份文件再试，并把这句话报告给我们：{what}', en: 'The program failed and was restarted. Try another file, and report this: {what}' },
  timedOut: { zh: '超过 5 分钟没有结果，已停止。请拆分文件，或用服务器版处理。', en: 'No result after 5 minutes: it was stopped. Split the file, or use the server.' },
  pluginTimedOut: { zh: '插件 {plugin} 运行超时，已停止；其余结果不受影响。', en: 'Plugin {plugin} took too long and was stopped; the other results stand.' },

  // Results
  asOf: { zh: '截至 {at}', en: 'As of {at}' },
  kpis: { zh: '指标', en: 'KPIs' },
  findings: { zh: '预警', en: 'Findings' },
  noFindings: { zh: '没有触发任何预警。', en: 'No alert was raised.' },
  quality: { zh: '数据质量', en: 'Data quality' },
  failures: { zh: '未能运行的插件', en: 'Plugins that failed' },
  skipped: { zh: '因缺少数据而未计算的指标', en: 'KPIs whose data is not there' },
  missing: { zh: '缺少', en: 'Missing' },
  ruleFailed: { zh: '（处理它的规则失败）', en: ' (the rule that cleans it failed)' },
  kpi: { zh: '指标', en: 'KPI' },
  value: { zh: '数值', en: 'Value' },
  numerator: { zh: '分子', en: 'Numerator' },
  denominator: { zh: '分母', en: 'Denominator' },
  sample: { zh: '样本数', en: 'n' },
  sampleOf: { zh: '样本数 {count}', en: 'n = {count}' },
  period: { zh: '周期', en: 'Period' },
  grain_hour: { zh: '小时', en: 'Hour' },
  grain_day: { zh: '日期', en: 'Day' },
  grain_week: { zh: '周（起始日）', en: 'Week from' },
  grain_month: { zh: '月份', en: 'Month' },
  grain_quarter: { zh: '季度（起始月）', en: 'Quarter from' },
  grain_year: { zh: '年份', en: 'Year' },
  greatest: { zh: '最多：{group}', en: 'most: {group}' },
  before: { zh: '原为 {value}', en: 'was {value}' },
  total: { zh: '合计', en: 'Total' },
  open: { zh: '（未结束）', en: ' (not over yet)' },
  apart: { zh: '{title} · {what}', en: '{title} · {what}' },
  labelled: { zh: '{label}：{value}', en: '{label}: {value}' },
  better_higher: { zh: '越高越好', en: 'higher is better' },
  better_lower: { zh: '越低越好', en: 'lower is better' },
  definition: { zh: '口径', en: 'Definition' },
  preset: { zh: '预设', en: 'Preset' },
  noChart: { zh: '这个指标没有可画的序列。', en: 'This KPI has no series to draw.' },
  moreRows: { zh: '只显示前 {shown} 行，共 {all} 行', en: 'The first {shown} of {all} rows' },

  severity_critical: { zh: '严重', en: 'Critical' },
  severity_warning: { zh: '警告', en: 'Warning' },
  severity_info: { zh: '提示', en: 'Info' },
  routeTo: { zh: '处理：{team}', en: 'For: {team}' },

  // Quality
  source: { zh: '来源', en: 'Source' },
  table: { zh: '数据表', en: 'Table' },
  rows: { zh: '行数', en: 'Rows' },
  accepted: { zh: '通过', en: 'Accepted' },
  fixed: { zh: '其中修复', en: 'Fixed' },
  flagged: { zh: '其中存疑', en: 'Flagged' },
  quarantined: { zh: '隔离', en: 'Quarantined' },
  excluded: { zh: '排除', en: 'Excluded' },
  notRows: { zh: '非数据行', en: 'Not data' },
  rule: { zh: '规则', en: 'Rule' },
  column: { zh: '列', en: 'Column' },
  action: { zh: '处理', en: 'Action' },
  reason: { zh: '原因', en: 'Reason' },
  cells: { zh: '单元格', en: 'Cells' },
  examples: { zh: '例子', en: 'Examples' },
  action_fix: { zh: '修复', en: 'fixed' },
  action_flag: { zh: '存疑', en: 'flagged' },
  action_quarantine: { zh: '隔离', en: 'quarantined' },
  action_exclude: { zh: '排除', en: 'excluded' },
  links: { zh: '表间关联', en: 'Links between tables' },
  matchRate: { zh: '{from} → {to}：{rate}（{matched} / {rows}）', en: '{from} → {to}: {rate} ({matched} of {rows})' },
  rulesUsed: { zh: '清洗规则与参数（{count}）', en: 'Rules of cleaning and their parameters ({count})' },
  parametersUsed: { zh: '参数（含默认值）', en: 'Parameters, defaults too' },
  ruleCast: { zh: '类型转换', en: 'Type conversion' },
  ruleWhere: { zh: '来源条件', en: 'Condition of the source' },
  encoding: { zh: '编码 {name}', en: '{name}' },
  readDuplicates: { zh: '表头重复：{names}，后面的同名列已加后缀。', en: 'Headers stand more than once, the later ones got a suffix: {names}.' },
  readPreamble: { zh: '表头上方有 {count} 行说明，未计入数据。', en: 'Lines above the headers, which are no data: {count}.' },
  readTail: { zh: '末尾有 {count} 行汇总，已去掉。', en: 'Summary rows at the end, taken off: {count}.' },
  readMended: {
    zh: '{count} 行的单元格数与表头不符，已按各列的格式归位，请抽查。',
    en: 'Rows that had another number of cells than headers and were put right by the shape of the columns: {count}; check some.',
  },
  readRagged: {
    zh: '{count} 行的单元格数与表头不符：缺的留空，多的并入最后一列，请检查分隔符和引号。',
    en: 'Rows with another number of cells than headers: {count}. Missing cells are empty, surplus ones stand in the last column; check delimiters and quotes.',
  },
  readReplaced: {
    zh: '{count} 个字符无法解码，已用 \u{fffd} 代替，请另存为“CSV UTF-8”。',
    en: 'Characters that could not be decoded and stand as \u{fffd}: {count}; save the file as “CSV UTF-8”.',
  },
  readUnread: { zh: '这些列是列表，没有读取：{names}。', en: 'Columns of lists were not read: {names}.' },
  readUnmatched: { zh: '这些列没有对应的含义，按原名保留：{names}。', en: 'Columns without a meaning to us are kept under their own names: {names}.' },
  ofSource: { zh: '{source}：', en: '{source}: ' },
  clean: { zh: '没有一个单元格需要处理。', en: 'No cell needed attention.' },

  // Parameters
  whatIf: { zh: '改参数重算', en: 'What if' },
  whatIfHint: { zh: '用同一个插件、同一批数据重新计算，不是公式的近似。', en: 'Runs the same plugin over the same data again: no copied formula.' },
  plugin: { zh: '插件', en: 'Plugin' },
  noParameters: { zh: '这个插件没有参数。', en: 'This plugin has no parameters.' },
  apply: { zh: '重新计算', en: 'Compute again' },
  restore: { zh: '恢复默认', en: 'Restore defaults' },
  needFiles: { zh: '打开的是 results.json：要重新计算，请拖入原始文件。', en: 'This is a results.json: drop the original files to compute again.' },
  commaList: { zh: '用逗号分隔', en: 'separated by commas' },
  durationHint: { zh: '如 7 d、36 h、15 min', en: 'as in 7 d, 36 h, 15 min' },

  // Figures
  seconds: { zh: '{count} 秒', en: '{count} s' },
  minutes: { zh: '{count} 分钟', en: '{count} min' },
  hours: { zh: '{count} 小时', en: '{count} h' },
  days: { zh: '{count} 天', en: '{count} d' },
  per10k: { zh: '{count}/万', en: '{count} per 10k' },
  and: { zh: '、', en: ', ' },
  andThen: { zh: '；', en: '; ' },
  unknown: { zh: '∅ 未知', en: '∅ unknown' },
  otherKeys: { zh: '其他', en: 'Other' },
  yes: { zh: '是', en: 'yes' },
  no: { zh: '否', en: 'no' },

  // The edge service
  edgeUsage: {
    zh: '用 POST 上传一个 CSV、JSON、NDJSON、XLSX、Parquet、邮件或压缩文件（multipart 表单，或直接作为请求体并加 ?name=文件名），返回 results.json。',
    en: 'POST a file of CSV, JSON, NDJSON, XLSX, Parquet, mail, or an archive of them (as a multipart form, or as the body with ?name=FILE) and get results.json.',
  },
  edgeMethod: { zh: '只接受 GET 和 POST。', en: 'Only GET and POST are allowed.' },
  edgeNoFile: { zh: '请求里没有文件内容。', en: 'The request holds no file.' },
  edgeNoName: {
    zh: '缺少文件名：请在地址后加 ?name=orders.csv，或用 multipart 表单上传。',
    en: 'The file has no name: add ?name=orders.csv to the address, or post a multipart form.',
  },
  edgeNotMultipart: { zh: '表单无法解析：请检查 multipart 的 boundary。', en: 'The form cannot be read: check its multipart boundary.' },
  edgeTooLarge: {
    zh: '文件超过 {service} 的上限 {limit} MiB：请用服务器版处理，或拆分文件。',
    en: 'The file is larger than the {limit} MiB that {service} takes: use the server, or split the file.',
  },
  edgeFailed: { zh: '运行失败：{what}', en: 'The run failed: {what}' },
} satisfies Record<string, Words>;

export type TextKey = keyof typeof texts;

/** The text of a key, with `{name}` filled in. */
export function text(lang: Lang, key: TextKey, fill: Readonly<Record<string, string | number>> = {}): string {
  return texts[key][lang].replace(/\{(\w+)\}/g, (slot, name: string) => String(fill[name] ?? slot));
}
