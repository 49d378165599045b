/** The reference page's style, served as a file of its own so that the page needs no inline style. */
export const referenceStyle = `
:root { color-scheme: light dark; --text: light-dark(#1c1f23, #e4e6e9); --quiet: light-dark(#59616b, #a0a8b2);
  --line: light-dark(#dfe3e8, #343a42); --page: light-dark(#ffffff, #16191d); --code: light-dark(#f4f5f7, #1f2329);
  --link: light-dark(#0b57a4, #8ab8f0); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem; display: grid; gap: 0 2.5rem;
  grid-template-columns: 13rem minmax(0, 1fr); font: 16px/1.55 system-ui, sans-serif; color: var(--text); background: var(--page); }
header { grid-column: 1 / -1; border-bottom: 1px solid var(--line); margin-bottom: 1rem; }
nav { font-size: .875rem; position: sticky; top: 1rem; max-height: calc(100vh - 2rem); overflow: auto; align-self: start; }
nav ul { list-style: none; padding: 0; margin: 0 0 .75rem; }
nav h2 { font-size: .875rem; margin: .75rem 0 .25rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.25rem; margin-top: 2rem; } h3 { font-size: 1.0625rem; } h4 { margin: 1rem 0 .25rem; font-size: .9375rem; }
article { border-top: 1px solid var(--line); padding: .5rem 0 1rem; overflow-wrap: anywhere; }
article:target { outline: 2px solid var(--link); outline-offset: .5rem; }
a { color: var(--link); }
.method { font-weight: 600; } .facts { color: var(--quiet); font-size: .875rem; }
code { font: .875em ui-monospace, monospace; }
pre { background: var(--code); padding: .75rem; overflow: auto; border-radius: 6px; max-height: 24rem; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
th, td { text-align: left; vertical-align: top; padding: .375rem .75rem .375rem 0; border-bottom: 1px solid var(--line); }
@media (max-width: 48rem) { body { grid-template-columns: minmax(0, 1fr); } nav { position: static; max-height: none; } }
`;
