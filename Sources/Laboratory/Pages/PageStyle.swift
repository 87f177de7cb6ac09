/// How pages look: light and dark, on a screen and on paper. All pairs of colours contrast at WCAG AA.
enum PageStyle {
  static let css = #"""
    :root {
      color-scheme: light dark;
      --page: #f6f7f9; --card: #ffffff; --text: #1b2027; --soft: #4c5663; --line: #d3d9e0; --hover: #eef2f7;
      --client: #0b5e8e; --client-soft: #e2f0f8; --server: #8a2f6b; --server-soft: #f8e6f1;
      --key: #7a4a00; --key-soft: #fbefd9; --good: #17663a; --bad: #b3211c; --bad-soft: #fde8e6;
      --mark: #ffd84d; --mark-text: #1b2027; --focus: #1557c0;
      --t0: #dcebfb; --t1: #dff3e2; --t2: #fbeccf; --t3: #f3e0f4; --t4: #fde3dd; --t5: #dff2f1;
    }
    @media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {
      --page: #12161c; --card: #1a2028; --text: #e7ebf0; --soft: #aab4c0; --line: #35404d; --hover: #242d38;
      --client: #7cc4f0; --client-soft: #14303f; --server: #f0a3d3; --server-soft: #3a1c30;
      --key: #f2c56b; --key-soft: #3a2d12; --good: #7ed6a0; --bad: #ff9b93; --bad-soft: #431d1b;
      --mark: #e0b400; --mark-text: #12161c; --focus: #8ab8ff;
      --t0: #1d3550; --t1: #1c3a26; --t2: #453516; --t3: #3b2540; --t4: #47261f; --t5: #1a3b3a;
    } }
    :root[data-theme="dark"] {
      color-scheme: dark;
      --page: #12161c; --card: #1a2028; --text: #e7ebf0; --soft: #aab4c0; --line: #35404d; --hover: #242d38;
      --client: #7cc4f0; --client-soft: #14303f; --server: #f0a3d3; --server-soft: #3a1c30;
      --key: #f2c56b; --key-soft: #3a2d12; --good: #7ed6a0; --bad: #ff9b93; --bad-soft: #431d1b;
      --mark: #e0b400; --mark-text: #12161c; --focus: #8ab8ff;
      --t0: #1d3550; --t1: #1c3a26; --t2: #453516; --t3: #3b2540; --t4: #47261f; --t5: #1a3b3a;
    }
    :root[data-theme="light"] { color-scheme: light; }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--page); color: var(--text);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; }
    code, .hex, .mono { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace; }
    header, main, footer { max-width: 1240px; margin: 0 auto; padding: 0 20px; }
    header { padding-top: 22px; }
    h1 { font-size: 25px; line-height: 1.25; margin: 0 0 6px; letter-spacing: -.01em; text-wrap: balance; }
    h2 { font-size: 19px; margin: 40px 0 6px; }
    h3 { font-size: 15px; margin: 14px 0 6px; }
    p { margin: 4px 0 10px; max-width: 78ch; }
    .soft { color: var(--soft); }
    .chips { display: flex; flex-wrap: wrap; gap: 6px 8px; margin: 10px 0; padding: 0; list-style: none; }
    .chips li { background: var(--card); border: 1px solid var(--line); border-radius: 99px; padding: 2px 11px; font-size: 13px; }
    .chips b { font-weight: 600; }
    .warn { background: var(--bad-soft); color: var(--bad); border-color: var(--bad); }
    .bar { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; margin: 12px 0; }
    button { font: inherit; font-size: 13px; color: var(--text); background: var(--card); border: 1px solid var(--line);
      border-radius: 7px; padding: 4px 12px; cursor: pointer; }
    button:hover { background: var(--hover); }
    :focus-visible { outline: 3px solid var(--focus); outline-offset: 1px; }
    nav a { color: var(--focus); margin-right: 14px; }
    /* The sequence diagram: two life lines, and between them what happens. */
    .ends { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 8px; margin-top: 12px; position: sticky; top: 0; z-index: 3;
      background: var(--page); padding: 6px 0; }
    .ends div { padding: 4px 14px; border-radius: 8px; font-weight: 600; width: max-content; max-width: 100%; overflow-wrap: anywhere; }
    .ends .c { background: var(--client-soft); color: var(--client); }
    .ends .s { background: var(--server-soft); color: var(--server); justify-self: end; text-align: right; }
    ol.seq { list-style: none; margin: 0; padding: 0 0 8px; position: relative; }
    ol.seq::before, ol.seq::after { content: ""; position: absolute; top: 0; bottom: 0; width: 2px; background: var(--line); }
    ol.seq::before { left: 14px; } ol.seq::after { right: 14px; }
    ol.seq > li { position: relative; padding: 2px 34px; z-index: 1; }
    details.arrow > summary { list-style: none; cursor: pointer; display: block; border-radius: 9px; padding: 5px 10px 3px; }
    details.arrow > summary::-webkit-details-marker { display: none; }
    details.arrow > summary:hover { background: var(--hover); }
    .arrow .name { font-weight: 600; }
    .from-client .name { color: var(--client); } .from-server .name { color: var(--server); }
    .row { display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: baseline; }
    .from-server .row { justify-content: flex-end; }
    .row .twist { color: var(--soft); width: 1em; display: inline-block; }
    details[open] > summary .twist { transform: rotate(90deg); }
    .row .what { color: var(--soft); font-size: 13px; }
    .line { height: 10px; position: relative; margin: 1px -20px 0; }
    .line::before { content: ""; position: absolute; left: 0; right: 0; top: 4px; border-top: 2px solid currentColor; }
    .plain .line::before { border-top-style: dashed; }
    .line::after { content: ""; position: absolute; top: -1px; border: 6px solid transparent; }
    .from-client .line { color: var(--client); } .from-server .line { color: var(--server); }
    .from-client .line::after { right: -4px; border-left: 10px solid currentColor; }
    .from-server .line::after { left: -4px; border-right: 10px solid currentColor; }
    .state { display: flex; } .state.s { justify-content: flex-end; }
    .pill { font-size: 12.5px; border: 1px solid var(--line); background: var(--card); border-radius: 6px; padding: 1px 9px; margin: 3px 0; color: var(--soft); }
    .state.c .pill { margin-left: -24px; border-left: 4px solid var(--client); }
    .state.s .pill { margin-right: -24px; border-right: 4px solid var(--server); }
    .pill b { color: var(--text); font-weight: 600; }
    .keypill { display: flex; justify-content: center; }
    .keypill a { font-size: 12.5px; background: var(--key-soft); color: var(--key); border-radius: 6px; padding: 1px 10px; margin: 3px 0; text-decoration: none; }
    .keypill a:hover { text-decoration: underline; }
    .fault { background: var(--bad-soft); color: var(--bad); border: 1px solid var(--bad); border-radius: 8px; padding: 6px 12px; margin: 6px 0; }
    .open { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 10px 14px 14px; margin: 6px 0 12px; text-align: left; }
    .split { display: grid; grid-template-columns: minmax(0, 31em) minmax(0, 1fr); gap: 14px; align-items: start; }
    .hex { font-size: 13px; line-height: 1.62; margin: 0; padding: 6px; border: 1px solid var(--line); border-radius: 8px; background: var(--card); max-height: 560px; overflow: auto; position: sticky; top: 52px; }
    .hex .l { display: flex; } .hex .o { color: var(--soft); width: 3.6em; flex: none; user-select: none; }
    .hex i { font-style: normal; padding: 0 2.5px; }
    .b0 { background: var(--t0); } .b1 { background: var(--t1); } .b2 { background: var(--t2); }
    .b3 { background: var(--t3); } .b4 { background: var(--t4); } .b5 { background: var(--t5); }
    .hex i.on, .tree .on > .f { background: var(--mark); color: var(--mark-text); }
    .hex i.at { outline: 2px solid var(--focus); outline-offset: -1px; }
    .tree, .tree ul { list-style: none; margin: 0; padding: 0; }
    .tree ul { padding-left: 17px; border-left: 1px solid var(--line); margin-left: 6px; }
    .tree { max-height: 560px; overflow: auto; border: 1px solid var(--line); border-radius: 8px; padding: 6px; }
    .f { display: block; padding: 1px 6px; border-radius: 5px; cursor: default; overflow-wrap: anywhere; }
    .f .n { font-weight: 600; } .f .v { margin-left: .5em; font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: 12.8px; }
    .f .swatch { display: inline-block; width: .8em; height: .8em; border-radius: 3px; border: 1px solid var(--soft); margin-right: .45em; vertical-align: -1px; }
    .on > .f .n, .on > .f .v, .on > .f .r { color: var(--mark-text); }
    .f .r { float: right; font-size: 12px; color: var(--soft); margin-left: 8px; }
    .f.unknown .n { color: var(--bad); }
    .about { min-height: 3.2em; margin: 8px 0 0; padding: 7px 11px; border-left: 4px solid var(--mark); background: var(--hover); border-radius: 0 8px 8px 0; font-size: 14px; }
    .about .sec { color: var(--soft); }
    details.sub > summary { cursor: pointer; font-size: 13.5px; color: var(--soft); margin: 9px 0 5px; }
    /* The key schedule: secrets flow downwards, and out to the right. */
    .stage { display: grid; grid-template-columns: 210px 36px minmax(220px, 270px) 36px minmax(0, 1fr); align-items: start; }
    .box { background: var(--card); border: 1px solid var(--line); border-radius: 9px; padding: 6px 11px; font-size: 13px; overflow-wrap: anywhere; text-align: left; width: 100%; display: block; }
    button.box:hover { background: var(--hover); }
    .box b { display: block; font-size: 14px; } .box code { display: block; color: var(--soft); font-size: 11.5px; line-height: 1.4; }
    .box .op { color: var(--soft); font-size: 12px; }
    .box.main { border: 2px solid var(--key); background: var(--key-soft); } .box.main b { color: var(--key); } .box.main code, .box.main .op { color: var(--text); }
    .to { margin-top: 34px; height: 0; border-top: 2px solid var(--soft); position: relative; }
    .to::after { content: ""; position: absolute; right: -1px; top: -7px; border: 6px solid transparent; border-left-color: var(--soft); border-left-width: 9px; border-right-width: 0; }
    .down { grid-column: 3; justify-self: center; width: 0; height: 26px; border-left: 2px solid var(--soft); position: relative; }
    .down::after { content: ""; position: absolute; bottom: -1px; left: -7px; border: 6px solid transparent; border-top-color: var(--soft); border-top-width: 9px; border-bottom-width: 0; }
    .mid { grid-column: 3; }
    .tall { align-self: stretch; display: flex; flex-direction: column; }
    .tall .grow { flex: 1; align-self: center; border-left: 2px solid var(--soft); width: 0; }
    .branch { display: grid; gap: 7px; padding: 0; margin: 0; list-style: none; }
    .branch > li { border-left: 2px solid var(--soft); padding-left: 10px; }
    .leafs { display: flex; flex-wrap: wrap; gap: 5px; padding: 5px 0 0 14px; }
    .leafs .box { width: auto; padding: 2px 9px; font-size: 12.5px; }
    .ok { color: var(--good); } .no { color: var(--bad); }
    .box.shown { outline: 3px solid var(--mark); }
    #step { position: sticky; bottom: 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px 10px 0 0; padding: 10px 16px; margin-top: 14px; box-shadow: 0 -6px 18px #0002; z-index: 2; }
    #step dl, .cert dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 2px 14px; margin: 6px 0 0; }
    #step code { font-size: 13px; }
    dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
    .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(340px, 100%), 1fr)); gap: 14px; }
    .cert { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 12px 16px; font-size: 14px; }
    table { border-collapse: collapse; width: 100%; font-size: 13.5px; background: var(--card); }
    th, td { text-align: left; padding: 4px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
    th { color: var(--soft); font-weight: 600; }
    .wide { overflow-x: auto; }
    .out { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
    footer { margin-top: 44px; padding-bottom: 28px; color: var(--soft); font-size: 13px; }
    @media (max-width: 860px) {
      .split { grid-template-columns: minmax(0, 1fr); } .hex { position: static; }
      .stage { grid-template-columns: minmax(0, 1fr); gap: 6px; } .mid, .down { grid-column: 1; } .to { display: none; }
    }
    @media (max-width: 560px) {
      header, main, footer { padding: 0 12px; } header { padding-top: 14px; } h1 { font-size: 20px; }
      ol.seq > li { padding: 2px 12px; } ol.seq::before { left: 2px; } ol.seq::after { right: 2px; }
      .line { margin: 1px -8px 0; } .state.c .pill { margin-left: -10px; } .state.s .pill { margin-right: -10px; }
      .open { padding: 8px; } .hex { font-size: 11px; padding: 4px; } .hex i { padding: 0 .6px; } .hex .o { width: 3em; }
      .f .r { float: none; margin: 0 .6em 0 0; } .tree ul { padding-left: 9px; margin-left: 3px; } .f { padding: 1px 2px; }
    }
    @media (prefers-reduced-motion: no-preference) { .twist { transition: transform .12s; } }
    @media print {
      :root, :root[data-theme="dark"] { --page: #fff; --card: #fff; --text: #000; --soft: #444; --line: #bbb; --client: #0b5e8e; --server: #8a2f6b; --key: #7a4a00; --key-soft: #fff; --client-soft: #fff; --server-soft: #fff; --hover: #fff; }
      .bar, nav, #step { display: none; } .ends, .hex { position: static; } .hex, .tree { max-height: none; overflow: visible; }
      .open { break-inside: auto; } ol.seq > li { break-inside: avoid-page; } details.arrow[open] { break-inside: auto; } body { font-size: 11px; }
    }
    """#
}
