import type { Place, WorkflowRecord, WorkstationRecord } from '../../../../model/index.ts';
import { at, entriesOf, itemsOf, stringsIn, textAt, textOf, textsOf, type Doc } from '../document.ts';
import { parseYaml } from '../parse.ts';
import type { ReadContext, Reader } from '../reader.ts';

/** GitHub Actions workflows and composite actions: what they may write, whose code they run, which secrets they name. */
export const githubActions: Reader = {
  id: 'github-actions',
  title: 'GitHub Actions',
  home: [],
  matches: (relative, base) =>
    /(?:^|\/)\.github\/workflows\/[^/]+\.ya?ml$/.test(relative) ||
    (/^action\.ya?ml$/.test(base) && /(?:^|\/)\.github\//.test(relative)),
  read(context) {
    const { docs, broken } = parseYaml(context.file.text);
    const [doc] = docs;
    const gaps =
      broken === undefined ? [] : [context.gap('GitHub Actions workflow', broken.why, broken.line)];
    return doc?.is === 'map' ? [...readWorkflow(context, doc), ...gaps] : gaps;
  },
};

interface Step {
  readonly doc: Doc;
  readonly job: string;
}

function readWorkflow(context: ReadContext, doc: Doc): readonly WorkstationRecord[] {
  const isAction = at(doc, 'runs') !== undefined;
  const name = textAt(doc, 'name') ?? context.file.base;
  const holder = context.holder(
    isAction ? 'GitHub composite action' : 'GitHub Actions workflow',
    name,
    'integration',
    1,
  );
  const jobs = entriesOf(at(doc, 'jobs'));
  const steps: Step[] = [
    ...itemsOf(at(doc, 'runs', 'steps')).map((step) => ({ doc: step, job: 'composite' })),
    ...jobs.flatMap(([job, body]) => itemsOf(at(body, 'steps')).map((step) => ({ doc: step, job }))),
  ];
  const triggers = triggersOf(at(doc, 'on') ?? at(doc, 'true'));
  const uses = [...steps.map((step) => at(step.doc, 'uses')), ...jobs.map(([, job]) => at(job, 'uses'))];
  const workflow: WorkflowRecord = {
    type: 'workflow',
    key: context.key('workflow'),
    holderKey: holder.key,
    system: 'github',
    triggers,
    permissions: isAction ? [] : permissionsOf(context, doc, jobs),
    untrustedCheckouts:
      triggers.includes('pull_request_target') || triggers.includes('workflow_run')
        ? steps.flatMap((step) => untrustedCheckout(context, step.doc))
        : [],
    actions: uses.flatMap((use) => actionOf(context, use)),
    secrets: secretsNamed(context, doc),
    place: context.place(1),
  };
  return [
    holder,
    workflow,
    ...steps.flatMap((step) => rolesAssumed(context, holder.key, step.doc)),
    ...literalSecrets(context, holder.key, doc),
  ];
}

const triggersOf = (doc: Doc | undefined): readonly string[] =>
  doc?.is === 'map' ? [...doc.entries.keys()] : textsOf(doc);

function permissionsOf(
  context: ReadContext,
  doc: Doc,
  jobs: readonly (readonly [string, Doc])[],
): WorkflowRecord['permissions'] {
  const read = (
    where: string,
    node: Doc | undefined,
    line: number,
  ): WorkflowRecord['permissions'][number] => {
    const place = context.place(node?.line ?? line);
    if (node === undefined) return { where, is: 'unstated', writes: [], place };
    const writes = entriesOf(node).flatMap(([scope, level]) => (textOf(level) === 'write' ? [scope] : []));
    return { where, is: textOf(node) === 'write-all' ? 'write-all' : 'stated', writes, place };
  };
  const top = at(doc, 'permissions');
  const ofJobs = jobs.flatMap(([job, body]) => {
    const own = at(body, 'permissions');
    return own === undefined ? [] : [read(`job ${job}`, own, body.line)];
  });
  // The top level matters only for jobs that do not state their own.
  return top === undefined && jobs.length > 0 && ofJobs.length === jobs.length
    ? ofJobs
    : [read('workflow', top, 1), ...ofJobs];
}

function untrustedCheckout(context: ReadContext, step: Doc): readonly Place[] {
  const checkout = textAt(step, 'uses')?.startsWith('actions/checkout') === true;
  const from = [textAt(at(step, 'with'), 'ref'), textAt(at(step, 'with'), 'repository')]
    .filter((text) => text !== undefined)
    .join(' ');
  const head =
    /github\.event\.pull_request\.head\.|github\.head_ref|github\.event\.workflow_run\.head_|refs\/pull\//;
  if (checkout && head.test(from)) return [context.place(at(step, 'with')?.line ?? step.line)];
  const run = textAt(step, 'run') ?? '';
  return /\bgh\s+pr\s+checkout\b|\bgit\s+(?:fetch|checkout|pull)\b[^\n]*(?:github\.event\.pull_request\.head|github\.head_ref|pull\/)/.test(
    run,
  )
    ? [context.place(at(step, 'run')?.line ?? step.line)]
    : [];
}

function actionOf(context: ReadContext, node: Doc | undefined): WorkflowRecord['actions'] {
  const uses = textOf(node);
  if (uses === undefined || uses.startsWith('./')) return [];
  const pinned = /@[0-9a-f]{40}$|@[0-9a-f]{64}$|@sha256:[0-9a-f]{64}$/.test(uses);
  return [
    {
      uses: uses.slice(0, 200),
      pinned,
      firstParty: /^(?:actions|github)\//.test(uses),
      place: context.place(node?.line),
    },
  ];
}

function secretsNamed(context: ReadContext, doc: Doc): WorkflowRecord['secrets'] {
  const found = new Map<string, Place>();
  for (const { text, line } of stringsIn(doc))
    for (const match of text.matchAll(/\bsecrets(?:\.|\[')(?<name>[A-Za-z_]\w{0,100})/g)) {
      const name = match.groups?.['name'] ?? '';
      if (name !== 'GITHUB_TOKEN' && !found.has(name) && found.size < 500)
        found.set(name, context.place(line));
    }
  return [...found].map(([name, place]) => ({ name, place }));
}

/** Cloud roles taken through GitHub's own OIDC identity: AWS, Google Cloud, Azure. */
function rolesAssumed(context: ReadContext, holderKey: string, step: Doc): readonly WorkstationRecord[] {
  const uses = textAt(step, 'uses') ?? '';
  const given = at(step, 'with');
  const role = /configure-aws-credentials/.test(uses)
    ? textAt(given, 'role-to-assume')
    : /google-github-actions\/auth/.test(uses)
      ? textAt(given, 'service_account', 'workload_identity_provider')
      : /azure\/login/i.test(uses) && textAt(given, 'creds') === undefined
        ? textAt(given, 'client-id')
        : undefined;
  return role === undefined ? [] : [context.reach(holderKey, 'cloud_role', role, given?.line ?? step.line)];
}

/** A secret written into the workflow itself instead of being named. */
function literalSecrets(context: ReadContext, holderKey: string, doc: Doc): readonly WorkstationRecord[] {
  const maps: Doc[] = [];
  const collect = (node: Doc): void => {
    if (node.is === 'list') node.items.forEach(collect);
    for (const [name, value] of entriesOf(node)) {
      if (name === 'env' || name === 'with') maps.push(value);
      else collect(value);
    }
  };
  collect(doc);
  return maps.flatMap((map) =>
    entriesOf(map).flatMap(([name, value]) => {
      const text = textOf(value);
      if (text === undefined || text.includes('${{')) return [];
      return context.judged(holderKey, name, text, {
        surface: 'ci',
        line: value.line,
        id: `${name}:${value.line}`,
      });
    }),
  );
}
