import { setTimeout as sleep } from 'node:timers/promises';
import { executions, rollbacks, rollouts } from '../../api/routes/index.ts';
import type { RollbackScope } from '../../commands/rollback/influenced.ts';
import type { RollbackShown } from '../../commands/rollback/rollback.ts';
import type { RolloutShown } from '../../commands/rollouts/rollouts.ts';
import { restoresCover } from '../../commands/statement-covers.ts';
import { done, Fault, isEntryId, refuse, type Instant, type Result } from '../../model/index.ts';
import { answer } from '../answer.ts';
import { momentAsked, readArguments } from '../arguments.ts';
import { ask } from '../connect.ts';
import type { Command, Io } from '../io.ts';
import { signing, signingKey, type SigningKey } from '../sign.ts';
import { driftText, rollbackText, rolloutText } from '../text/rollback.ts';

const usage =
  'countersign rollback (--decision ID | --campaign ID | --rule ID[@VERSION] | --source-of-recommendation WHO | --person PERSON --between FROM --and TO) [--stage N [--watch SECONDS]] [--reason TEXT] [--yes (--as NAME | --key FILE)]';

const kinds = {
  decision: 'text',
  campaign: 'text',
  rule: 'text',
  'source-of-recommendation': 'text',
  person: 'text',
  between: 'text',
  and: 'text',
  stage: 'text',
  watch: 'text',
  reason: 'text',
  yes: 'flag',
  as: 'text',
  key: 'text',
} as const;

/** Says what can be undone and what cannot; with `--yes`, signs once over all that can, and has it carried out. */
const rollbackCommand: Command = {
  name: 'rollback',
  summary: 'undo everything that a decision, a campaign, a rule, a source of advice or a person decided',
  usage,
  examples: [
    'countersign rollback --rule unused-grant@1 --as dana',
    "countersign rollback --rule unused-grant --yes --reason 'the rule was wrong' --as dana",
    'countersign rollback --person psn_… --between 2026-03-01T00:00:00.000Z --and 2026-03-08T00:00:00.000Z',
    'countersign rollback --campaign cmp_… --yes --stage 10 --watch 600 --key ~/.ssh/id_ed25519_sk',
  ],
  async run(argv, io) {
    const { options } = readArguments(argv, kinds, usage);
    const scope = scopeOf(options);
    const signs = options.as !== undefined || options.key !== undefined || options.yes;
    const key = signs ? signingKey(io, options) : undefined;
    const found = await ask(
      io,
      rollbacks.find,
      { scope, ...(key === undefined ? {} : { keyFingerprint: key.fingerprint }) },
      () => undefined,
    );
    if (!found.ok || key === undefined || !options.yes)
      return answer(io, found, (shown) => [...rollbackText(shown), ...whatNext(shown, key), ''].join('\n'));
    return undo(io, key, found.value, {
      title: `Undo ${inWords(scope)}`,
      reason: options.reason ?? `undo ${inWords(scope)}`,
      stageSize: options.stage === undefined ? null : whole(options.stage, '--stage'),
      watchSeconds: options.watch === undefined ? 0 : whole(options.watch, '--watch'),
      scope,
    });
  },
};

function scopeOf(options: {
  readonly [N in keyof typeof kinds]: (typeof kinds)[N] extends 'flag' ? boolean : string | undefined;
}): RollbackScope {
  const { decision, campaign, rule, person } = options;
  const source = options['source-of-recommendation'];
  const given = [decision, campaign, rule, source, person].filter((one) => one !== undefined);
  if (given.length !== 1)
    throw new Fault('usage', 'Say whose having had their way is to be undone: exactly one of them.', {
      next: `Usage: ${usage}`,
    });
  if (decision !== undefined) return { by: 'decision', id: decision };
  if (campaign !== undefined) return { by: 'campaign', id: campaign };
  if (source !== undefined) return { by: 'source', draftedBy: source };
  if (rule !== undefined) {
    const [id = '', version] = rule.split('@');
    return { by: 'rule', rule: id, ...(version === undefined ? {} : { version: whole(version, '--rule') }) };
  }
  if (options.between === undefined || options.and === undefined)
    throw new Fault('usage', 'With `--person`, say the two moments: `--between FROM --and TO`.', {
      next: `Usage: ${usage}`,
    });
  return {
    by: 'person',
    person: person ?? '',
    from: moment(options.between, '--between'),
    to: moment(options.and, '--and'),
  };
}

