"""How an explanation looks. Each class begins with `why`: a page around it hits nothing here, nor this there."""

from __future__ import annotations

STYLE = """\
.why { font-size: 14px; line-height: 1.6; color: #1d2330; overflow-wrap: anywhere; }
.why-step { margin: 2px 0 2px 1.1em; }
.why > .why-step { margin-left: 0; }
.why summary { cursor: pointer; color: inherit; font-size: inherit; }
.why-amount { font-weight: 600; margin: 0 .4em; font-variant-numeric: tabular-nums; }
.why-score > summary > .why-name, .why-target > summary > .why-name, .why-share > summary { font-weight: 600; }
.why-aside { color: #5b6472; font-size: 12px; }
.why-lines { margin: 2px 0 4px 1.1em; padding: 4px 10px; list-style: none; background: #f6f7f9;
  border-left: 3px solid #ccd3dd; }
.why-filled { font-variant-numeric: tabular-nums; }
.why-words { color: #4d5562; }
.why-limit, .why-round { color: #8a4b00; }
.why-absent { color: #b00020; }
.why-reading { color: #005a87; }
.why-out > summary, .why-out.why-leaf { color: #666e7a; }
.why-wide { overflow-x: auto; margin: 4px 0 6px 1.1em; }
.why-table { border-collapse: collapse; width: auto; margin: 0; font-size: 13px; overflow-wrap: normal; }
.why-table th, .why-table td { border: 1px solid #d5d9e0; padding: 2px 10px; text-align: left; font-weight: normal;
  white-space: nowrap; }
.why-table th { background: #eef1f5; white-space: normal; }
.why-table th.why-number { text-align: right; }
.why-table td.why-wraps { white-space: normal; min-width: 7em; }
.why-table td.why-number { text-align: right; font-variant-numeric: tabular-nums; }
.why-table caption { text-align: left; color: #5b6472; font-size: 12px; font-weight: normal; padding: 2px 0; }
.why-table tr.why-own { background: #fff4d6; }
.why-table tr.why-own td { font-weight: 600; }
.why-table td.why-in { padding-left: 2em; }
.why-table tr.why-sum td { font-weight: 600; border-top: 2px solid #888; }
@media (max-width: 640px) {
  .why-step, .why-wide { margin-left: .5em; }
  .why-lines { margin-left: .3em; padding: 3px 7px; }
  .why-table { font-size: 12px; }
  .why-table th, .why-table td { padding: 2px 5px; }
  .why-table .why-clause { display: none; }
}
@media print {
  .why details::details-content { content-visibility: visible; display: block; }
  .why summary { list-style: none; }
  .why-lines li, .why-table tr { break-inside: avoid; }
  .why summary, .why-table caption { break-after: avoid; }
}
"""
