/** The look of an HTML report. Colours are variables, so that the dark ones reach into the charts. */
export const STYLE = `
:root{--page:#f5f6f8;--sheet:#fff;--ink:#1b1f27;--soft:#565e6c;--line:#d8dce3;--reference:#a9bbd6;--current:#b4410e;
--pass:#1a7335;--warn:#8a5a00;--fail:#b3261e;--unknown:#6b4fa0}
@media (prefers-color-scheme:dark){:root{--page:#14171c;--sheet:#1d2128;--ink:#e8eaee;--soft:#a2abb9;--line:#363c47;
--reference:#4f6285;--current:#ff9a5a;--pass:#5fce82;--warn:#f0b84a;--fail:#ff8a80;--unknown:#c3adf5}}
@media print{:root{--page:#fff;--sheet:#fff;--ink:#000;--soft:#333;--line:#bbb;--reference:#a9bbd6;--current:#b4410e;
--pass:#1a7335;--warn:#8a5a00;--fail:#b3261e;--unknown:#6b4fa0;color-scheme:light}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif;-webkit-text-size-adjust:100%;overflow-wrap:anywhere}
main{max-width:1180px;margin:0 auto;padding:16px}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 8px}
h2{font-size:1.2rem;margin:32px 0 8px}
h3{font-size:1rem;margin:0}
p{margin:4px 0}
header,.card{background:var(--sheet);border:1px solid var(--line);border-radius:8px}
header{padding:16px 20px;border-left-width:6px}
header.pass{border-left-color:var(--pass)}header.warn{border-left-color:var(--warn)}
header.fail{border-left-color:var(--fail)}header.unknown{border-left-color:var(--unknown)}
.verdict{display:flex;flex-wrap:wrap;gap:4px 12px;align-items:baseline;font-size:1.05rem}
.badge{border:2px solid;border-radius:6px;padding:0 10px;font-weight:700;text-transform:uppercase;letter-spacing:.04em}
.badge.pass,.outcome.passed{color:var(--pass)}.badge.warn,.outcome.warned{color:var(--warn)}
.badge.fail,.outcome.failed{color:var(--fail)}.badge.unknown,.outcome.error,.outcome.pending{color:var(--unknown)}
.outcome.skipped,.note,.legend,dt,footer{color:var(--soft)}
.outcome{font-weight:600}
.next span{font-weight:600}
nav{display:flex;flex-wrap:wrap;gap:4px 18px;margin:14px 2px 0}
a{color:inherit}
.facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(230px,100%),1fr));gap:6px 20px;margin:12px 0 0}
.facts div{min-width:0}
dt{font-size:.8rem}
dd{margin:0}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(330px,100%),1fr));gap:14px}
.card{padding:12px 14px;min-width:0;break-inside:avoid}
.card .facts{grid-template-columns:repeat(auto-fill,minmax(130px,1fr));font-size:.88rem;gap:4px 14px;margin-top:6px}
.card .note{font-size:.88rem}
.scroll{overflow-x:auto;background:var(--sheet);border:1px solid var(--line);border-radius:8px}
table{border-collapse:collapse;width:100%;font-size:.9rem;overflow-wrap:break-word}
.tests{overflow-wrap:anywhere}.tests th:first-child{width:28%;min-width:15em}.tests td:nth-child(2){width:9em}
th,td{text-align:left;vertical-align:top;padding:6px 12px;border-top:1px solid var(--line);font-variant-numeric:tabular-nums}
thead th{border-top:0;color:var(--soft);font-size:.8rem}
tbody th{font-weight:600}
td .outcome{white-space:nowrap}
details{margin-top:6px}
summary{cursor:pointer;font-size:.88rem;color:var(--soft)}
details .scroll{margin-top:6px}
.card table{font-size:.8rem}.card th,.card td{padding:3px 8px}
.legend{font-size:.88rem;margin:0 0 10px;display:flex;flex-wrap:wrap;gap:2px 16px}
.key{display:inline-block;vertical-align:-2px;width:14px;height:14px;font-style:normal}
.key.reference{background:var(--reference)}
.key.current{background:var(--current);width:6px}
.key.point{width:8px;height:8px;border-radius:50%;background:var(--current);vertical-align:0}
.key.level{height:0;border-top:2px dashed var(--soft);vertical-align:4px}
.key.alarm::before{content:"✕";color:var(--fail);font-weight:700;line-height:14px}
footer{margin:28px 2px 8px;font-size:.85rem}
.chart{display:block;width:100%;max-width:460px;height:auto;margin:6px 0;overflow:visible}
.chart text{white-space:pre}
.chart .reference{fill:var(--reference)}
.chart .current{fill:var(--current)}
.chart .trend{stroke:var(--current);stroke-width:1.5}
.chart .point{fill:var(--current);stroke:none}
.chart .alarm{stroke:var(--fail);stroke-width:2.5}
.chart .interval{stroke:var(--current);stroke-width:4;stroke-opacity:.3}
.chart .level{stroke:var(--soft);stroke-dasharray:5 4}
.chart .level-label{fill:var(--soft)}
.short{white-space:nowrap}
@media print{nav{display:none}}
@media (max-width:600px){.tests thead{display:none}.tests tr{display:block;border-top:1px solid var(--line);padding:6px 0}
.tests th:first-child,.tests td,.tests td:nth-child(2){display:block;width:auto;min-width:0;border:0;padding:1px 10px}}
@media (max-width:480px){main{padding:10px}header{padding:12px 14px}.card{padding:10px}th,td{padding:5px 8px}
header .facts{grid-template-columns:1fr}}
`;