const moment = (text: string, option: string): Instant => {
  const { at } = momentAsked(text);
  if (at === undefined) throw new Fault('usage', `\`${option}\` takes a moment.`);
  return at;
};

function whole(text: string, option: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0 && text.trim() !== '') return number;
  throw new Fault('usage', `\`${option}\` takes a whole number, not \`${text.slice(0, 40)}\`.`, {
    next: `Usage: ${usage}`,
  });
}

function inWords(scope: RollbackScope): string {
  switch (scope.by) {
    case 'decision':
    case 'campaign':
      return `${scope.by} ${scope.id}`;
    case 'rule':
      return `rule ${scope.rule}${scope.version === undefined ? '' : `@${scope.version}`}`;
    case 'source':
      return `what ${scope.draftedBy} recommended`;
    case 'person':
      return `what ${scope.person} decided from ${scope.from} to ${scope.to}`;
  }
}

function whatNext({ counts }: RollbackShown, key: SigningKey | undefined): readonly string[] {
  if (key === undefined)
    return ['', 'What you yourself may put back depends on who signs: say `--as NAME` or `--key FILE`.'];
  const can = counts.restore + counts['call off'];
  return can === 0
    ? ['', 'Nothing of it can be undone under this key.']
    : ['', `Nothing was changed. To undo the ${can} that can be: the same again with \`--yes\`.`];
}

async function undo(
  io: Io,
  key: SigningKey,
  found: RollbackShown,
  asked: {
    readonly title: string;
    readonly reason: string;
    readonly stageSize: number | null;
    readonly watchSeconds: number;
    readonly scope: RollbackScope;
  },
): Promise<number> {
  const executions = found.items.flatMap(({ can, execution }) =>
    can.is === 'restore' && execution !== null ? [execution.id] : [],
  );
  const callOff = found.items.flatMap(({ can, plan }) => (can.is === 'call off' ? [plan] : []));
  if (!io.json) io.err(`${rollbackText(found).join('\n')}\n`);
  if (executions.length + callOff.length === 0)
    return answer(
      io,
      refuse(
        'not_reversible',
        'Nothing of this can be put back under this key.',
        'Have somebody who signed it put it back, or propose the inverse with `countersign propose`.',
      ),
      () => '',
    );
  const opened = await ask(io, rollbacks.open, {
    executions,
    callOff,
    keyFingerprint: key.fingerprint,
    reason: asked.reason,
  });
  if (!opened.ok) return answer(io, opened, () => '');
  const { statement, items, left } = opened.value;
  if (statement === undefined) return answer(io, opened, () => 'Nothing of this can be signed now.\n');
  const isLeft = new Set(left.map(({ execution }) => execution));
  const covers = restoresCover(statement, signing(io), {
    items,
    executions: executions.filter((execution) => !isLeft.has(execution)),
    callOff,
    reason: asked.reason,
  });
  if (!covers.ok) return answer(io, covers, () => '');
  if (!io.json)
    io.err(
      `\nYou sign once, to put back ${items.length - callOff.length}${callOff.length === 0 ? '' : ` and call off ${callOff.length}`}: ${asked.reason}\n`,
    );
  const { title, stageSize, watchSeconds } = asked;
  const taken = await ask(
    io,
    rollbacks.take,
    { statement, signature: await key.sign(statement), items, title, stageSize, watchSeconds },
    () => undefined,
  );
  if (!taken.ok) return answer(io, taken, () => '');
  const { rollout } = taken.value;
  const ended = rollout === null ? undefined : await follow(io, rollout);
  if (ended?.ok === false) return answer(io, ended, () => '');
  const after = await ask(
    io,
    rollbacks.find,
    { scope: asked.scope, keyFingerprint: key.fingerprint },
    () => undefined,
  );
  const told = after.ok
    ? done({ rollout: ended?.value ?? null, taken: taken.value, after: after.value })
    : after;
  const status = answer(io, told, (value) =>
    [
      ...(value.rollout === null ? [] : rolloutText(value.rollout)),
      '',
      'As the ledger has it now:',
      ...rollbackText(value.after),
      '',
    ].join('\n'),
  );
  return after.ok && after.value.counts.restore === 0 && ended?.value.state !== 'stopped' ? status : 1;
}

