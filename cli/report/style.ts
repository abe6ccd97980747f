import type { ClusterStyle } from '../../core/labels/types.js';
import { lineColors, luminance } from './colors.js';
import { type Html, trusted } from './html.js';

const sheet = `
:root{color-scheme:light dark;--paper:light-dark(#fdfcfa,#14161a);--card:light-dark(#fff,#1b1e23);--ink:light-dark(#1c1e21,#e9e7e2);
--soft:light-dark(#5c6066,#a3a7ad);--hair:light-dark(#e4e1da,#2e3238);--accent:light-dark(#1f5fae,#7db4f5);--warn:light-dark(#fff6e0,#33290f)}
:root:has(#theme-light:checked){color-scheme:light}:root:has(#theme-dark:checked){color-scheme:dark}
*{box-sizing:border-box}
html{scroll-behavior:smooth;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 ui-sans-serif,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main,.bar>div{max-width:1120px;margin:0 auto;padding:0 32px}
.bar{position:sticky;top:0;z-index:2;background:color-mix(in srgb,var(--paper) 88%,transparent);backdrop-filter:blur(10px);border-bottom:1px solid var(--hair)}
.bar>div{display:flex;gap:24px;align-items:center;justify-content:space-between;min-height:48px}
nav{display:flex;gap:20px;overflow-x:auto;font-size:14px;scrollbar-width:none}
nav a{color:var(--soft);text-decoration:none;white-space:nowrap;padding:6px 0}nav a:hover{color:var(--ink)}
.theme{display:flex;border:0;margin:0;padding:0;font-size:13px;gap:2px}
.theme label{padding:3px 10px;border-radius:99px;color:var(--soft);cursor:pointer}
.theme label:has(:checked){background:var(--hair);color:var(--ink)}
.away{position:absolute;width:1px;height:1px;margin:-1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
:focus-visible,label:has(:focus-visible){outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
.top{padding:64px 0 48px}
.eyebrow{margin:0 0 8px;color:var(--soft);font-size:14px;letter-spacing:.02em}
h1{font-size:clamp(30px,5vw,46px);line-height:1.1;letter-spacing:-.02em;font-weight:680;margin:0 0 20px;overflow-wrap:anywhere}
.verdict{display:flex;flex-wrap:wrap;gap:6px 22px;align-items:baseline;margin:0 0 36px;color:var(--soft);font-size:17px}
.verdict .k{font-size:24px;color:var(--ink)}.verdict b{color:var(--ink)}
.account{margin:0 0 36px;max-width:900px}.account>div{display:grid;grid-template-columns:140px 1fr;gap:2px 20px;padding:8px 0;border-top:1px solid var(--hair)}.account dt{padding-top:3px}
@media(max-width:600px){.account>div{grid-template-columns:1fr}}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(230px,1fr));gap:20px 32px;margin:0}
dt{color:var(--soft);font-size:13px}dd{margin:0;overflow-wrap:anywhere}
section{padding:48px 0;border-top:1px solid var(--hair);scroll-margin-top:48px}
h2{font-size:24px;line-height:1.25;letter-spacing:-.01em;font-weight:650;margin:0 0 6px}
h3{font-size:16px;font-weight:640;margin:0 0 10px}
.lead{max-width:72ch;margin:0 0 28px;color:var(--soft)}
figure{margin:0;min-width:0}figcaption{color:var(--soft);font-size:14px;margin-top:8px;max-width:60ch}figcaption strong{color:var(--ink);font-weight:600}
.plot{display:block;max-width:100%;height:auto;background:none;overflow:visible}
.plot text,.plot tspan{white-space:pre}
.grid{display:grid;gap:32px}
.maps{grid-template-columns:1fr 1fr}.three{grid-template-columns:repeat(3,1fr)}.two{grid-template-columns:1fr 1fr}
.scroll{overflow-x:auto}.scroll>.plot{min-width:640px;width:100%}
.chip{display:inline-block;min-width:24px;padding:0 6px;border-radius:5px;text-align:center;font-weight:700;font-size:13px;line-height:22px;font-variant-numeric:tabular-nums;box-shadow:inset 0 0 0 1px color-mix(in srgb,var(--ink) 22%,transparent)}
table{border-collapse:collapse;width:100%;font-size:15px;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:8px 12px 8px 0;border-bottom:1px solid var(--hair);font-weight:400;vertical-align:baseline}
thead th{color:var(--soft);font-size:13px}tbody th{overflow-wrap:anywhere}.n{text-align:right;white-space:nowrap}
.wide th:first-child{white-space:nowrap}.wide th,.wide td{padding-right:24px}
.legend .share{width:26%;padding-right:0}.share span{display:block;height:8px;border-radius:4px;box-shadow:inset 0 0 0 1px color-mix(in srgb,var(--ink) 22%,transparent)}
.after{margin-top:32px}.part:not(:first-child){margin-top:56px}.stack .plot+.plot{margin-top:-2px}
.fall{display:grid;grid-template-columns:180px minmax(0,1fr) minmax(0,1fr);gap:8px 24px;padding:22px 0;border-top:1px solid var(--hair)}.fall p{color:var(--soft);font-size:13px;margin:6px 0 0}
h4,h5{margin:0 0 8px;font-size:15px;font-weight:600}h5{color:var(--soft);font-size:13px;font-weight:500;margin-bottom:2px}.bar-only{max-width:340px;margin:0 0 12px}
.tiles{display:grid;grid-template-columns:repeat(auto-fill,minmax(190px,1fr));gap:24px}.nowrap{white-space:nowrap;margin-right:12px}.swatch{display:inline-block;width:11px;height:11px;border-radius:3px;margin-right:6px}.pairs{display:grid;gap:4px 12px}.scroll>.pairs{min-width:760px}
.cluster{display:grid;grid-template-columns:220px 1fr;gap:12px 36px;align-items:start;padding:28px 0;border-top:1px solid var(--hair)}
.cluster:first-of-type{border-top:0;padding-top:4px}
.cluster h3{margin:0 0 10px;font-size:17px}.cluster p{margin:8px 0 0;color:var(--soft);font-size:14px}
.mask{display:block;width:100%;height:auto;max-height:260px;object-fit:contain;object-position:left top;image-rendering:pixelated;border-radius:3px}
.identity{padding:20px 0;border-top:1px solid var(--hair)}.identity:first-of-type{border-top:0;padding-top:4px}.identity p{margin:6px 0 0;color:var(--soft);font-size:14px;max-width:110ch}
.key{display:flex;flex-wrap:wrap;gap:6px 28px;margin:0 0 20px;padding:0;list-style:none;color:var(--soft);font-size:14px}
.key svg{width:34px;height:10px;margin-right:8px;vertical-align:middle}
.ks{border:0;margin:0;padding:0;min-width:0}
.thumbs{display:flex;flex-wrap:wrap;gap:12px;margin-bottom:28px}
.thumbs label{cursor:pointer;width:96px;font-size:13px;color:var(--soft);text-align:center;padding:6px;border-radius:8px;border:1px solid transparent}
.thumbs label:hover{background:var(--card)}.thumbs label:has(:checked){border-color:var(--accent);color:var(--ink);background:var(--card)}
.thumbs img{display:block;width:100%;height:82px;object-fit:contain;image-rendering:pixelated;margin-bottom:4px}
.panel{display:none}
.panel>.grid{grid-template-columns:minmax(0,480px) minmax(0,1fr);align-items:start}
.sweep{grid-template-columns:minmax(0,640px) minmax(0,1fr);align-items:center;margin-bottom:36px}
.columns{display:grid;grid-template-columns:1fr 1fr;gap:24px 56px}.columns h3:not(:first-child){margin-top:28px}
.list{margin:0}.list>div{padding:7px 0;border-bottom:1px solid var(--hair)}
.plain th{width:40%}code{font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.steps{margin:0;padding-left:22px}.steps li{padding:3px 0}
.warnings{background:var(--warn);border-radius:8px;padding:16px 22px;margin-bottom:32px}.warnings ul{margin:0;padding-left:20px}
footer{color:var(--soft);font-size:13px;padding:24px 0 64px}
@media(max-width:820px){main,.bar>div{padding:0 18px}.maps,.three,.two,.columns,.sweep,.panel>.grid{grid-template-columns:minmax(0,1fr)}.cluster,.fall{grid-template-columns:minmax(0,1fr)}.mask{max-width:220px}.top{padding:36px 0}section{padding:36px 0}.bar>div{gap:12px}}
@media (max-width:700px){.plot{max-width:none}:is(figure,.panel,.stack,.sweep>*,.grid>*,.bar-only,td):has(>.plot){overflow-x:auto}.scroll>.plot{min-width:760px}:is(.scroll,.sweep>*,.grid.two>*):has(>.plot)::after{content:'Wide charts scroll sideways.';position:sticky;left:0;display:block;font-size:12px;color:var(--soft)}}
@media print{:root{color-scheme:light!important}.bar{display:none}body{font-size:11pt}main{max-width:none;padding:0}section{padding:20px 0}figure,.cluster,.fall,tr{break-inside:avoid}h2,h3{break-after:avoid}.thumbs{display:none}.panel{display:block;break-inside:avoid;margin-bottom:20px}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
@media(prefers-reduced-motion:reduce){html{scroll-behavior:auto}}`;

/** The style sheet of the page, with the variables and classes of the clusters, and the switch between the panels of each K. */
export function styleSheet(styles: readonly ClusterStyle[], ks: readonly number[]): Html {
  const lines = styles.map(({ id, color }) => {
    const { light, dark } = lineColors(color);
    const ink = luminance(color) > 0.19 ? '#000' : '#fff';
    return `:root{--line-${id}:light-dark(${light},${dark})}.chip-${id}{background:${color};color:${ink}}.fill-${id}{background:${color}}`;
  });
  const panels = ks.map(k => `.ks:has(#k-${k}:checked) #panel-${k}{display:block}`);
  return trusted(`<style>${sheet.replace(/\n/g, '')}${lines.join('')}${panels.join('')}</style>`);
}
