import { findings, ledger, proposals, requests } from '../../api/routes/index.ts';
import { Fault } from '../../model/index.ts';
import { answer } from '../answer.ts';
import { readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command, Io } from '../io.ts';
import { caseText } from '../text/case.ts';
import { entriesText } from '../text/entries.ts';
import { aboutText } from '../text/request.ts';
import { findingText } from '../text/finding.ts';

const usage = 'countersign show ID';

export const showCommand: Command = {
  name: 'show',
  summary: 'one finding (fnd_…), proposal (prp_…) or ledger entry (ent_…), with everything known of it',
  usage,
  examples: ['countersign show fnd_…', 'countersign show prp_…', 'countersign show ent_…'],
  async run(argv, io) {
    const { words } = readArguments(argv, {}, usage, { min: 1, max: 1 });
    const id = words[0] ?? '';
    if (id.startsWith('fnd_')) return answer(io, await ask(io, findings.show, { id }), findingText);
    if (id.startsWith('prp_')) return showCase(io, id);
    if (id.startsWith('ent_'))
      return answer(io, await ask(io, ledger.show, { about: id, limit: 50, sort: 'oldest' }), ({ items }) =>
        entriesText(items),
      );
    throw new Fault('usage', `\`${id.slice(0, 40)}\` is no id: they begin with fnd_, prp_ or ent_.`, {
      next: 'Copy one from `countersign findings`.',
    });
  },
};

/** The case, and below it who is to answer and what was said. `--json` keeps to the case. */
async function showCase(io: Io, id: string): Promise<number> {
  const shown = await ask(io, proposals.show, { id });
  const status = answer(io, shown, caseText);
  if (!shown.ok || io.json) return status;
  const about = await ask(io, requests.about, { id });
  return about.ok ? answer(io, about, aboutText) : status;
}