const patienceMs = 60_000;

/** Waits while it goes on, as long as somebody would; what is still open then goes on by itself. */
async function follow(io: Io, id: string): Promise<Result<RolloutShown>> {
  for (let waited = 0; ; waited += 250) {
    const shown = await ask(io, rollouts.show, { id });
    const waits =
      shown.ok && shown.value.items.every((item) => item.state !== 'asked' && item.lookAt !== null);
    if (!shown.ok || shown.value.state !== 'going' || waits || waited >= patienceMs) return shown;
    await sleep(250);
  }
}

const rolloutUsage =
  'countersign rollout [ROLLOUT [--stop | --go-on]] | countersign rollout PLAN [PLAN …] [--not-before MOMENT] [--stage N [--watch SECONDS]] [--title TEXT]';

const rolloutCommand: Command = {
  name: 'rollout',
  summary:
    'have many signed plans carried out in an order, in stages, not before a moment; see how far it is',
  usage: rolloutUsage,
  examples: [
    'countersign rollout',
    'countersign rollout ent_… ent_… ent_… --stage 1 --watch 600',
    'countersign rollout ent_… --not-before 2026-12-05T22:00:00.000Z',
    'countersign rollout rol_… --go-on',
  ],
  async run(argv, io) {
    const { options, words } = readArguments(
      argv,
      { 'not-before': 'text', stage: 'text', watch: 'text', title: 'text', stop: 'flag', 'go-on': 'flag' },
      rolloutUsage,
      { min: 0, max: 1000 },
    );
    const [first] = words;
    if (first === undefined)
      return answer(io, await ask(io, rollouts.list, {}), ({ items }) =>
        items.length === 0
          ? 'There are no rollouts.\n'
          : `${items.map((each) => `${each.id}  ${each.state.padEnd(7)} ${each.done} of ${each.total} done  ${each.title}`).join('\n')}\n`,
      );
    if (first.startsWith('rol_')) {
      const shown =
        options.stop || options['go-on']
          ? await ask(io, rollouts.set, { id: first, to: options.stop ? 'stop' : 'go on' })
          : await ask(io, rollouts.show, { id: first });
      return answer(io, shown, (value) => `${rolloutText(value).join('\n')}\n`);
    }
    const plans = words.filter(isEntryId);
    if (plans.length !== words.length)
      throw new Fault('usage', 'Every word has to be a plan’s id (ent_…).', {
        next: `Usage: ${rolloutUsage}`,
      });
    const begun = await ask(io, rollouts.begin, {
      title: options.title ?? `${plans.length} ${plans.length === 1 ? 'plan' : 'plans'}`,
      plans,
      notBefore: options['not-before'] === undefined ? null : moment(options['not-before'], '--not-before'),
      stageSize: options.stage === undefined ? null : whole(options.stage, '--stage'),
      watchSeconds: options.watch === undefined ? 0 : whole(options.watch, '--watch'),
    });
    return answer(io, begun, ({ id }) => `Begun. See how far it is: countersign rollout ${id}\n`);
  },
};

const driftUsage = 'countersign drift';

const driftCommand: Command = {
  name: 'drift',
  summary: 'what somebody changed by hand since a decision changed it, by the last read of each source',
  usage: driftUsage,
  examples: ['countersign drift'],
  async run(argv, io) {
    readArguments(argv, {}, driftUsage);
    const found = await ask(io, executions.drift, {});
    const status = answer(io, found, (shown) => `${driftText(shown).join('\n')}\n`);
    return found.ok && found.value.items.length > 0 ? 1 : status;
  },
};

/** In the order help shows them. */
export const rollbackCommands: readonly Command[] = [rolloutCommand, driftCommand, rollbackCommand];
